/**
 * The log in a branch of a git repository: each append is a commit whose tree holds `entries.jsonl`, its parent the
 * append before. So the remote keeps order and history, and whoever may read the repository may read the log.
 * Law: the remote decides. A push names the commit it comes after, and a push whose answer was lost is looked up before
 * anything else is done. Nothing of the local repository changes but objects and refs/campaignctl.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogEntry } from '../model/log.ts';
import { type Store, StoreConflict, StoreError } from '../model/store.ts';
import { decodeText, parseEntry, toLines } from './entries.ts';
import { gitPlace, REMOTE } from './git-place.ts';
import type { Environment, GitAnswer, GitOptions } from './git-run.ts';
import { gitError, troubleOf } from './git-trouble.ts';
import { withoutSecrets } from './redact.ts';

export interface GitStoreOptions {
  /** Name of a remote of the repository around `cwd`, or an address. */
  readonly remote: string;
  readonly branch: string;
  readonly cwd: string;
  readonly env: Environment;
  /** Milliseconds before each further try. */
  readonly waits?: readonly number[];
  /** Milliseconds that a push may take. */
  readonly pushWithin?: number;
}

const WAITS = [300, 1000, 3000];
const PUSH_MS = 60_000;
const FETCH_MS = 300_000;
/** Tries to write a ref that another process of this clone is writing. */
const LOCK_TRIES = 40;
const FILE = 'entries.jsonl';

