/**
 * Records real traffic: the sandbox server, a proxy in front of it that writes every exchange down, and behind the
 * proxy both plain `fetch` and the provider adapter.
 * Law: nothing is made up here; each exchange went over a socket. API keys are not kept.
 */
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Exchange } from './wire.ts';

export interface Recorder {
  /** Stands in for the target: same path, another origin. */
  readonly url: string;
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

/** A proxy on loopback that records every exchange that was answered in full. */
export async function startRecorder(target: string): Promise<Recorder> {
  const { hostname, port, pathname } = new URL(target);
  const exchanges: Exchange[] = [];
  const server = createServer((incoming, outgoing) => {
    const abandon = () => void outgoing.destroy();
    void collect(incoming).then((body) => {
      const { method = 'GET', url = '/', headers } = incoming;
      const forwarded = httpRequest({ hostname, port, method, path: url, headers, agent: false });
      forwarded.on('error', abandon);
      forwarded.on('response', (answer) => {
        void collect(answer).then((responseBody) => {
          const status = answer.statusCode ?? 0;
          const [path = '', query = ''] = url.split('?');
          exchanges.push({
            method,
            path,
            query,
            requestHeaders: withoutKey(flat(headers)),
            requestBody: body.toString('utf8'),
            status,
            responseHeaders: flat(answer.headers),
            responseBody: responseBody.toString('utf8'),
          });
          outgoing.writeHead(status, withoutHop(answer.headers)).end(responseBody);
        }, abandon);
      });
      forwarded.end(body);
    }, abandon);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}${pathname}`,
    exchanges,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function collect(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part);
  return Buffer.concat(parts);
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

function withoutKey({ 'x-api-key': key, ...rest }: Record<string, string>): Record<string, string> {
  return key === undefined ? rest : { ...rest, 'x-api-key': '(not kept)' };
}

/** The proxy frames the body itself. */
function withoutHop(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const { connection, 'keep-alive': _, 'transfer-encoding': __, ...rest } = headers;
  return rest;
}
