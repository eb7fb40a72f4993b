/**
 * The control plane: what a person playing carriers, support, the console or the network can do to a sandbox.
 * Law: loopback only, and only with the header `x-sandbox-control: 1`, which no web page can send unasked. Not part of the contract.
 */
import { type FaultRule, FaultRuleError, parseFaultRules } from './faults.ts';
import { type Answer, accept, refuse } from './fields.ts';
import type { OpenRegistry } from './open.ts';
import type { RequestEntry, RequestLog } from './requests.ts';
import { seedNumber } from './seed.ts';
import type { Wire } from './wire.ts';
import { iso } from './world.ts';

/** Commands take effect and are on disk when they return; each tells in one sentence what happened. */
export interface Control {
  approve(target: string): Answer<string>;
  reject(target: string, reason: string): Answer<string>;
  suspend(target: string, reason: string): Answer<string>;
  /** ms. */
  advance(ms: number): Answer<string>;
  toggle(phoneNumber: string, on: boolean, campaign?: string | null): Answer<string>;
  fail(phoneNumber: string): Answer<string>;
  limit(target: string, numbers: number): Answer<string>;
  reset(): Answer<string>;
  setFaults(rules: readonly FaultRule[]): void;
  requests(since?: number): readonly RequestEntry[];
  clock(): { readonly mode: string; readonly speed: number; readonly now: string };
  state(): object;
}

const HUNDRED_YEARS_MS = 100 * 365 * 86_400_000;

export function controlOf(
  open: OpenRegistry,
  log: RequestLog | null,
  setFaults: (rules: readonly FaultRule[]) => void,
): Control {
  function done(told: Answer<string>): Answer<string> {
    open.commit(true);
    return told;
  }
  return {
    approve: (target) => done(open.registry.approve(target, open.now())),
    reject: (target, reason) => done(open.registry.reject(target, reason, open.now())),
    suspend: (target, reason) => done(open.registry.suspend(target, reason, open.now())),
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0 || ms > HUNDRED_YEARS_MS) {
        return refuse('VALIDATION_ERROR', 'ms', 'must be between 0 and a hundred years');
      }
      open.advance(ms);
      return done(accept(`It is ${minute(open.now())} in the sandbox`));
    },
    toggle: (phoneNumber, on, campaign = null) =>
      done(open.registry.toggle(phoneNumber, on, campaign, open.now())),
    fail: (phoneNumber) => done(open.registry.fail(phoneNumber, open.now())),
    limit: (target, numbers) => done(open.registry.limit(target, numbers, open.now())),
    reset() {
      if (open.reset()) return accept('The sandbox begins again from its seed');
      const message = 'It was opened without a seed. Stop it, reset, and serve it with --seed';
      return refuse('CONFLICT', 'seed', message);
    },
    setFaults,
    requests: (since = 0) => log?.since(since) ?? [],
    clock() {
      const clock = open.clock();
      return { mode: clock.mode, speed: clock.speed, now: iso(open.now()) };
    },
    state() {
      open.registry.settle(open.now());
      open.commit(true);
      const { users, numbers, brands, campaigns, invoices, operations } = open.registry.state;
      return {
        users: [...users.values()],
        numbers: [...numbers.values()],
        brands: [...brands.values()],
        campaigns: [...campaigns.values()],
        invoices: [...invoices.values()],
        operations: [...operations.values()],
      };
    },
  };
}

/** Answers a request below /sandbox/. */
export function answerControl(wire: Wire, control: Control): void {
  const json = { 'Content-Type': 'application/json' };
  if (wire.header('x-sandbox-control') !== '1') {
    wire.send(403, json, { status: 403, detail: 'The header x-sandbox-control: 1 is missing' });
    return;
  }
  const name = `${wire.method} ${wire.path.slice('/sandbox'.length)}`;
  const since = Number(wire.query.get('since') ?? 0);
  const answered = command(control, name, wire.body ?? { since });
  if (answered === null) {
    wire.send(404, json, { status: 404, detail: `No control at ${wire.method} ${wire.path}` });
  } else if (answered.ok) {
    wire.send(200, json, answered.value);
  } else {
    const { status, field, message } = answered.refusal;
    wire.send(status, json, { status, field, detail: message });
  }
}

/** Runs a command by its name on the wire, such as `POST /approve`; null: there is no such command. */
export function command(control: Control, name: string, value: unknown): Answer<object> | null {
  const body = isRecord(value) ? value : {};
  switch (name) {
    case 'GET /requests':
      return accept({ requests: control.requests(Number(body['since'] ?? 0)) });
    case 'GET /state':
      return accept(control.state());
    case 'GET /clock':
      return accept(control.clock());
    case 'POST /approve':
      return told(control.approve(textOf(body, 'target')));
    case 'POST /reject':
      return told(control.reject(textOf(body, 'target'), reasonOf(body)));
    case 'POST /suspend':
      return told(control.suspend(textOf(body, 'target'), reasonOf(body)));
    case 'POST /advance':
      return told(control.advance(Number(body['ms'])));
    case 'POST /toggle':
      return toggle(body, control);
    case 'POST /fail':
      return told(control.fail(numberOf(body)));
    case 'POST /limit':
      return told(control.limit(textOf(body, 'target'), Number(body['limit'])));
    case 'POST /reset':
      return told(control.reset());
    case 'PUT /faults':
      return setFaults(value, control);
    default:
      return null;
  }
}

/** `2026-07-23 09:00 UTC`. */
function minute(now: number): string {
  return `${iso(now).slice(0, 16).replace('T', ' ')} UTC`;
}

function toggle(body: Readonly<Record<string, unknown>>, control: Control): Answer<object> {
  const { on, campaign } = body;
  if (typeof on !== 'boolean') return refuse('VALIDATION_ERROR', 'on', 'must be true or false');
  const target = typeof campaign === 'string' ? campaign : null;
  return told(control.toggle(numberOf(body), on, target));
}

function setFaults(rules: unknown, control: Control): Answer<object> {
  try {
    const parsed = parseFaultRules(rules);
    control.setFaults(parsed);
    return accept({ message: `${parsed.length} fault rules are set` });
  } catch (error) {
    if (!(error instanceof FaultRuleError)) throw error;
    return refuse('VALIDATION_ERROR', null, error.message);
  }
}

function told(answer: Answer<string>): Answer<object> {
  return answer.ok ? accept({ message: answer.value }) : answer;
}

function textOf(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}

function reasonOf(body: Readonly<Record<string, unknown>>): string {
  return textOf(body, 'reason') || 'No reason was given';
}

function numberOf(body: Readonly<Record<string, unknown>>): string {
  return seedNumber(body['phoneNumber']) ?? '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
