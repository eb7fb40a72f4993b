/**
 * One request and its answer, as the handlers see them.
 */
import { createHash } from 'node:crypto';
import type { FaultAction } from './faults.ts';
import type { Answer, Refusal } from './fields.ts';
import type { OpenRegistry } from './open.ts';
import type { Scrolls } from './pages.ts';

export interface Exchange {
  readonly open: OpenRegistry;
  readonly scrolls: Scrolls;
  /** Below the base path, as it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** `http://127.0.0.1:PORT/admin-provisioning`. */
  readonly base: string;
  readonly ifMatch: string | null;
  /** Parsed JSON; undefined: no body. */
  readonly body: unknown;
  /** Captured parts of the path, decoded. */
  readonly params: readonly string[];
  readonly faults: readonly FaultAction[];
  /** Sandbox time in ms. */
  readonly now: number;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type ProblemCode =
  | 'UNKNOWN'
  | 'VALIDATION_ERROR'
  | 'FORBIDDEN'
  | 'CONFLICTING_QUERY_PARAMETER'
  | 'SERVICE_UNAVAILABLE'
  | 'NOT_FOUND'
  | 'BAD_REQUEST'
  | 'REQUEST_TIMEOUT'
  | 'TOO_MANY_REQUESTS'
  | 'CONFLICT';

/** An answer that is an error, in the published shape. */
export class Problem extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly field: string | null;

  constructor(status: number, code: ProblemCode, message: string, field: string | null = null) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

const TITLES: Readonly<Record<ProblemCode, string>> = {
  UNKNOWN: 'Internal Server Error',
  VALIDATION_ERROR: 'Validation error',
  FORBIDDEN: 'Forbidden',
  CONFLICTING_QUERY_PARAMETER: 'Conflicting query parameters',
  SERVICE_UNAVAILABLE: 'Service Unavailable',
  NOT_FOUND: 'Not found',
  BAD_REQUEST: 'Bad request',
  REQUEST_TIMEOUT: 'Request Timeout',
  TOO_MANY_REQUESTS: 'Too Many Requests',
  CONFLICT: 'Conflict',
};

/** ErrorResponse of the published API. `time`: ISO 8601. */
export function problemBody(problem: Problem, instance: string, time: string): object {
  return {
    status: problem.status,
    instance,
    time,
    title: problem.status === 401 ? 'Unauthorized' : TITLES[problem.code],
    detail: problem.message,
    errors: [{ field: problem.field, code: problem.code, message: problem.message }],
  };
}

/** The value of an answer of the registry; throws its refusal as a Problem. */
export function granted<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw problemOf(answer.refusal);
}

export function problemOf({ status, code, field, message }: Refusal): Problem {
  return new Problem(status, code, message, field);
}

/** An opaque id that is always the same for the same name. */
export function opaqueId(name: string): string {
  return createHash('sha256').update(name).digest('base64url').slice(0, 22);
}
