/**
 * One request to the API, from its arrival to its answer: log, faults, key, limits, route, effect, disk, answer.
 */
import { timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Exchange, Problem, problemBody, type Reply } from './exchange.ts';
import { type FaultAction, faultText, statusProblem } from './faults.ts';
import type { Limiter, RateState } from './limiter.ts';
import type { OpenRegistry } from './open.ts';
import type { Scrolls } from './pages.ts';
import type { StateRecord } from './records.ts';
import { loggedBody, type RequestLog } from './requests.ts';
import { type Area, BASE_PATH, ROUTES, type Route } from './routes.ts';
import type { Wire } from './wire.ts';
import { iso } from './world.ts';

export interface Gate {
  readonly open: OpenRegistry;
  readonly log: RequestLog;
  readonly apiKey: string;
  readonly rateLimit: boolean;
  readonly limiter: Limiter;
  readonly forbidden: ReadonlySet<Area>;
  readonly scrolls: Scrolls;
  /** True once the server is being closed: nothing may take effect any more. */
  isClosed(): boolean;
  nextFaults(method: string, target: string): readonly FaultAction[];
}

const OPERATIONS_IN_FLIGHT = 10;

/** What has been decided about the answer so far. */
interface Handling {
  readonly wire: Wire;
  readonly gate: Gate;
  readonly faults: readonly FaultAction[];
  /** Below the base path; null: elsewhere. */
  readonly path: string | null;
  readonly seq: number;
  media: string;
  rate: RateState | null;
  effect: readonly string[];
}

export async function serveApi(wire: Wire, gate: Gate): Promise<void> {
  const path = wire.path.startsWith(`${BASE_PATH}/`) ? wire.path.slice(BASE_PATH.length) : null;
  const query = wire.query.toString();
  const handling: Handling = {
    wire,
    gate,
    path,
    faults: gate.nextFaults(wire.method, `${path ?? wire.path}${query === '' ? '' : `?${query}`}`),
    seq: gate.log.received({
      time: iso(gate.open.now()),
      method: wire.method,
      path: path ?? wire.path,
      query,
      headers: wire.headerNames,
      requestId: wire.header('x-request-id'),
      ifMatch: wire.header('if-match'),
      body: wire.body === undefined ? null : loggedBody(wire.body),
    }),
    media: 'application/json',
    rate: null,
    effect: [],
  };
  for (const fault of handling.faults) if (fault.kind === 'latency') await sleep(fault.ms);
  if (gate.isClosed() || has(handling, 'drop', 'before')) return drop(handling);
  let reply: Reply;
  try {
    reply = answer(handling);
  } catch (error) {
    reply = problemReply(handling, error);
  }
  if (has(handling, 'drop', 'after')) return drop(handling);
  finish(handling, reply);
}

/** Synchronous from here to the disk: two requests never interleave. Throws Problem. */
function answer(handling: Handling): Reply {
  const { wire, gate, path, faults } = handling;
  const known = ROUTES.filter((route) => path !== null && route.path.test(path));
  const route = known.find(({ method }) => method === wire.method);
  handling.media = (route ?? known[0])?.media ?? handling.media;
  const before = faults.find((f) => f.kind === 'status' && f.when !== 'after');
  if (before?.kind === 'status') throw statusProblem(before.status);
  checkKey(wire.header('x-api-key'), gate.apiKey);
  handling.rate = gate.limiter(Date.now());
  if (handling.rate.exceeded) throw statusProblem(429);
  if (path === null || known.length === 0) {
    throw new Problem(404, 'NOT_FOUND', `No resource at ${wire.path}`);
  }
  if (route === undefined) {
    throw new Problem(405, 'BAD_REQUEST', `${wire.method} is not supported here`);
  }
  if (gate.forbidden.has(route.area)) {
    throw new Problem(403, 'FORBIDDEN', 'Access denied to this resource');
  }
  checkHeaders(wire, route);
  if (route.method !== 'GET') checkInFlight(gate);
  const reply = effect(handling, route, path);
  const after = faults.find((f) => f.kind === 'status' && f.when === 'after');
  if (after?.kind === 'status') throw statusProblem(after.status);
  return reply;
}

