/**
 * `campaignctl github drift`: compares what is live with the files, keeps one issue about what nobody approved, and saves
 * the snapshot that pull requests are planned from without a key. Changes nothing at the registry.
 */
import { join } from 'node:path';
import { approvalFor, approvalsOf, openAddresses } from '../../apply/log/approvals.ts';
import type { Client } from '../../github/client.ts';
import { GitHubError } from '../../github/error.ts';
import { closeIssue, DRIFT, type KeptIssue, keepIssue } from '../../github/issues.ts';
import { writeOutputs } from '../../github/job.ts';
import { type Drift, driftOf, sizeOf } from '../../model/drift.ts';
import { EXIT, type ExitCode } from '../../model/exit.ts';
import type { LogEntry } from '../../model/log.ts';
import type { Change, Plan } from '../../model/plan.ts';
import { cleanWords, driftTitle, renderDrift } from '../../report/drift.ts';
import { renderPlanMarkdown } from '../../report/plan-markdown.ts';
import type { Io } from '../io.ts';
import { type Account, accountOf, readLog, showResult, unmasked } from './account.ts';
import { codeIfOutrun, collect } from './collect.ts';
import { planInner } from './inner.ts';
import { patchesFor } from './patches.ts';
import {
  annotate,
  attempt,
  type Doors,
  fail,
  folderOf,
  type GitHubOptions,
  inJob,
  planText,
  type Session,
  summarize,
} from './session.ts';
import { SNAPSHOT_FILE, snapshotArtifactName } from './snapshot.ts';

export interface GitHubDriftOptions extends GitHubOptions {
  /** Publish names and numbers although everybody can read them. */
  readonly publish?: boolean;
  /** File of the workflow that applies by hand. */
  readonly applyWorkflow: string;
}

export function githubDrift(
  options: GitHubDriftOptions,
  io: Io,
  doors: Doors = {},
): Promise<ExitCode> {
  // Who wants it published wants its patches to fit.
  return inJob(unmasked(options), io, doors, async (session) => {
    const account = await accountOf(session, options);
    if (typeof account === 'number') return account;
    const { client } = session;
    if (client === null) {
      return fail(
        session,
        'GITHUB_TOKEN is not set: there is no way to keep the issue.',
        EXIT.invalid,
      );
    }
    if (session.job.isPrivate !== true && options.publish !== true) {
      return fail(session, PUBLIC, EXIT.invalid);
    }
    return compare(session, client, account, options);
  });
}

const PUBLIC =
  'This repository is public, or it is not known whether it is. The issue about drift and the saved snapshot would show names and phone numbers to everybody, so neither is made. `publish: true` makes them all the same.';

async function compare(
  session: Session,
  client: Client,
  account: Account,
  options: GitHubDriftOptions,
): Promise<ExitCode> {
  const { io, job } = session;
  const log = await readLog(session, account);
  if (!log.ok) return fail(session, log.message, log.code);
  const outrun = await codeIfOutrun(session, log.entries);
  if (outrun !== null) return outrun;
  const snapshot = join(folderOf(session), SNAPSHOT_FILE);
  const inner = await planInner(io, options, { saveSnapshot: snapshot });
  if (inner.result.kind !== 'plan') {
    showResult(session, inner);
    return inner.code;
  }
  const fresh = inner.result.plan;
  io.stderr(planText(session, fresh));
  if (fresh.gaps.length > 0) return unread(session, fresh);
  const merged = await mergedIds(session, client, account, log.entries);
  if (merged === null) return EXIT.bug;
  const drift = driftOf(fresh, approvedBy(log.entries, merged));
  const patches = await patchesFor(session, account, drift, { plan: fresh, snapshot });
  const applyUrl = `${job.serverUrl}/${job.repository}/actions/workflows/${options.applyWorkflow}`;
  const words = { base: session.base, patches, applyUrl, run: job.runUrl };
  const body = session.shown(renderDrift(fresh, drift, words));
  const title = session.shown(driftTitle(fresh, drift));
  const said = [drift, [...patches]];
  const kept = await keep(session, account, drift, { title, body, said });
  const summary =
    sizeOf(drift) === 0 ? renderPlanMarkdown(fresh, { base: session.base, budget: 900_000 }) : body;
  summarize(session, summary);
  writeOutputs(io.env, {
    'exit-code': String(kept === null ? EXIT.bug : EXIT.ok),
    drift: String(sizeOf(drift)),
    'issue-url': kept?.url ?? '',
    'snapshot-file': snapshot,
    'artifact-name': snapshotArtifactName(account.name),
  });
  return kept === null ? EXIT.bug : EXIT.ok;
}

