/**
 * `campaignctl github plan`: the plan of a pull request as annotations, a summary, files for apply, one comment, and
 * suggestions. Reads the registry, or a saved snapshot of it, and changes nothing there.
 */
import { join } from 'node:path';
import { keepComment, type Mark, ownComments, updated, writeMark } from '../github/comments.ts';
import { GitHubError } from '../github/error.ts';
import { type PullEvent, writeOutputs } from '../github/job.ts';
import { type TouchedFile, touchedFiles } from '../github/pulls.ts';
import { type Suggestion, suggest } from '../github/reviews.ts';
import { type Diagnostic, mendedLine } from '../model/diagnostic.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import type { Plan } from '../model/plan.ts';
import { partsOf } from '../model/plan-parts.ts';
import { renderFindingsMarkdown } from '../report/findings-markdown.ts';
import { renderAnnotations, renderPlanAnnotations } from '../report/github.ts';
import { code, prose } from '../report/markdown/escape.ts';
import { renderPlan } from '../report/plan-text.ts';
import { renderPlanned, renderUnplannable, renderUntouched } from '../report/pull-comment.ts';
import { isAsInHead, lookAtCheckout } from './github-checkout.ts';
import { type Inner, runInner } from './github-inner.ts';
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
} from './github-session.ts';
import { latestSnapshot } from './github-snapshot.ts';
import type { Io } from './io.ts';
import { placedIn } from './output.ts';
import { plan } from './plan.ts';
import { validate } from './validate.ts';

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
  await show(session, pull, { inner, files, kept, file });
  return inner.code;
}

/** The plan, and its file where it is kept. */
async function planAgainst(
  base: string,
  session: Session,
  { path, state, snapshot }: GitHubPlanOptions,
  out: string | null,
): Promise<Inner> {
  const found = snapshot === 'latest' ? await latestSnapshot(session) : null;
  if (found?.ok === false) {
    return { code: EXIT.unread, result: { kind: 'error', message: found.problem } };
  }
  const facts = found?.file ?? snapshot;
  const options = {
    path,
    base,
    format: 'json' as const,
    ...(state === undefined ? {} : { state }),
    ...(facts === undefined ? {} : { snapshot: facts }),
    ...(out === null ? {} : { out }),
  };
  return runInner(session.io, (captured) => plan(options, captured));
}

/** The name tells apply, and who reads the log later, which review it was. */
export function planFileName({ number, headSha }: Pick<PullEvent, 'number' | 'headSha'>): string {
  return `pr-${number}-${headSha.slice(0, 12)}.plan.json`;
}

