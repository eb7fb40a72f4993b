/** What nock cannot show: the pool, keep-alive, time-outs and broken connections, on real sockets. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/model/port.ts';
import { createHttp, type HttpClient, type HttpOptions } from '../../src/providers/http.ts';

const MEDIA = 'application/vnd.users.v1+json';
const GET = { method: 'GET', path: '/users', media: MEDIA } as const;
const POST = { method: 'POST', path: '/sms/campaigns', media: MEDIA, body: { a: 1 } } as const;

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

interface Registry {
  readonly url: string;
  /** Requests whose head arrived. */
  requests(): number;
  connections(): number;
}

const open: { server: Server; clients: HttpClient[] }[] = [];

afterEach(async () => {
  for (const { server, clients } of open.splice(0)) {
    await Promise.all(clients.map((client) => client.close()));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(handler: Handler): Promise<Registry> {
  let requests = 0;
  let connections = 0;
  const server = createServer((request, response) => {
    requests += 1;
    handler(request, response, requests);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ server, clients: [] });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    connections: () => connections,
  };
}

/** Retries without waiting; time-outs short enough for a test. */
function client(baseUrl: string, options: Partial<HttpOptions> = {}): HttpClient {
  const http = createHttp({
    baseUrl,
    apiKey: 'a-key',
    limits: null,
    timing: { now: () => Date.now(), sleep: async () => {} },
    ...options,
  });
  open.at(-1)?.clients.push(http);
  return http;
}

async function failure(promise: Promise<unknown>): Promise<ProviderError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ProviderError) return error;
  throw new Error(`no ProviderError but ${String(error)}`);
}

const ok: Handler = (_, response) => {
  response.end('{"data":[]}');
};
const never: Handler = () => {};

describe('the pool', () => {
  it('keeps connections for requests that follow each other', async () => {
    const registry = await serve(ok);
    const http = client(registry.url);
    for (let i = 0; i < 20; i++) await http.send(GET);
    expect(registry.requests()).toBe(20);
    // Two: undici may open a second one while it still tidies up behind the first answer.
    expect(registry.connections()).toBeLessThanOrEqual(2);
  });

  it('opens a dozen connections at most, and uses them all', async () => {
    const registry = await serve((_, response) => setTimeout(() => response.end('{}'), 20));
    const http = client(registry.url);
    await Promise.all(Array.from({ length: 60 }, () => http.send(GET)));
    expect(registry.requests()).toBe(60);
    expect(registry.connections()).toBe(12);
  });

  it('opens a new connection where the server closed the idle one', async () => {
    const registry = await serve((_, response) => {
      response.setHeader('connection', 'close');
      response.end('{}');
    });
    const http = client(registry.url);
    await http.send(POST);
    await http.send(POST);
    expect(registry.connections()).toBe(2);
  });

  it('is closed with the client, and whatever still runs ends', async () => {
    const registry = await serve(never);
    const http = client(registry.url);
    const running = failure(http.send(GET));
    while (registry.requests() === 0) await delay(5);
    await http.close();
    expect((await running).kind).toBe('unavailable');
    expect(registry.requests()).toBe(1);
  });
});