/** Runs the handler and puts what it changed on disk, also when it refuses: time may have moved things on. */
function effect(handling: Handling, route: Route, path: string): Reply {
  const { wire, gate } = handling;
  const { open } = gate;
  const now = open.now();
  open.registry.settle(now);
  open.commit(false);
  const exchange: Exchange = {
    open,
    scrolls: gate.scrolls,
    path,
    query: wire.query,
    base: `http://${wire.host}${BASE_PATH}`,
    ifMatch: wire.header('if-match'),
    body: wire.body,
    params: (route.path.exec(path) ?? []).slice(1).map(decoded),
    faults: handling.faults,
    now,
  };
  try {
    return route.handle(exchange);
  } finally {
    handling.effect = open.commit(true).map(recordName);
  }
}

function finish(handling: Handling, { status, body, headers = {} }: Reply): void {
  const { wire, gate } = handling;
  note(handling, status);
  const rate = handling.rate ?? { limit: 100, remaining: 100, reset: Math.ceil(Date.now() / 1000) };
  wire.send(
    status,
    {
      'Content-Type': handling.media,
      'x-ratelimit-limit': String(rate.limit),
      'x-ratelimit-remaining': String(rate.remaining),
      'x-ratelimit-reset': String(rate.reset),
      'x-sandbox-time': iso(gate.open.now()),
      ...headers,
    },
    body,
    has(handling, 'drop', 'mid-body'),
  );
}

function drop(handling: Handling): void {
  note(handling, null);
  handling.wire.drop();
}

function note({ gate, seq, faults, effect: changed }: Handling, status: number | null): void {
  gate.log.answered(seq, { status, faults: faults.map(faultText), effect: changed });
}

/** Anything but a Problem is a bug: told as 500, and on stderr with its stack. */
function problemReply({ wire, gate }: Handling, error: unknown): Reply {
  if (!(error instanceof Problem)) console.error(error);
  const problem =
    error instanceof Problem ? error : new Problem(500, 'UNKNOWN', 'An unexpected error occurred');
  return { status: problem.status, body: problemBody(problem, wire.path, iso(gate.open.now())) };
}

function has({ faults }: Handling, kind: 'drop', when: 'before' | 'after' | 'mid-body'): boolean {
  return faults.some((fault) => fault.kind === kind && fault.when === when);
}

function checkKey(given: string | null, wanted: string): void {
  const a = Buffer.from(given ?? '');
  const b = Buffer.from(wanted);
  if (a.length === b.length && timingSafeEqual(a, b)) return;
  throw new Problem(401, 'FORBIDDEN', 'The API key is missing or not valid');
}

/** The version of the API is in the media type: Accept on a GET, Content-Type on a write. */
function checkHeaders(wire: Wire, route: Route): void {
  if (route.method === 'GET') {
    const accepted = (wire.header('accept') ?? '*/*').split(',').map(bare);
    if (![route.media, 'application/*', '*/*'].some((type) => accepted.includes(type))) {
      throw new Problem(400, 'BAD_REQUEST', `must accept ${route.media}`, 'Accept');
    }
    return;
  }
  if (bare(wire.header('content-type') ?? '') !== route.media) {
    throw new Problem(400, 'BAD_REQUEST', `must be ${route.media}`, 'Content-Type');
  }
  if (wire.bodyProblem === 'too-large') {
    throw new Problem(413, 'BAD_REQUEST', 'The body is larger than 4 MB');
  }
  if (wire.bodyProblem === 'not-json') {
    throw new Problem(400, 'BAD_REQUEST', 'The body is not JSON');
  }
}

function bare(type: string): string {
  return (type.split(';')[0] ?? '').trim().toLowerCase();
}

function checkInFlight({ open, rateLimit }: Gate): void {
  if (!rateLimit) return;
  const wall = Date.now();
  let running = 0;
  for (const { endsAt } of open.registry.state.operations.values()) if (endsAt > wall) running += 1;
  if (running >= OPERATIONS_IN_FLIGHT) throw statusProblem(429);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function recordName(record: StateRecord): string {
  switch (record[0]) {
    case 'user':
      return `user/${record[1].userName}`;
    case 'number':
      return `number/${record[1].phoneNumber}`;
    case 'brand':
      return `brand/${record[1].brandId}`;
    case 'campaign':
      return `campaign/${record[1].campaignId}`;
    case 'invoice':
      return `invoice/${record[1].invoiceId}`;
    case 'operation':
      return `operation/${record[1].operationId}`;
    case 'times':
    case 'clock':
      return record[0];
  }
}
