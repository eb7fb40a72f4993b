/** What the GitHub of the tests holds, and how a test writes its history. */
import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly origin: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Cut into pages: as the answer itself, or as the member of an object. */
  readonly list?: {
    readonly entries: readonly unknown[];
    readonly as: string | null;
    readonly rest?: Readonly<Record<string, unknown>>;
  };
}

export function refusal(status: number, message: string, errors?: readonly unknown[]): Answer {
  const documentation_url = 'https://docs.github.com/rest';
  return {
    status,
    body: {
      message,
      ...(errors === undefined ? {} : { errors }),
      documentation_url,
      status: String(status),
    },
  };
}

export interface User {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot';
}

export const BOT: User = { login: 'github-actions[bot]', id: 41898282, type: 'Bot' };
export const JANE: User = { login: 'jane', id: 7, type: 'User' };
export const ANN: User = { login: 'ann', id: 8, type: 'User' };
export const BOB: User = { login: 'bob', id: 9, type: 'User' };
export const EVE: User = { login: 'eve', id: 10, type: 'User' };

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly user: User;
  body: string;
  minimized: boolean;
  /** How often it was changed. */
  edits: number;
}

export interface ReviewComment {
  readonly id: number;
  readonly pull: number;
  readonly user: User;
  readonly path: string;
  readonly line: number;
  readonly body: string;
}

export interface Pull {
  readonly number: number;
  head: string;
  readonly headRepository: number;
  readonly base: string;
  readonly files: { filename: string; patch?: string; previous_filename?: string }[];
  state: 'open' | 'closed';
  merge: string | null;
  mergedAt: string | null;
  updatedAt: string;
}

export interface Commit {
  readonly sha: string;
  readonly date: string;
}

export interface Issue {
  readonly number: number;
  readonly user: User;
  title: string;
  body: string;
  state: 'open' | 'closed';
  labels: string[];
}

export interface ArtifactRecord {
  readonly id: number;
  readonly name: string;
  readonly zip: Uint8Array;
  readonly createdAt: string;
  readonly expired: boolean;
  /** null here and below: GitHub does not tell. */
  readonly run: number | null;
  readonly event: string | null;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly headRepository: number | null;
}

export interface State {
  readonly repository: string;
  readonly repositoryId: number;
  isPrivate: boolean;
  /** Who the token belongs to. */
  me: User;
  readonly comments: Comment[];
  readonly reviewComments: ReviewComment[];
  readonly pulls: Pull[];
  /** Of the default branch, the oldest first. */
  readonly commits: Commit[];
  readonly issues: Issue[];
  readonly labels: string[];
  readonly artifacts: ArtifactRecord[];
  /** Login → what GitHub says that they may do; nobody else may do anything. */
  readonly permissions: Map<string, 'admin' | 'write' | 'read'>;
  /** The repository behind it; null: there is none. */
  files: Files | null;
  nextId: number;
}

export interface Files {
  /** null: the branch has no such file. */
  read(branch: string, path: string): { readonly text: string; readonly blob: string } | null;
  /** Name of the commit. */
  write(branch: string, path: string, text: string, message: string): string;
}

export interface World {
  readonly state: State;
  /** A commit's name, always the same for the same word. */
  sha(word: string): string;
  /** A pull request that is open; its number. */
  pull(of?: Partial<Pick<Pull, 'head' | 'headRepository' | 'files'>>): number;
  /** Merges as the buttons of GitHub do; the commit that the branch is at then. */
  merge(number: number, how: 'merge' | 'squash' | 'rebase', at: string): string;
  /** A commit straight to the branch. */
  push(word: string, at: string): string;
  comment(issue: number, user: User, body: string): number;
  artifact(
    of: Partial<Omit<ArtifactRecord, 'id' | 'zip'>> & {
      readonly name: string;
      readonly files?: Readonly<Record<string, string>>;
      readonly zip?: Uint8Array;
    },
  ): number;
}

export function worldOf(repository: string): { state: State; world: World } {
  const state: State = {
    repository,
    repositoryId: 4711,
    isPrivate: true,
    me: BOT,
    comments: [],
    reviewComments: [],
    pulls: [],
    commits: [],
    issues: [],
    labels: [],
    artifacts: [],
    permissions: new Map([
      ['ann', 'write'],
      ['bob', 'admin'],
      ['eve', 'read'],
    ]),
    files: null,
    nextId: 1,
  };
  const next = () => state.nextId++;
  const sha = (word: string) => createHash('sha1').update(word).digest('hex');
  const commit = (name: string, date: string) => {
    state.commits.push({ sha: name, date });
    return name;
  };
  const world: World = {
    state,
    sha,
    pull: ({ head, headRepository = state.repositoryId, files = [] } = {}) => {
      const number = next();
      state.pulls.push({
        number,
        head: head ?? sha(`head of ${number}`),
        headRepository,
        base: 'main',
        files,
        state: 'open',
        merge: null,
        mergedAt: null,
        updatedAt: '2026-07-20T08:00:00Z',
      });
      return number;
    },
    merge: (number, how, at) => {
      const pull = state.pulls.find((one) => one.number === number);
      if (pull === undefined) throw new Error(`there is no pull request ${number}`);
      if (how === 'merge') commit(pull.head, '2026-07-19T10:00:00Z');
      if (how === 'rebase') commit(sha(`first of ${number}`), at);
      const merge = commit(sha(`${how} of ${number}`), at);
      Object.assign(pull, { merge, mergedAt: at, updatedAt: at, state: 'closed' });
      return merge;
    },
    push: (word, at) => commit(sha(word), at),
    comment: (issue, user, body) => {
      const id = next();
      state.comments.push({ id, issue, user, body, minimized: false, edits: 0 });
      return id;
    },
    artifact: ({ files, zip, ...of }) => {
      const id = next();
      const entries = Object.entries(files ?? {}).map(([name, text]) => [name, strToU8(text)]);
      state.artifacts.push({
        id,
        zip: zip ?? zipSync(Object.fromEntries(entries)),
        createdAt: '2026-07-20T08:05:00Z',
        expired: false,
        run: next(),
        event: 'pull_request',
        headSha: sha('nothing'),
        headBranch: 'branch',
        headRepository: state.repositoryId,
        ...of,
      });
      return id;
    },
  };
  return { state, world };
}

/** Where the store of artifacts has one. */
export function blobKey(id: number): string {
  return createHash('sha256').update(`blob ${id}`).digest('hex').slice(0, 24);
}