export function planArtifactName(account: string, headSha: string): string {
  return `campaignctl-plan-${account}-${headSha}`;
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
  await attempt(session, async (client) => {
    // What it would have done in an earlier version is not true any more.
    const last = (await ownComments(client, pull.number, account, await session.me())).at(-1);
    if (last === undefined) return;
    await updated(client, last, marked(session, pull, account, renderUntouched(account)));
  });
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

interface Shown {
  readonly inner: Inner;
  readonly files: readonly TouchedFile[] | null;
  readonly kept: boolean;
  readonly file: string;
}

async function show(session: Session, pull: PullEvent, shown: Shown): Promise<void> {
  const { job, io, base, account } = session;
  const { inner, files, kept, file } = shown;
  const whole = { label: 'the whole plan', url: job.runUrl };
  const { result } = inner;
  switch (result.kind) {
    case 'plan': {
      const named = withBaseNamed(result.plan, pull.baseRef);
      io.stdout(renderPlanAnnotations(named, base));
      io.stderr(renderPlan(named, placedIn(job.workspace, io)));
      summarize(session, renderPlanned(named, { base, kept, budget: 900_000 }));
      writeOutputs(io.env, planOutputs(result.plan, inner.code, { kept, file, pull }));
      const body = (budget: number) => renderPlanned(named, { base, whole, kept, budget });
      await comment(session, pull, body);
      await suggestFixes(session, pull, result.plan.diagnostics, files);
      return;
    }
    case 'findings': {
      const { diagnostics } = result;
      io.stdout(renderAnnotations(diagnostics, base));
      summarize(session, renderFindingsMarkdown(diagnostics, { base, budget: 900_000 }));
      writeOutputs(io.env, { 'exit-code': String(inner.code), changes: '0' });
      const head = account === null ? '' : `${code(account)}\n\n`;
      const body = (budget: number) =>
        `${head}${renderFindingsMarkdown(diagnostics, { base, whole, budget: budget - 300 })}\n${MEND}\n`;
      await comment(session, pull, body);
      await suggestFixes(session, pull, diagnostics, files);
      return;
    }
    case 'error': {
      annotate(session, 'error', result.message);
      const text = renderUnplannable(account, result.message, job.runUrl);
      summarize(session, text);
      writeOutputs(io.env, { 'exit-code': String(inner.code), changes: '0' });
      await comment(session, pull, () => text);
      return;
    }
    default:
      writeOutputs(io.env, { 'exit-code': String(inner.code), changes: '0' });
  }
}

const MEND =
  'Nothing can be planned before that. Mend it and push again; where an exact fix is known, it is suggested on its line.';

/** Reviewers know the branch by its name. */
function withBaseNamed(plan: Plan, label: string): Plan {
  return plan.base === null ? plan : { ...plan, base: { ...plan.base, label } };
}

function planOutputs(
  whole: Plan,
  exit: ExitCode,
  { kept, file, pull }: { kept: boolean; file: string; pull: PullEvent },
): Record<string, string> {
  const { account, changes, held, waiting, people, fees } = partsOf(whole).own;
  const refused = changes.filter((change) => change.refused).length;
  const waits = changes.filter(({ when }) => when.kind === 'waiting').length + waiting.length;
  return {
    'exit-code': String(exit),
    changes: String(changes.length - refused),
    'fees-usd': String(fees.now + fees.unconfirmed),
    outages: String(people.losses.length),
    refused: String(refused),
    held: String(held.length),
    waits: String(waits),
    'plan-file': kept ? file : '',
    'artifact-name': kept ? planArtifactName(account, pull.headSha) : '',
  };
}

/** GitHub takes 65,536 characters; a smaller one where it does not want even our usual size. */
const BUDGETS = [60_000, 30_000, 10_000];

async function comment(
  session: Session,
  pull: PullEvent,
  body: (budget: number) => string,
): Promise<void> {
  const { account } = session;
  if (account === null) {
    annotate(session, 'warning', 'No file tells the name of the account, so there is no comment.');
    return;
  }
  await attempt(session, async (client) => {
    const me = await session.me();
    for (const budget of BUDGETS) {
      try {
        const text = marked(session, pull, account, body(budget - 500));
        return await keepComment(client, pull.number, account, text, me);
      } catch (error) {
        const isTooLong = error instanceof GitHubError && error.kind === 'invalid';
        if (!isTooLong || budget === BUDGETS.at(-1)) throw error;
      }
    }
  });
}

function marked({ job, shown }: Session, pull: PullEvent, account: string, text: string): string {
  const mark: Mark = { account, head: pull.headSha, state: 'planned', run: job.runUrl };
  return `${writeMark(mark)}\n${shown(text)}`;
}

async function suggestFixes(
  session: Session,
  pull: PullEvent,
  diagnostics: readonly Diagnostic[],
  files: readonly TouchedFile[] | null,
): Promise<void> {
  const fixes: Suggestion[] = [];
  const same = new Map<string, boolean>();
  for (const diagnostic of diagnostics) {
    const one = suggestionOf(session, diagnostic);
    if (one === null) continue;
    const { path } = one;
    if (!same.has(path)) {
      same.set(path, await isAsInHead(session.job.workspace, pull, path, session.io));
    }
    if (same.get(path) === true) fixes.push(one);
  }
  if (fixes.length === 0 || files === null) return;
  await attempt(session, async (client) => {
    const { left } = await suggest(client, pull, fixes, files, await session.me());
    if (left > 0) {
      annotate(
        session,
        'notice',
        `${left} more exact fixes come as suggestions with the next push.`,
      );
    }
  });
}

/** null: no exact fix is known, or it would show a number that is masked here. */
function suggestionOf({ base, shown }: Session, diagnostic: Diagnostic): Suggestion | null {
  const mended = mendedLine(diagnostic);
  const { place, source, message, rule } = diagnostic;
  if (mended === null || place === null || source === undefined) return null;
  if (shown(mended) !== mended) return null;
  return {
    path: base + place.file,
    first: place.line,
    last: place.line,
    before: [source],
    after: [mended],
    text: shown(`${code(rule)}: ${prose(message)}`),
  };
}