/** Throws StoreError: no git, no such remote, a name that no branch can have. */
export async function openGit(options: GitStoreOptions): Promise<Store> {
  const { branch, waits = WAITS, pushWithin = PUSH_MS } = options;
  const label = `git:${withoutSecrets(options.remote)}#${withoutSecrets(branch)}`;
  const { git, name, close } = await gitPlace(options.remote, options.cwd, options.env);
  const there = `refs/heads/${branch}`;
  const here = `refs/campaignctl/${name}/${branch}`;
  const named = await git(['check-ref-format', there]);
  if (named.code !== 0) {
    await close();
    throw new StoreError(
      'invalid',
      `A branch cannot have the name "${withoutSecrets(branch)}". Write one such as campaignctl/acme behind "#".`,
    );
  }

  /** The newest commit that was seen and everything up to it. */
  let tip: string | null = null;
  let sequence = 0;
  const entries: LogEntry[] = [];

  /** What git prints; it has to succeed. */
  async function answerOf(args: readonly string[], input?: GitOptions): Promise<string> {
    const answer = await git(args, input);
    if (answer.code !== 0) throw gitError(answer, label, 'be used');
    return answer.out.toString('utf8').trim();
  }

  /** The tip that the remote has; its history is local then. Null: it has no such branch. */
  async function remoteTip(): Promise<string | null> {
    for (let tries = 0, locked = 0; ; ) {
      const answer = await git(
        [
          ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'],
          ...['--no-recurse-submodules', '--no-prune', '--no-filter'],
          REMOTE,
          `+${there}:${here}`,
        ],
        { within: FETCH_MS },
      );
      if (answer.code === 0) return answerOf(['rev-parse', '--verify', `${here}^{commit}`]);
      if (/couldn't find remote ref/.test(answer.err)) return null;
      if (/cannot lock ref|unable to update local ref|\.lock'/.test(answer.err)) {
        locked += 1;
        if (locked > LOCK_TRIES) throw gitError(answer, label, 'be read');
        await sleep(10 + Math.random() * 90);
        continue;
      }
      const wait = waits[tries];
      if (wait === undefined || !troubleOf(answer).passing) {
        throw gitError(answer, label, 'be read');
      }
      tries += 1;
      await sleep(wait);
    }
  }

  /** Reads what the remote has beyond `tip`. */
  async function catchUp(): Promise<void> {
    const now = await remoteTip();
    if (now === tip) return;
    if (now === null) throw gone();
    if (tip !== null && !(await isWithin(tip, now))) throw gone();
    const range = tip === null ? now : `${tip}..${now}`;
    const listed = await answerOf(['rev-list', '--reverse', '--parents', range]);
    const commits: string[] = [];
    let before = tip;
    for (const line of listed.split('\n')) {
      const [commit = '', ...parents] = line.split(' ');
      if (parents.length > 1 || (parents[0] ?? null) !== before) throw notALog(commit);
      commits.push(commit);
      before = commit;
    }
    const added = await entriesOf(commits);
    for (const entry of added) entries.push(entry);
    sequence += commits.length;
    tip = now;
  }

  async function isWithin(commit: string, head: string): Promise<boolean> {
    return (await git(['merge-base', '--is-ancestor', commit, head])).code === 0;
  }

  async function entriesOf(commits: readonly string[]): Promise<readonly LogEntry[]> {
    const names = commits.map((commit) => `${commit}:${FILE}\n`).join('');
    const answer = await git(['cat-file', '--batch'], { input: names });
    if (answer.code !== 0) throw gitError(answer, label, 'be read');
    const read: LogEntry[] = [];
    let at = 0;
    for (const commit of commits) {
      const end = answer.out.indexOf('\n', at);
      const [, type, size] = answer.out.toString('utf8', at, end).split(' ');
      if (type !== 'blob' || size === undefined) throw notALog(commit);
      const stop = end + 1 + Number(size);
      const text = decodeText(answer.out.subarray(end + 1, stop));
      const lines = text?.endsWith('\n') ? text.slice(0, -1).split('\n') : [''];
      for (const [i, line] of lines.entries()) {
        const entry = parseEntry(line);
        if (entry === null) throw damaged(commit, i + 1);
        read.push(entry);
      }
      at = stop + 1;
    }
    return read;
  }

  async function commitOf(added: readonly LogEntry[]): Promise<string> {
    const blob = await answerOf(['hash-object', '-w', '--stdin'], { input: toLines(added) });
    const tree = await answerOf(['mktree'], { input: `100644 blob ${blob}\t${FILE}\n` });
    const kinds = [...new Set(added.map(({ kind }) => kind))].join(', ');
    // The id keeps two writers of the same words in the same second from making the same commit.
    const message = `Append ${sequence + 1}: ${kinds}\n\nAppend-Id: ${randomUUID()}\n`;
    return answerOf(['commit-tree', '--no-gpg-sign', ...(tip === null ? [] : ['-p', tip]), tree], {
      input: message,
    });
  }

  function push(commit: string): Promise<GitAnswer> {
    return git(
      [
        ...['push', '--quiet', '--porcelain', '--no-verify', '--no-follow-tags'],
        '--recurse-submodules=no',
        // Compared where it is written. Nothing there: there must be no such branch.
        `--force-with-lease=${there}:${tip ?? ''}`,
        REMOTE,
        `${commit}:${there}`,
      ],
      { within: pushWithin },
    );
  }

  async function append(added: readonly LogEntry[], expected: number): Promise<number> {
    if (sequence < expected) await catchUp();
    if (sequence !== expected) throw new StoreConflict(label);
    const commit = await commitOf(added);
    for (let tries = 0; ; tries += 1) {
      const answer = await push(commit);
      if (answer.code === 0) break;
      // Refused, or nobody knows: only the remote can tell.
      const now = await remoteTip();
      if (now !== tip) {
        if (now === null) throw gone();
        if (await isWithin(commit, now)) break;
        if (tip !== null && !(await isWithin(tip, now))) throw gone();
        throw new StoreConflict(label);
      }
      const wait = waits[tries];
      if (wait === undefined || !troubleOf(answer).passing) {
        throw gitError(answer, label, 'be written');
      }
      await sleep(wait);
    }
    // Only forward: another process of this clone may be ahead already, and it is a cache.
    await git(['update-ref', here, commit, tip ?? '']);
    for (const entry of added) entries.push(entry);
    sequence += 1;
    tip = commit;
    return sequence;
  }

  function gone(): StoreError {
    return new StoreError(
      'damaged',
      `The log in ${label} is damaged: commits that were there are gone, so somebody removed the branch or pushed with force. Push the branch back from a clone that has ${here} or the branch itself.`,
    );
  }

  function notALog(commit: string): StoreError {
    return new StoreError(
      'damaged',
      `The log in ${label} is damaged: commit ${commit.slice(0, 12)} was not made by campaignctl. Keep the log in a branch of its own that nobody else pushes to, and put the branch back to the commit before.`,
    );
  }

  function damaged(commit: string, line: number): StoreError {
    return new StoreError(
      'damaged',
      `The log in ${label} is damaged: line ${line} of ${FILE} in commit ${commit.slice(0, 12)} is no entry. Put the branch back to the commit before.`,
    );
  }

  return {
    label,
    kind: 'git',
    async read() {
      await catchUp();
      return { entries: [...entries], sequence, notes: [] };
    },
    append,
    close,
  };
}
