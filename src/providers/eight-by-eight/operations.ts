/**
 * Waits for an asynchronous operation to end.
 * Law: only COMPLETED is success. What may have happened without our knowing it is `unknown`, never a failure.
 */

import { asList, asObject, asText, type Json } from '../../model/json.ts';
import { ProviderError } from '../../model/port.ts';
import type { HttpClient } from '../http.ts';
import { readProblem } from '../http-error.ts';
import type { Timing } from '../timing.ts';

/** How an operation is polled, in ms. "Essentials": first after 1-2 s, at most once a second, give up after 5 min. */
export interface Polling {
  readonly first: number;
  readonly every: number;
  /** Each wait is twice the one before, up to this: polls count against the rate limit. */
  readonly slowest: number;
  readonly giveUp: number;
}

export const POLLING: Polling = { first: 1_000, every: 1_000, slowest: 8_000, giveUp: 300_000 };

export type OperationEnd =
  | {
      readonly kind: 'completed';
      readonly resourceId: string | null;
      /** One entry per item of a batch; null where it was none. */
      readonly results: readonly unknown[] | null;
    }
  | { readonly kind: 'failed' | 'unknown'; readonly code: string; readonly message: string };

/** Codes of the published list that say that nothing was done. The others leave it open. */
const REFUSALS: readonly string[] = [
  'VALIDATION_ERROR',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_REQUEST',
  'CONFLICT',
  'TOO_MANY_REQUESTS',
];

/** An operation that nobody started. */
const NOBODYS = '00000000-0000-4000-8000-000000000000';

/**
 * Asks for an operation that does not exist: a key that may not follow operations is told before the first write, and
 * not when something has been paid for. Throws ProviderError `access`; any other answer says that it may.
 */
export async function checkOperations(http: HttpClient): Promise<void> {
  const media = 'application/vnd.operations.v1+json';
  try {
    await http.send({ method: 'GET', path: `/operations/${NOBODYS}`, media });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (error.kind === 'access') throw error;
  }
}

/**
 * `operation`: body of the answer that accepted the write. `secrets`: texts of the write that must not come back.
 * Throws ProviderError `access` alone, with `outcomeUnknown`: the write itself was accepted.
 */
export async function awaitOperation(
  http: HttpClient,
  timing: Timing,
  polling: Polling,
  operation: unknown,
  secrets: readonly string[],
): Promise<OperationEnd> {
  const id = asText(asObject(operation)?.['operationId']);
  let current = asObject(operation);
  const deadline = timing.now() + polling.giveUp;
  let [wait, next] = [polling.first, polling.every];
  for (;;) {
    const end = current === null ? null : readEnd(http, current, secrets);
    if (end !== null) return end;
    if (id === null)
      return unknown('NO_OPERATION', 'The registry did not say how to follow the request.');
    if (timing.now() + wait > deadline) {
      const minutes = Math.round(polling.giveUp / 60_000);
      return unknown('STILL_RUNNING', `The registry had not finished after ${minutes} minutes.`);
    }
    await timing.sleep(wait);
    [wait, next] = [next, Math.min(2 * next, polling.slowest)];
    try {
      const path = `/operations/${encodeURIComponent(id)}`;
      const media = 'application/vnd.operations.v1+json';
      current = asObject((await http.send({ method: 'GET', path, media, secrets })).body);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (error.kind === 'access') throw afterAcceptance(error);
      return unknown(
        error.code ?? 'NOT_FOLLOWED',
        `The request was accepted, but: ${error.message}`,
      );
    }
  }
}

/** null: still under way, or in a state that is not known yet. */
function readEnd(
  http: HttpClient,
  operation: Json,
  secrets: readonly string[],
): OperationEnd | null {
  switch (operation['status']) {
    case 'COMPLETED':
      return {
        kind: 'completed',
        resourceId: asText(operation['resourceId']),
        results: asList(operation['results']),
      };
    case 'FAILED': {
      const problem = readProblem(operation['error']);
      const code = http.clean(problem.code ?? 'FAILED', secrets);
      const said = problem.message ?? 'The registry could not do it and does not say why.';
      const kind = REFUSALS.includes(code) ? 'failed' : 'unknown';
      return { kind, code, message: http.clean(said, secrets) };
    }
    case 'UNKNOWN':
      return unknown('UNKNOWN', 'The registry does not know whether it did it.');
    default:
      return null;
  }
}

function unknown(code: string, message: string): OperationEnd {
  return { kind: 'unknown', code, message };
}

function afterAcceptance(error: ProviderError): ProviderError {
  const { kind, status, code, field, requestId } = error;
  return new ProviderError(error.message, {
    kind,
    status,
    code,
    field,
    requestId,
    outcomeUnknown: true,
  });
}
