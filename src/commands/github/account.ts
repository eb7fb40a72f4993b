/**
 * What `github apply` and `github continue` share: the account, its log, an apply that gives JSON, and showing what came of it.
 */
import { resolve } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { writeOutputs } from '../../github/job.ts';
import { EXIT, type ExitCode } from '../../model/exit.ts';
import type { LogEntry } from '../../model/log.ts';
import { renderApplyMarkdown } from '../../report/apply-markdown.ts';
import { renderFindingsMarkdown } from '../../report/findings-markdown.ts';
import { renderAnnotations } from '../../report/github.ts';
import { renderUnplannable } from '../../report/pull-comment.ts';
import { renderRunbookMarkdown } from '../../report/runbook-markdown.ts';
import { count } from '../../report/style.ts';
import { withState } from '../state.ts';
import { type Inner, runInner } from './inner.ts';
import { annotate, fail, type GitHubOptions, type Session, summarize } from './session.ts';

export interface GitHubApplyOptions extends GitHubOptions {
  /** Publish names and numbers in the issue with the runbook although everybody can read them. */
  readonly publish?: boolean;
  /** ms */
  readonly wait: number;
  /** ms to wait for another run. */
  readonly leaseWait: number;
}

export interface Account {
  readonly name: string;
  readonly provider: string;
  readonly root: string;
  readonly state: string | undefined;
}

/** An exit code: there is nothing to work with, and the job says why. */
export async function accountOf(
  session: Session,
  { path, state }: GitHubOptions,
): Promise<Account | ExitCode> {
  const { job, io, base } = session;
  if (job.event.startsWith('pull_request')) {
    const message =
      'A pull request is planned, never applied: this command runs on the branch that it is merged into.';
    return fail(session, message, EXIT.invalid);
  }
  const { desired, diagnostics, root } = await loadConfig(resolve(io.cwd, path));
  if (desired === null) {
    io.stdout(renderAnnotations(diagnostics, base));
    summarize(session, renderFindingsMarkdown(diagnostics, { base }));
    writeOutputs(io.env, { 'exit-code': String(EXIT.invalid) });
    return fail(session, 'The files are not valid, so nothing was done.', EXIT.invalid);
  }
  const { name, provider } = desired.account;
  if (provider === 'sandbox' && !io.env['CAMPAIGNCTL_SANDBOX_URL']) {
    annotate(session, 'notice', PRACTICE);
    writeOutputs(io.env, { 'exit-code': String(EXIT.ok) });
    return EXIT.ok;
  }
  return { name, provider, root, state };
}

/** It would forget what the log remembers. */
const PRACTICE =
  'This account is on the practice registry inside the job, which is gone after it: pull requests are planned on it, and nothing is applied. CAMPAIGNCTL_SANDBOX_URL names one that stays.';

export type ReadLog =
  | { readonly ok: true; readonly entries: readonly LogEntry[] }
  | { readonly ok: false; readonly code: ExitCode; readonly message: string };

export async function readLog({ io }: Session, { name, root, state }: Account): Promise<ReadLog> {
  let entries: readonly LogEntry[] = [];
  const where = { account: name, root, state, format: 'json' } as const;
  const { code, result } = await runInner(io, (captured) =>
    withState(where, captured, async ({ store }) => {
      ({ entries } = await store.read());
      return EXIT.ok;
    }),
  );
  if (result.kind === 'error') return { ok: false, code, message: result.message };
  return { ok: true, entries };
}

/** Options that show names and numbers also where everybody can read them. */
export function unmasked<T extends { readonly publish?: boolean }>(options: T): T {
  return options.publish === true ? { maskNumbers: false, ...options } : options;
}

/** In the summary of the job, above its log, and for later steps. */
export function showResult(session: Session, inner: Inner, code = inner.code): void {
  const { result } = inner;
  const { io, base, account, job } = session;
  const outputs = { 'exit-code': String(code) };
  switch (result.kind) {
    case 'report': {
      const { done, waiting, held, failed, notAttempted, spentUsd } = result.report;
      summarize(session, renderApplyMarkdown(result.report, { base, budget: 900_000 }));
      writeOutputs(io.env, {
        ...outputs,
        done: String(done.length),
        waits: String(waiting.length),
        held: String(held.length),
        failed: String(failed.length),
        'not-attempted': String(notAttempted.length),
        'fees-usd': String(spentUsd),
      });
      return;
    }
    case 'runbook': {
      const { runbook } = result;
      const steps = runbook.parts.flatMap((part) => part.steps.flatMap((step) => step.changes));
      summarize(session, renderRunbookMarkdown(runbook, { budget: 900_000 }));
      writeOutputs(io.env, {
        ...outputs,
        done: '0',
        waits: String(steps.length + runbook.later.length + runbook.waiting.length),
        held: String(runbook.held.length),
        failed: '0',
        'not-attempted': '0',
        'fees-usd': '0',
      });
      return;
    }
    case 'findings':
      io.stdout(renderAnnotations(result.diagnostics, base));
      summarize(session, renderFindingsMarkdown(result.diagnostics, { base }));
      break;
    case 'error':
      annotate(session, 'error', result.message);
      summarize(session, renderUnplannable(account, result.message, job.runUrl));
      break;
    default:
  }
  writeOutputs(io.env, outputs);
}

/**
 * What nobody approved is no business of this run, and the issue about drift lists it: it turns nothing red, and hides
 * nothing that failed. `own`: addresses of what was to be done; held there, it is red.
 */
export function codeFor(
  session: Session,
  { code, result }: Inner,
  own: ReadonlySet<string>,
): ExitCode {
  if (result.kind !== 'report') return code;
  const { held, plan, stopped, failed, notAttempted } = result.report;
  const left = [
    ...held.map(({ change }) => change.address),
    ...plan.held.map(({ number }) => `number/${number}`),
  ];
  if (code !== EXIT.refused || stopped !== null || left.some((address) => own.has(address))) {
    return code;
  }
  leftAlone(session, left.length);
  return failed.length + notAttempted.length > 0 ? EXIT.failed : EXIT.ok;
}

/** Says that it is no business of this run. */
export function leftAlone(session: Session, n: number): void {
  annotate(
    session,
    'notice',
    `${count(n, 'difference')} that nobody approved here ${n === 1 ? 'was' : 'were'} left alone: \`github drift\` keeps an issue about them.`,
  );
}