/** What was not read is neither drift nor clean: the issue stays as it is. */
function unread(session: Session, fresh: Plan): ExitCode {
  summarize(session, renderPlanMarkdown(fresh, { base: session.base, budget: 900_000 }));
  writeOutputs(session.io.env, { 'exit-code': String(EXIT.unread) });
  const reasons = fresh.gaps.map(({ reason }) => reason).join(' ');
  return fail(
    session,
    `The registry was not read completely, so nothing is said about drift. ${reasons}`,
    EXIT.unread,
  );
}

/** After this, in ms, an apply that was to come did not come. */
const PATIENCE = 86_400_000;

/** Changes that pull requests approve whose apply is still to come; null: GitHub does not tell. */
async function mergedIds(
  session: Session,
  client: Client,
  account: Account,
  entries: readonly LogEntry[],
): Promise<ReadonlySet<string> | null> {
  try {
    const { pulls } = await collect(session, client, account, entries);
    const since = Date.now() - PATIENCE;
    const recent = pulls.filter(({ pull }) => Date.parse(pull.mergedAt) >= since);
    return new Set(recent.flatMap((one) => (one.file === null ? [] : one.ids)));
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    fail(session, `It is not known what was approved. ${error.message}`, EXIT.bug);
    return null;
  }
}

function approvedBy(entries: readonly LogEntry[], merged: ReadonlySet<string>) {
  const approvals = approvalsOf(entries);
  const addresses = openAddresses(approvals);
  return {
    change: (change: Change) => merged.has(change.id) || approvalFor(change, approvals) !== null,
    address: (address: string) => addresses.has(address),
  };
}

/** What differs, whatever line of the files it stands on and whatever is said of it. */
function aboutOf({ changes, held, unlisted, attention }: Drift): unknown {
  return [
    changes.map(({ id }) => id),
    held.map(({ number, rule }) => [number, rule]),
    unlisted.map(({ kind, id }) => [kind, id]),
    attention.map(({ address, rule }) => [address, rule]),
  ];
}

/** null: GitHub did not take it, and the job says why. */
async function keep(
  session: Session,
  { name }: Account,
  drift: Drift,
  { title, body, said }: Record<'title' | 'body', string> & { readonly said: unknown },
): Promise<KeptIssue | null> {
  const text = { account: name, title, body: () => body, about: aboutOf(drift), said };
  let kept: KeptIssue | null = null;
  await attempt(session, async (client) => {
    const me = await session.me();
    kept =
      sizeOf(drift) === 0
        ? await closeIssue(
            client,
            DRIFT,
            { account: name, why: cleanWords(session.job.runUrl), body: (before) => before },
            me,
          )
        : await keepIssue(client, DRIFT, text, me);
  });
  const done = kept as KeptIssue | null;
  if (done !== null) annotate(session, 'notice', keptWords(done, sizeOf(drift)));
  return done;
}

function keptWords({ kept, url }: KeptIssue, size: number): string {
  const where = url === null ? '' : ` ${url}`;
  switch (kept) {
    case 'none':
      return 'What is live is what the files say, or somebody has approved the rest.';
    case 'closed':
      return `What is live is what the files say again; the issue is closed.${where}`;
    case 'unchanged':
      return `The same ${size} as before: the issue stays as it is.${where}`;
    default:
      return `${size} not as written: the issue is ${kept}.${where}`;
  }
}
