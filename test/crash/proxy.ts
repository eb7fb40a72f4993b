/**
 * What stands between a command and the registry: sees every request, and decides how far it gets and what comes back.
 * Law: nothing is forwarded and nothing is answered unless the watcher says so; what was forwarded is answered in whole.
 */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Arrival {
  /** Counted from 1. */
  readonly n: number;
  readonly method: string;
  /** Path and query below the base path. */
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Passage {
  /** Sends it to the registry; resolves with its whole answer. */
  forward(): Promise<Answer>;
  give(answer: Answer): void;
  /** The head and half of the body; resolves when they are on their way. */
  giveHalf(answer: Answer): Promise<void>;
  /** Breaks the connection. */
  cut(): void;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export type Watcher = (arrival: Arrival, passage: Passage) => Promise<void>;

export interface RegistryProxy {
  /** Takes the place of the registry's own. */
  readonly url: string;
  readonly arrivals: readonly Arrival[];
  watch(watcher: Watcher): void;
  /** Resolves when everything that was forwarded has been answered. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export const pass: Watcher = async (_, { forward, give }) => give(await forward());

export async function startProxy(registryUrl: string): Promise<RegistryProxy> {
  const { hostname, port, pathname } = new URL(registryUrl);
  const agent = new Agent({ keepAlive: true });
  const arrivals: Arrival[] = [];
  const forwarded = new Set<Promise<Answer>>();
  let watcher = pass;

  const server = createServer((incoming, outgoing) => {
    void arrive(incoming, outgoing);
  });

  async function arrive(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    outgoing.on('error', () => {});
    let body: Buffer;
    try {
      body = await whole(incoming);
    } catch {
      // The sender died before it had sent everything: this never reached the registry.
      return;
    }
    const { method = '', url = '', headers } = incoming;
    const n = arrivals.length + 1;
    const target = url.slice(pathname.length);
    const arrival = { n, method, target, headers, body: body.toString('utf8') };
    arrivals.push(arrival);
    await watcher(arrival, {
      forward() {
        const answer = send(incoming, body);
        forwarded.add(answer);
        return answer.finally(() => forwarded.delete(answer));
      },
      give: ({ status, headers, body: bytes }) => {
        outgoing.writeHead(status, headers).end(bytes);
      },
      cut: () => void outgoing.destroy(),
      giveHalf: ({ status, headers, body: bytes }) =>
        new Promise((resolve) => {
          outgoing.writeHead(status, headers);
          outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => resolve());
        }),
    });
  }

  function send({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const onward = request(
        {
          agent,
          hostname,
          port,
          method,
          path: url,
          headers: { ...headers, host: `${hostname}:${port}` },
        },
        (incoming) => {
          whole(incoming).then(
            (bytes) =>
              resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: bytes }),
            reject,
          );
        },
      );
      onward.on('error', reject);
      onward.end(body);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    arrivals,
    watch(next) {
      watcher = next;
    },
    async idle() {
      while (forwarded.size > 0) await Promise.allSettled(forwarded);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
}

async function whole(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
