/**
 * The job that runs: what GitHub tells of it, in the environment and in the event file, and where it takes outputs.
 * Law: read once, believed in nothing: what is missing is null, and what is not known to be private counts as public.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { asCount, asObject, asText, type Json } from '../model/json.ts';
import { type IssueEvent, issueEventOf } from './issue-event.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Job {
  readonly event: string;
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly repositoryId: number | null;
  /** Empty: there is none. */
  readonly token: string;
  readonly sha: string;
  /** Branch or tag. */
  readonly ref: string;
  readonly defaultBranch: string | null;
  /** null: not told. */
  readonly isPrivate: boolean | null;
  readonly runUrl: string;
  /** Folder for files that go with the job. */
  readonly temp: string;
  /** Root of the checkout. */
  readonly workspace: string;
  readonly pull: PullEvent | null;
  readonly issue: IssueEvent | null;
}

/** The pull request that the event is about. */
export interface PullEvent {
  readonly number: number;
  readonly headSha: string;
  readonly baseSha: string;
  /** Branch that it would be merged into. */
  readonly baseRef: string;
  /** Its branch is in another repository, or that is gone: nothing of it is trusted with a key. */
  readonly isFork: boolean;
}

/** `{ problem }`: it does not run in a job of GitHub Actions. */
export function readJob(env: Env, cwd: string): Job | { readonly problem: string } {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    return {
      problem:
        'This command runs in a job of GitHub Actions: GITHUB_REPOSITORY does not name a repository. Elsewhere, use plan and apply.',
    };
  }
  const apiUrl = env['GITHUB_API_URL'] || 'https://api.github.com';
  if (!/^https?:\/\/[^@/]+(\/.*)?$/.test(apiUrl) || !URL.canParse(apiUrl)) {
    return { problem: 'GITHUB_API_URL is not the address of a GitHub API.' };
  }
  const payload = readEvent(env['GITHUB_EVENT_PATH']);
  const told = asObject(payload['repository']);
  const serverUrl = env['GITHUB_SERVER_URL'] || 'https://github.com';
  const isPrivate = told?.['private'];
  return {
    event: env['GITHUB_EVENT_NAME'] ?? '',
    apiUrl,
    serverUrl,
    repository,
    repositoryId: asCount(told?.['id']) ?? numberOf(env['GITHUB_REPOSITORY_ID']),
    token: env['GITHUB_TOKEN'] ?? '',
    sha: env['GITHUB_SHA'] ?? '',
    ref: env['GITHUB_REF_NAME'] ?? '',
    defaultBranch: asText(told?.['default_branch']),
    isPrivate: typeof isPrivate === 'boolean' ? isPrivate : null,
    runUrl: `${serverUrl}/${repository}/actions/runs/${env['GITHUB_RUN_ID'] ?? ''}`,
    temp: env['RUNNER_TEMP'] || cwd,
    workspace: env['GITHUB_WORKSPACE'] || cwd,
    pull: pullOf(payload),
    issue: issueEventOf(env['GITHUB_EVENT_NAME'] ?? '', payload),
  };
}

function pullOf(payload: Json): PullEvent | null {
  const pull = asObject(payload['pull_request']);
  const head = asObject(pull?.['head']);
  const base = asObject(pull?.['base']);
  const number = asCount(pull?.['number']);
  const headSha = shaOf(head?.['sha']);
  const baseSha = shaOf(base?.['sha']);
  if (number === null || headSha === null || baseSha === null) return null;
  const baseRef = asText(base?.['ref']) ?? 'the base';
  return { number, headSha, baseSha, baseRef, isFork: !isSameRepository(head, base) };
}

/** Of the `head` and the `base` of a pull request. False where GitHub does not tell. */
export function isSameRepository(head: Json | null, base: Json | null): boolean {
  const from = asCount(asObject(head?.['repo'])?.['id']);
  return from !== null && from === asCount(asObject(base?.['repo'])?.['id']);
}

/** A commit's name in full; null: it is none. */
export function shaOf(value: unknown): string | null {
  return typeof value === 'string' && /^[0-9a-f]{40}$|^[0-9a-f]{64}$/.test(value) ? value : null;
}

function readEvent(path: string | undefined): Json {
  if (!path) return {};
  try {
    return asObject(JSON.parse(readFileSync(path, 'utf8'))) ?? {};
  } catch {
    return {};
  }
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Values for later steps. Each is one line; nothing in it can begin another output. */
export function writeOutputs(env: Env, outputs: Readonly<Record<string, string>>): void {
  const file = env['GITHUB_OUTPUT'];
  if (!file) return;
  const lines = Object.entries(outputs).map(
    ([name, value]) => `${name}=${value.replace(/[\r\n]+/g, ' ')}\n`,
  );
  appendFileSync(file, lines.join(''));
}

/** GitHub takes 1 MiB for each step. */
const MOST_SUMMARY = 1024 * 1024 - 4096;

/** What is shown on the page of the run. False: it was too long, and left out. */
export function writeSummary(env: Env, markdown: string): boolean {
  const file = env['GITHUB_STEP_SUMMARY'];
  if (!file) return true;
  if (Buffer.byteLength(markdown) > MOST_SUMMARY) return false;
  appendFileSync(file, `${markdown.trimEnd()}\n\n`);
  return true;
}
