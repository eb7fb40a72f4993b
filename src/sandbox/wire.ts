/**
 * HTTP as it is on the wire: a request read whole, and the ways an answer can be sent or lost.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Wire {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly host: string;
  readonly headerNames: readonly string[];
  header(name: string): string | null;
  /** Parsed JSON; undefined: no body. */
  readonly body: unknown;
  /** Why the body could not be read; null: it could. */
  readonly bodyProblem: 'not-json' | 'too-large' | null;
  /** Sends the answer; `cut`: breaks the connection in the middle of it. */
  send(
    status: number,
    headers: Readonly<Record<string, string>>,
    body: unknown,
    cut?: boolean,
  ): void;
  /** Breaks the connection without an answer. */
  drop(): void;
}

const BODY_MAX = 4 * 1024 * 1024;

/** Never rejects: a request that breaks off is answered into the void. */
export async function receive(request: IncomingMessage, response: ServerResponse): Promise<Wire> {
  const [path = '/', query = ''] = splitTarget(request.url ?? '/');
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= BODY_MAX) chunks.push(chunk);
    }
  } catch {
    chunks.length = 0;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const body = text === '' ? undefined : parsed(text);
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    host: request.headers.host ?? '',
    headerNames: Object.keys(request.headers).sort(),
    header: (name) => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : null;
    },
    body,
    bodyProblem:
      bytes > BODY_MAX ? 'too-large' : text !== '' && body === undefined ? 'not-json' : null,
    send: (status, headers, payload, cut = false) => {
      const json = Buffer.from(JSON.stringify(payload));
      response.writeHead(status, {
        'X-Response-Id': randomUUID(),
        'Content-Length': json.length,
        ...headers,
      });
      if (!cut) {
        response.end(json);
        return;
      }
      response.write(json.subarray(0, Math.floor(json.length / 2)), () => request.socket.destroy());
    },
    drop: () => void request.socket.destroy(),
  };
}

/** Answers 403 to a Host that is not loopback, so that no web page can reach the sandbox through a name of its own. */
export function refuseHost(wire: Wire): boolean {
  if (/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(wire.host)) return false;
  wire.send(403, { 'Content-Type': 'application/json' }, { status: 403, title: 'Loopback only' });
  return true;
}

function splitTarget(target: string): readonly [string, string] {
  const at = target.indexOf('?');
  return at === -1 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
