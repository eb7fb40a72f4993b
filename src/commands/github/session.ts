/**
 * What every `github` command works with: the job, the account, the way to GitHub, and how it speaks in a job's log.
 * Law: GitHub being down or refusing is said as a warning and hides nothing: what was found is in the log and in the
 * summary of the job before anything is sent.
 */
import { mkdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { accountNameAt } from '../../config/account-name.ts';
import { rootOf } from '../../config/root.ts';
import { type Client, type ClientOptions, createClient, type Pace } from '../../github/client.ts';
import { GitHubError } from '../../github/error.ts';
import { type Identity, whoAmI } from '../../github/identity.ts';
import { type Job, readJob, writeSummary } from '../../github/job.ts';
import { EXIT, type ExitCode } from '../../model/exit.ts';
import type { Plan } from '../../model/plan.ts';
import { clean } from '../../report/clean.ts';
import { harmless } from '../../report/harmless.ts';
import { maskNumbers } from '../../report/mask.ts';
import { renderPlan } from '../../report/plan-text.ts';
import type { Io } from '../io.ts';

export interface GitHubOptions {
  readonly path: string;
  readonly state?: string;
  /** As on the command line; left out: where everybody can read it. */
  readonly maskNumbers?: boolean;
}

export interface Session {
  readonly job: Job;
  /** What it says is masked where the job is read by everybody. */
  readonly io: Io;
  /** null: no file tells it. */
  readonly account: string | null;
  /** From the root of the repository to the account: empty, or ends in `/`. */
  readonly base: string;
  /** null: there is no token. */
  readonly client: Client | null;
  /** Our login, asked for once. */
  me(): Promise<Identity>;
  /** What is done to every text that others will read. */
  shown(text: string): string;
}

export interface Doors {
  /** How a client waits: faster in tests. */
  readonly pace?: Pace;
}

/** Runs `use` in a job of GitHub Actions. */
export async function inJob(
  options: GitHubOptions,
  io: Io,
  doors: Doors,
  use: (session: Session) => Promise<ExitCode>,
): Promise<ExitCode> {
  const told = readJob(io.env, io.cwd);
  if ('problem' in told) {
    io.stderr(`${told.problem}\n`);
    return EXIT.invalid;
  }
  const path = resolve(io.cwd, options.path);
  const client = told.token === '' ? null : createClient(clientOptions(told, doors));
  const job = { ...told, isPrivate: told.isPrivate ?? (await visibility(client)) };
  let known: Promise<Identity> | null = null;
  const me = (): Promise<Identity> => {
    if (client === null) throw new Error('asked for a login without a token');
    known ??= whoAmI(client);
    return known;
  };
  const isMasked = options.maskNumbers ?? job.isPrivate !== true;
  const shown = isMasked ? maskNumbers : (text: string) => text;
  const heard: Io = {
    ...io,
    stdout: (text) => io.stdout(shown(text)),
    // Commands to GitHub go to stdout alone.
    stderr: (text) => io.stderr(shown(text).split('\n').map(harmless).join('\n')),
  };
  const account = accountNameAt(path);
  return use({ job, io: heard, account, base: baseIn(job, path), client, me, shown });
}

function clientOptions({ apiUrl, token, repository }: Job, { pace }: Doors): ClientOptions {
  return { apiUrl, token, repository, ...(pace === undefined ? {} : { pace }) };
}

/** Whether only people with access read the repository; null: GitHub does not tell. Not every event says it. */
async function visibility(client: Client | null): Promise<boolean | null> {
  if (client === null) return null;
  try {
    const to = 'say whether this repository is public';
    return (await client.send('GET', { path: '', to }))['private'] === true;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return null;
  }
}

function baseIn({ workspace }: Job, path: string): string {
  const root = rootOf(path) ?? path;
  const way = relative(rootOf(workspace) ?? workspace, root)
    .split(sep)
    .join('/');
  return way === '' ? '' : `${way}/`;
}

/** A folder for the files of this account that later steps take. */
export function folderOf({ job, account }: Session): string {
  const folder = join(job.temp, 'campaignctl', account ?? 'account');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** An annotation of the job, which stands above its log and in its summary. */
export function annotate(
  { io }: Pick<Session, 'io'>,
  severity: 'error' | 'warning' | 'notice',
  text: string,
): void {
  const lines = text.split('\n').map((line) => clean(line).replaceAll('%', '%25'));
  io.stdout(`::${severity} title=campaignctl::${lines.join('%0A')}\n`);
}

/** What the page of the run shows. */
export function summarize(session: Session, markdown: string): void {
  if (writeSummary(session.io.env, session.shown(markdown))) return;
  annotate(session, 'warning', 'The summary was too long for GitHub and was left out.');
}

/** The plan for the log of the job. */
export function planText({ io, base }: Session, plan: Plan): string {
  return renderPlan(plan, { color: false, columns: io.columns, base });
}

/** Does something at GitHub that the result does not depend on. False: it was not done, and the job says why. */
export async function attempt(
  session: Session,
  work: (client: Client) => Promise<void>,
): Promise<boolean> {
  const { client } = session;
  if (client === null) {
    annotate(session, 'warning', 'GITHUB_TOKEN is not set, so nothing was written to GitHub.');
    return false;
  }
  try {
    await work(client);
    return true;
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const hint =
      error.kind === 'refused'
        ? ' The job needs the permissions that the example workflows give it.'
        : '';
    annotate(session, 'warning', `${error.message}${hint}`);
    return false;
  }
}

/** Words to end a run with. */
export function fail(session: Session, message: string, code: ExitCode): ExitCode {
  annotate(session, 'error', message);
  session.io.stderr(`${message.split('\n').map(clean).join('\n')}\n`);
  return code;
}