describe('a time-out', () => {
  it('of the headers ends a write whose outcome is unknown', async () => {
    const registry = await serve(never);
    const error = await failure(client(registry.url, { timeouts: { headers: 200 } }).send(POST));
    expect(error).toMatchObject({ kind: 'unavailable', status: null, outcomeUnknown: true });
    expect(error.message).toContain('took too long');
    expect(registry.requests()).toBe(1);
  });

  it('of a stalling body makes a GET try again', async () => {
    const registry = await serve((_, response, count) => {
      if (count > 1) return void response.end('{"data":[1]}');
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"data":');
    });
    const http = client(registry.url, { timeouts: { body: 200 } });
    expect((await http.send(GET)).body).toEqual({ data: [1] });
    expect(registry.requests()).toBe(2);
  });

  it('of the whole request also ends a body that trickles', async () => {
    const registry = await serve((_, response) => {
      response.writeHead(202);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    const started = Date.now();
    const error = await failure(client(registry.url, { timeouts: { total: 200 } }).send(POST));
    expect(error).toMatchObject({ kind: 'unavailable', outcomeUnknown: true });
    expect(Date.now() - started).toBeLessThan(2_000);
  });
});

describe('a broken connection', () => {
  it('before the effect leaves the outcome of a write unknown: nobody can tell', async () => {
    const registry = await serve((request) => request.socket.destroy());
    const error = await failure(client(registry.url).send(POST));
    expect(error).toMatchObject({ kind: 'unavailable', outcomeUnknown: true });
    expect(registry.requests()).toBe(1);
  });

  it('after the effect does too', async () => {
    let effects = 0;
    const registry = await serve((request) => {
      request.resume();
      request.on('end', () => {
        effects += 1;
        request.socket.resetAndDestroy();
      });
    });
    const error = await failure(client(registry.url).send(POST));
    expect(error).toMatchObject({ outcomeUnknown: true });
    expect(effects).toBe(1);
  });

  it('in the middle of the answer to a write does too', async () => {
    const registry = await serve((_, response) => {
      response.writeHead(202, { 'content-length': '1000' });
      response.write('{"operationId":');
      setTimeout(() => response.destroy(), 20);
    });
    const error = await failure(client(registry.url).send(POST));
    expect(error).toMatchObject({ kind: 'unavailable', outcomeUnknown: true });
    expect(registry.requests()).toBe(1);
  });

  it('makes a GET try again', async () => {
    const registry = await serve((request, response, count) => {
      if (count < 3) request.socket.destroy();
      else response.end('{"data":[]}');
    });
    await client(registry.url).send(GET);
    expect(registry.requests()).toBe(3);
  });

  it('that never came about is known to have had no effect', async () => {
    const registry = await serve(ok);
    const { server } = open[open.length - 1] ?? {};
    await new Promise((resolve) => server?.close(resolve));
    const http = client(registry.url);
    const error = await failure(http.send(POST));
    expect(error).toMatchObject({ kind: 'unavailable', outcomeUnknown: false });
    expect(error.message).toContain('ECONNREFUSED');
    expect(http.requests()).toBe(3);
  });

  it('is not tried again where the port is one that fetch never goes to', async () => {
    const http = client('http://127.0.0.1:9');
    const error = await failure(http.send(POST));
    expect(error).toMatchObject({ kind: 'unavailable', outcomeUnknown: false });
    expect(error.message).toContain('a port that is not for HTTP');
    expect(http.requests()).toBe(1);
  });
});

describe('an answer', () => {
  it('that is too large is not read to its end', async () => {
    const registry = await serve((_, response) => {
      response.write('"');
      const more = (): void => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    });
    const http = client(registry.url, { maxBytes: 1_000_000 });
    const error = await failure(http.send(GET));
    expect(error).toMatchObject({ kind: 'protocol', outcomeUnknown: false });
    expect(error.message).toContain('too large');
    expect((await failure(http.send(POST))).outcomeUnknown).toBe(true);
  });

  it('that is small on the wire and too large unpacked is not read either', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, ' '));
    const registry = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(bomb);
    });
    const error = await failure(client(registry.url, { maxBytes: 1_000_000 }).send(GET));
    expect(error.message).toContain('too large');
  });

  it('that redirects is not followed: the key stays here', async () => {
    const other = await serve(ok);
    const registry = await serve((_, response) => {
      response.writeHead(307, { location: `${other.url}/users` });
      response.end();
    });
    for (const request of [GET, POST]) {
      expect(await failure(client(registry.url).send(request))).toMatchObject({
        kind: 'protocol',
        status: 307,
      });
    }
    expect(other.requests()).toBe(0);
  });
});
