/**
 * `campaignctl github plan`: the plan of a pull request as annotations, a summary, files for apply, one comment, and
 * suggestions. Reads the registry, or a saved snapshot of it, and changes nothing there.
 */
import { join } from 'node:path';
import { type PullEvent, writeOutputs } from '../../github/job.ts';
import { type TouchedFile, touchedFiles } from '../../github/pulls.ts';
import { EXIT, type ExitCode } from '../../model/exit.ts';
import { renderFindingsMarkdown } from '../../report/findings-markdown.ts';
import { renderAnnotations } from '../../report/github.ts';
import { renderUntouched } from '../../report/pull-comment.ts';
import type { Io } from '../io.ts';
import { validate } from '../validate.ts';
import { lookAtCheckout } from './checkout.ts';
import { type Inner, planInner, runInner } from './inner.ts';
import { planFileName } from './names.ts';
import { toldOnce } from './pulls.ts';
import {
  annotate,
  attempt,
  type Doors,
  fail,
  folderOf,
  type GitHubOptions,
  inJob,
  type Session,
  summarize,
} from './session.ts';
import { plannedMark, showPull } from './show.ts';
import { latestSnapshot } from './snapshot.ts';

export interface GitHubPlanOptions extends GitHubOptions {
  /** A file, or `latest`: the one that the last drift job saved. */
  readonly snapshot?: string;
  /** Hand the plan with its names and numbers on although everybody can read it. */
  readonly publish?: boolean;
}

export function githubPlan(
  options: GitHubPlanOptions,
  io: Io,
  doors: Doors = {},
): Promise<ExitCode> {
  return inJob(options, io, doors, async (session) => {
    const { pull } = session.job;
    if (pull === null || session.job.event !== 'pull_request') {
      const message =
        '`github plan` runs on the event pull_request. For any other, use plan, or github drift.';
      return fail(session, message, EXIT.invalid);
    }
    return planPull(session, pull, options);
  });
}

async function planPull(
  session: Session,
  pull: PullEvent,
  options: GitHubPlanOptions,
): Promise<ExitCode> {
  const { job, io, base } = session;
  const checkout = await lookAtCheckout(job.workspace, pull, io);
  const files = await filesOf(session, pull);
  const touched = checkout.touched ?? files?.map(({ path }) => path) ?? null;
  if (touched !== null && !touched.some((path) => path.startsWith(base))) {
    return untouched(session, pull);
  }
  if (pull.isFork) return checkFork(session, options);
  if (checkout.base === null) {
    const message = `The commit before this pull request was not fetched, so the plan cannot tell what it causes: check out with \`fetch-depth: 2\`.`;
    return fail(session, message, EXIT.invalid);
  }
  const kept = job.isPrivate === true || options.publish === true;
  const file = join(folderOf(session), planFileName(pull));
  const inner = await planAgainst(checkout.base, session, options, kept ? file : null);
  await showPull(session, pull, { inner, files, kept, file });
  return inner.code;
}

/** The plan, and its file where it is kept. */
async function planAgainst(
  base: string,
  session: Session,
  options: GitHubPlanOptions,
  out: string | null,
): Promise<Inner> {
  const found = options.snapshot === 'latest' ? await latestSnapshot(session) : null;
  if (found?.ok === false) {
    return { code: EXIT.unread, result: { kind: 'error', message: found.problem } };
  }
  const facts = found?.file ?? options.snapshot;
  return planInner(session.io, options, {
    base,
    ...(facts === undefined ? {} : { snapshot: facts }),
    ...(out === null ? {} : { out }),
  });
}

/** null: GitHub does not tell, and the job says so. */
async function filesOf(session: Session, pull: PullEvent): Promise<readonly TouchedFile[] | null> {
  let files: readonly TouchedFile[] | null = null;
  await attempt(session, async (client) => {
    files = await touchedFiles(client, pull.number);
  });
  return files;
}

async function untouched(session: Session, pull: PullEvent): Promise<ExitCode> {
  const { io, account } = session;
  writeOutputs(io.env, { 'exit-code': '0', changes: '0' });
  annotate(
    session,
    'notice',
    `This pull request touches no file of ${account ?? 'this account'}: nothing to plan.`,
  );
  if (account === null) return EXIT.ok;
  // What it would have done in an earlier version is not true any more.
  const mark = plannedMark(session, pull, account);
  await toldOnce(session, pull.number, account, () => ({ mark, text: renderUntouched(account) }));
  return EXIT.ok;
}

/** Files of a fork are checked and shown; nothing of it comes near a key, and its token writes nothing. */
async function checkFork(session: Session, { path }: GitHubPlanOptions): Promise<ExitCode> {
  const { io, base } = session;
  annotate(
    session,
    'notice',
    'This pull request comes from a fork: its files are checked, and nothing else. Whoever may push a branch here gets the plan for it.',
  );
  const { code: exit, result } = await runInner(io, (captured) =>
    validate({ path, format: 'json' }, captured),
  );
  const found = result.kind === 'findings' ? result.diagnostics : [];
  io.stdout(renderAnnotations(found, base));
  summarize(session, renderFindingsMarkdown(found, { base }));
  writeOutputs(io.env, { 'exit-code': String(exit), changes: '0' });
  return exit;
}
