/**
 * A GitHub for tests: a local HTTP server that behaves as the REST documentation says, where campaignctl relies on it.
 * Pages of at most 100 with Link headers, a limit on the size of a comment, positions of review comments that are checked
 * against the diff, artifacts behind a redirect that wants no token, rate limits, a read-only token.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { routes } from './routes.ts';
import {
  type Answer,
  type Asked,
  blobKey,
  refusal,
  type State,
  type World,
  worldOf,
} from './world.ts';

export const TOKEN = 'ghs_testtoken0123456789abcdefghijklmnop';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** What is answered instead, so many times, to requests that match. */
export interface Fault {
  readonly method?: string;
  readonly path: RegExp;
  readonly times: number;
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** True: it takes effect all the same; only its answer is lost. */
  readonly effect?: boolean;
}

export interface GitHubServer {
  readonly url: string;
  readonly world: World;
  /** Every request, in order. */
  readonly seen: Seen[];
  fail(fault: Fault): void;
  /** From now on, as for a fork: nothing can be written. */
  readOnly(on: boolean): void;
  close(): Promise<void>;
}

export async function startGitHub(repository = 'acme-dental/texting'): Promise<GitHubServer> {
  const { state, world } = worldOf(repository);
  const seen: Seen[] = [];
  const faults: { fault: Fault; left: number }[] = [];
  let isReadOnly = false;
  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      response.writeHead(599).end(String(error));
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const method = request.method ?? 'GET';
    const body = await bodyOf(request);
    const { authorization } = request.headers;
    seen.push({ method, path: url.pathname + url.search, authorization, body });
    if (url.pathname.startsWith('/blob/')) {
      sendBlob(state, url.pathname, authorization, response);
      return;
    }
    const origin = `http://${request.headers.host}`;
    const asked: Asked = { method, path: url.pathname, query: url.searchParams, body, origin };
    const fault = faults.find(
      ({ fault: one, left }) =>
        left > 0 && (one.method ?? method) === method && one.path.test(url.pathname),
    );
    if (fault !== undefined) {
      fault.left -= 1;
      const { status, message = 'Server Error', headers = {}, effect = false } = fault.fault;
      if (effect) answerTo(asked, authorization);
      send(response, { status, body: { message }, headers });
      return;
    }
    send(response, answerTo(asked, authorization));
  }

  function answerTo(asked: Asked, authorization: string | undefined): Answer {
    if (authorization !== `token ${TOKEN}` && authorization !== `bearer ${TOKEN}`) {
      return refusal(401, 'Bad credentials');
    }
    const isRead = asked.method === 'GET' || isQuery(asked.body);
    if (isReadOnly && !isRead) return refusal(403, 'Resource not accessible by integration');
    return paged(routes(state, asked), asked);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    world,
    seen,
    fail: (fault) => void faults.push({ fault, left: fault.times }),
    readOnly: (on) => {
      isReadOnly = on;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? null : JSON.parse(text);
}

function isQuery(body: unknown): boolean {
  const query = (body as { query?: unknown } | null)?.query;
  return typeof query === 'string' && query.startsWith('query');
}

/** Lists are cut into pages, with the addresses of the others in the Link header. */
function paged(answer: Answer, { query, path, origin }: Asked): Answer {
  const { list, ...plain } = answer;
  if (list === undefined) return plain;
  const size = Math.min(100, Math.max(1, Number(query.get('per_page') ?? 30)));
  const page = Math.max(1, Number(query.get('page') ?? 1));
  const last = Math.max(1, Math.ceil(list.entries.length / size));
  const entries = list.entries.slice((page - 1) * size, page * size);
  const addressOf = (number: number) => {
    const other = new URLSearchParams(query);
    other.set('page', String(number));
    return `<${origin}${path}?${other}>`;
  };
  const links = [
    ...(page < last
      ? [`${addressOf(page + 1)}; rel="next"`, `${addressOf(last)}; rel="last"`]
      : []),
    ...(page > 1 ? [`${addressOf(page - 1)}; rel="prev"`, `${addressOf(1)}; rel="first"`] : []),
  ];
  const body = list.as === null ? entries : { ...list.rest, [list.as]: entries };
  return { ...plain, body, headers: links.length === 0 ? {} : { link: links.join(', ') } };
}

function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'x-ratelimit-limit': '1000',
    'x-ratelimit-remaining': '900',
    'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 3600),
    'x-github-request-id': randomBytes(8).toString('hex'),
    ...headers,
  });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

/** The store of artifacts: it knows its own addresses and refuses a token that was meant for somebody else. */
function sendBlob(
  state: State,
  path: string,
  authorization: string | undefined,
  response: ServerResponse,
): void {
  const artifact = state.artifacts.find(({ id }) => path === `/blob/${blobKey(id)}`);
  if (artifact === undefined || authorization !== undefined) {
    response.writeHead(400).end('no such blob, or a token that has no place here');
    return;
  }
  response.writeHead(200, { 'content-type': 'application/zip' }).end(artifact.zip);
}
