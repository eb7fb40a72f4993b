/**
 * `--base FILE|REV`: the plan that the configuration before a pull request gives on the same facts.
 * FILE is a plan that was saved; REV a revision of git, whose files are read from its objects, without touching the checkout.
 */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import { compareWith } from '../plan/base.ts';
import { readSavedPlan } from '../plan/saved.ts';
import { clean } from '../report/clean.ts';
import { type Git, gitIn } from '../stores/git-run.ts';
import { textOf } from './file.ts';
import type { Io } from './io.ts';

/** How to make a plan of another configuration on the facts of this one. */
export type Planned = (desired: Desired, diagnostics: readonly Diagnostic[]) => Plan;

export type Base =
  | { readonly ok: true; readonly plan: Plan; readonly note: string | null }
  /** `problem`: a sentence. */
  | { readonly ok: false; readonly problem: string };

/** The plan, compared. */
export async function comparedWith(
  spec: string,
  { plan, root, planOf }: { readonly plan: Plan; readonly root: string; readonly planOf: Planned },
  io: Io,
): Promise<Base> {
  const file = resolve(io.cwd, spec);
  if (await isFile(file)) return withFile(spec, file, plan);
  const git = gitIn({ cwd: root, env: io.env, gitDir: null, config: [] });
  const found = await git([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${spec}^{commit}`,
  ]);
  const commit = found.out.toString('utf8').trim();
  if (found.code !== 0 || commit === '') {
    const problem = `There is neither a plan file nor a revision of git named ${clean(spec)}. In CI, fetch it first: with actions/checkout, \`fetch-depth: 0\` fetches all.`;
    return { ok: false, problem };
  }
  return withRevision(spec, commit, { git, plan, planOf });
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

async function withFile(spec: string, file: string, plan: Plan): Promise<Base> {
  const text = await textOf(file, 'plan');
  const read =
    typeof text === 'string'
      ? readSavedPlan(text, plan)
      : { ok: false as const, problem: text.problem };
  if (!read.ok) return { ok: false, problem: `${clean(spec)} ${clean(read.problem)}.` };
  return { ok: true, plan: compareWith(plan, read.plan, spec), note: null };
}

interface Revision {
  readonly git: Git;
  readonly plan: Plan;
  readonly planOf: Planned;
}

async function withRevision(
  spec: string,
  commit: string,
  { git, plan, planOf }: Revision,
): Promise<Base> {
  const folder = await mkdtemp(join(tmpdir(), 'campaignctl-base-'));
  try {
    if (!(await checkOut(git, commit, folder))) {
      const problem = `The files of ${clean(spec)} could not be read from git, so it is not known what was there before. Fetch it whole: with actions/checkout, \`fetch-depth: 0\` does.`;
      return { ok: false, problem };
    }
    const { desired, diagnostics } = await loadConfig(folder);
    const nothing = diagnostics.some(({ rule }) => ABSENT.has(rule));
    if (nothing || (desired !== null && desired.account.name !== plan.account)) {
      return { ok: true, plan: compareWith(plan, emptyOf(plan), spec), note: null };
    }
    if (desired === null) {
      const note = `The configuration at ${clean(spec)} is not valid, so it is not known what was there before: nothing is folded.`;
      return { ok: true, plan, note };
    }
    return { ok: true, plan: compareWith(plan, planOf(desired, diagnostics), spec), note: null };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** There was no such account. */
const ABSENT: ReadonlySet<string> = new Set(['account-missing']);

function emptyOf(plan: Plan): Plan {
  return {
    ...plan,
    people: { ...plan.people, after: plan.people.now, losses: [] },
    changes: [],
    refusals: [],
    held: [],
    waiting: [],
    attention: [],
    cannotText: [],
    unlisted: [],
    unmentioned: [],
    notes: [],
    limitRaises: [],
    diagnostics: [],
  };
}

/** What the loader might read. */
const READ = /\.(?:ya?ml|csv)$/i;
const MOST_FILES = 20_000;

/**
 * The files of the account at a commit, as they were committed. Links are left out: nothing outside the commit is read.
 * False: not all of them could be read; a file that is missing here would look like one that was not there.
 */
async function checkOut(git: Git, commit: string, folder: string): Promise<boolean> {
  const prefix = (await git(['rev-parse', '--show-prefix'])).out.toString('utf8').trim();
  const listed = await git([
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    commit,
    '--',
    ...(prefix === '' ? [] : [prefix]),
  ]);
  const files = listed.out
    .toString('utf8')
    .split('\0')
    .flatMap((entry) => {
      const [, mode, id, path] = /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(entry) ?? [];
      if (mode === undefined || id === undefined || path === undefined) return [];
      const inside = path.startsWith(prefix) && !path.split('/').includes('..') && READ.test(path);
      return mode === '120000' || !inside ? [] : [{ id, path: path.slice(prefix.length) }];
    });
  if (listed.code !== 0 || files.length > MOST_FILES) return false;
  const answer = await git(['cat-file', '--batch'], {
    input: files.map(({ id }) => `${id}\n`).join(''),
  });
  let at = 0;
  for (const { path } of files) {
    const end = answer.out.indexOf(0x0a, at);
    // `<id> blob <size>`, or `<id> missing` in a clone that has only a part.
    const [, kind, size] = answer.out.subarray(at, end).toString('utf8').split(' ');
    if (kind !== 'blob') return false;
    const start = end + 1;
    const next = start + Number(size);
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, answer.out.subarray(start, next));
    at = next + 1;
  }
  return answer.code === 0;
}
