/**
 * Faults on demand: rules that pick requests and say what goes wrong with them.
 */
import { parse } from 'yaml';
import { Problem } from './exchange.ts';

export interface FaultMatch {
  readonly method?: string;
  /** Begins the path below /admin-provisioning, with its query. */
  readonly path?: string;
  /** Regular expression on the same. */
  readonly pattern?: string;
  /** The rule starts with the nth request that matches, counted from 1; default 1. */
  readonly nth?: number;
  /** For so many requests; default: one where `nth` is given, else all. */
  readonly times?: number;
}

export type FaultAction =
  | { readonly kind: 'latency'; readonly ms: number }
  /** `after`: the effect happens, the answer is the error. */
  | {
      readonly kind: 'status';
      readonly status: 408 | 429 | 500 | 503;
      readonly when?: 'before' | 'after';
    }
  /** The connection is dropped before the effect, after it, or in the middle of the answer. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' | 'mid-body' }
  /** A list page with half of its items, as if it were whole. */
  | { readonly kind: 'truncatePage' }
  /** The page before once more, in place of this one; no effect on a first page. */
  | { readonly kind: 'repeatPage' }
  /** `pagination.total` is too large (lists of the SMS registry). */
  | { readonly kind: 'wrongTotal' }
  /** The scroll id sent is answered as expired. */
  | { readonly kind: 'expireScroll' }
  /** The operation of this write ends so. `effect`: whether the write took effect all the same; default only for UNKNOWN. */
  | {
      readonly kind: 'operation';
      readonly status: 'FAILED' | 'UNKNOWN';
      readonly effect?: boolean;
    };

export interface FaultRule {
  readonly match?: FaultMatch;
  readonly do: FaultAction;
}

export interface Faults {
  /** The faults of the next request; counts it. `target`: path and query below /admin-provisioning. */
  next(method: string, target: string): readonly FaultAction[];
}

/** Throws FaultRuleError. */
export function faultsOf(rules: readonly FaultRule[]): Faults {
  const counted = rules.map(({ match = {}, do: action }) => {
    const pattern = match.pattern === undefined ? null : new RegExp(match.pattern);
    const first = match.nth ?? 1;
    const times = match.times ?? (match.nth === undefined ? Number.POSITIVE_INFINITY : 1);
    return { match, action, pattern, first, last: first + times - 1, seen: 0 };
  });
  return {
    next(method, target) {
      return counted.flatMap((rule) => {
        const { match, pattern } = rule;
        if (match.method !== undefined && match.method !== method) return [];
        if (match.path !== undefined && !target.startsWith(match.path)) return [];
        if (pattern !== null && !pattern.test(target)) return [];
        rule.seen += 1;
        return rule.seen >= rule.first && rule.seen <= rule.last ? [rule.action] : [];
      });
    },
  };
}

/** A fault rule that makes no sense. */
export class FaultRuleError extends Error {}

/** Reads rules that came as JSON or YAML. Throws FaultRuleError. */
export function parseFaultRules(value: unknown): readonly FaultRule[] {
  if (!Array.isArray(value)) throw new FaultRuleError('Fault rules must be a list');
  return value.map((item: unknown, i) => {
    if (!isRecord(item) || !isRecord(item['do'])) {
      throw new FaultRuleError(`Fault rule ${i + 1}: needs "do" with a kind`);
    }
    const match = item['match'] ?? {};
    const problem = isRecord(match) ? matchProblem(match) : '"match" must be a map';
    const wrong = problem ?? actionProblem(item['do']);
    if (wrong !== null) throw new FaultRuleError(`Fault rule ${i + 1}: ${wrong}`);
    return { match, do: item['do'] } as unknown as FaultRule;
  });
}

/** Reads a file of rules, YAML or JSON. Throws FaultRuleError. */
export function parseFaultFile(text: string): readonly FaultRule[] {
  let rules: unknown;
  try {
    rules = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new FaultRuleError(error instanceof Error ? error.message : 'It is not YAML');
  }
  return parseFaultRules(rules);
}

/** How a fault is written into the request log. */
export function faultText(action: FaultAction): string {
  switch (action.kind) {
    case 'latency':
      return `latency ${action.ms} ms`;
    case 'status':
      return `${action.status} ${action.when ?? 'before'} the effect`;
    case 'drop':
      return action.when === 'mid-body' ? 'drop in the body' : `drop ${action.when} the effect`;
    case 'operation':
      return `operation ${action.status}`;
    default:
      return action.kind;
  }
}

/** The error that a status fault answers with. */
export function statusProblem(status: 408 | 429 | 500 | 503): Problem {
  switch (status) {
    case 408:
      return new Problem(408, 'REQUEST_TIMEOUT', 'Request to downstream service timed out');
    case 429:
      return new Problem(429, 'TOO_MANY_REQUESTS', 'Rate limit exceeded, please try again later');
    case 500:
      return new Problem(500, 'UNKNOWN', 'An unexpected error occurred');
    case 503:
      return new Problem(503, 'SERVICE_UNAVAILABLE', 'Service is temporarily unavailable');
  }
}

function matchProblem(match: Readonly<Record<string, unknown>>): string | null {
  for (const [key, value] of Object.entries(match)) {
    if (key === 'method' || key === 'path') {
      if (typeof value !== 'string') return `match.${key} must be a text`;
    } else if (key === 'nth' || key === 'times') {
      if (!Number.isInteger(value) || Number(value) < 1) return `match.${key} must be 1 or more`;
    } else if (key === 'pattern') {
      if (typeof value !== 'string' || !isPattern(value)) {
        return 'match.pattern must be a regular expression';
      }
    } else return `match.${key} is not known`;
  }
  return null;
}

function actionProblem(action: Readonly<Record<string, unknown>>): string | null {
  const { kind, ms, status, when } = action;
  switch (kind) {
    case 'latency':
      return typeof ms === 'number' && ms >= 0 ? null : 'latency needs ms';
    case 'status':
      if (![408, 429, 500, 503].includes(Number(status))) {
        return 'status must be 408, 429, 500 or 503';
      }
      return when === undefined || when === 'before' || when === 'after'
        ? null
        : 'when must be before or after';
    case 'drop':
      return when === 'before' || when === 'after' || when === 'mid-body'
        ? null
        : 'when must be before, after or mid-body';
    case 'operation':
      return status === 'FAILED' || status === 'UNKNOWN'
        ? null
        : 'operation needs status FAILED or UNKNOWN';
    case 'truncatePage':
    case 'repeatPage':
    case 'wrongTotal':
    case 'expireScroll':
      return null;
    default:
      return `${JSON.stringify(kind)} is no kind of fault`;
  }
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
