/**
 * What `init` would do in a folder: which files it makes, and which are there already.
 * Law: nothing that is there is changed, and an account is never put into another one.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readYaml } from '../config/read.ts';
import { accountAtOrAbove, mayHoldAccount } from '../config/root.ts';
import { walk } from '../config/walk.ts';
import type { Begun, Kept, NextStep } from '../model/begun.ts';
import { isThere } from './new-files.ts';
import { packageFiles } from './package-folder.ts';

export type InitProvider = 'sandbox' | '8x8';

export interface InitChoices {
  /** Absolute; need not be there yet. */
  readonly folder: string;
  readonly account: string;
  readonly provider: InitProvider;
  readonly example: boolean;
  readonly github: boolean;
  /** What is put behind a command so that it is about the folder: empty, or begins with a space. */
  readonly argument: string;
}

/** Why nothing can be begun there; a user's mistake, as a sentence. */
export class CannotBegin extends Error {}

type Wanted = Begun['files'];

/** Throws CannotBegin. */
export function planInit(choices: InitChoices): Begun {
  const common = packageFiles('starter');
  const starter =
    choices.provider === '8x8' ? new Map([...common, ...packageFiles('starter-8x8')]) : common;
  const workflows = packageFiles('github');
  const { folder } = choices;
  const account = accountFiles(choices, starter);
  const repository = choices.github ? repositoryAbove(folder) : null;
  const isForGithub = choices.github && repository === null;
  const wanted: Wanted = [
    ...account.wanted,
    { path: '.gitignore', text: starter.get('gitignore') ?? '' },
    ...(isForGithub ? githubFiles(folder, starter, workflows) : []),
  ];
  const isKept = ({ path }: Wanted[number]) => isThere(join(folder, path));
  return {
    files: wanted.filter((file) => !isKept(file)),
    kept: wanted.filter(isKept).map((file) => keptOf(folder, file)),
    notes: [...account.notes, ...(repository === null ? [] : [notAtRoot(repository)])],
    nextSteps: nextSteps(account.state, choices),
  };
}

type State = 'account-there' | 'account-only' | 'console' | 'example';

function accountFiles(
  { folder, account, provider, example }: InitChoices,
  starter: ReadonlyMap<string, string>,
): { readonly wanted: Wanted; readonly notes: readonly string[]; readonly state: State } {
  const { hasAccount, ownFiles } = lookAround(folder);
  if (hasAccount) {
    const note = 'The folder has an account already, so no YAML is written.';
    return { wanted: [], notes: [note], state: 'account-there' };
  }
  const taken = ['account.yaml', ...EXAMPLE].filter((name) => isThere(join(folder, name)));
  if (taken.includes('account.yaml')) {
    throw new CannotBegin(
      'There is an account.yaml, but no `account:` that campaignctl can read in it. Mend it, or give it another name.',
    );
  }
  const [inTheWay] = [...taken, ...ownFiles];
  const hasExample = example && provider === 'sandbox';
  const isExample = hasExample && inTheWay === undefined;
  const text = named(starter.get('account.yaml') ?? '', account, isExample);
  const files = EXAMPLE.map((path) => ({ path, text: starter.get(path) ?? '' }));
  return {
    wanted: [{ path: 'account.yaml', text }, ...(isExample ? files : [])],
    notes:
      hasExample && !isExample ? [`The example is left out, because ${inTheWay} is there.`] : [],
    state: provider === '8x8' ? 'console' : isExample ? 'example' : 'account-only',
  };
}

/** The files of the starter beside account.yaml. */
const EXAMPLE = ['campaigns.yaml', 'registry.seed.yaml'];

/** The starting account with its own name; without the example it starts from no seed. */
function named(text: string, account: string, isExample: boolean): string {
  const own = text.replace(/^ {2}name: .*$/m, `  name: ${account}`);
  return isExample ? own : own.replace(/^ {2}sandbox:\n(?: {4}.*\n)+/m, '');
}

/** What campaignctl would read in the folder, or in which account the folder lies. */
function lookAround(folder: string): { hasAccount: boolean; ownFiles: readonly string[] } {
  const near = nearest(folder, existsSync) ?? folder;
  const at = accountAtOrAbove(near);
  if (at === folder) return { hasAccount: true, ownFiles: [] };
  if (at !== null) {
    throw new CannotBegin(
      `The folder lies in the account of ${at}. An account cannot hold another one: begin beside it.`,
    );
  }
  if (near !== folder) return { hasAccount: false, ownFiles: [] };
  const files = walk(folder).files.flatMap((file) => {
    const { source } = readYaml(folder, file);
    return source === null ? [] : [source];
  });
  const below = files.find(({ text }) => mayHoldAccount(text));
  if (below !== undefined) {
    throw new CannotBegin(
      `There is an account in ${dirname(below.file)}/, below this folder. An account cannot hold another one: begin beside it.`,
    );
  }
  return { hasAccount: false, ownFiles: files.map(({ file }) => file) };
}

/** The folder or the nearest one above it for which `holds` is true; null: none. */
function nearest(folder: string, holds: (folder: string) => boolean): string | null {
  if (holds(folder)) return folder;
  const above = dirname(folder);
  return above === folder ? null : nearest(above, holds);
}

/** The root of the repository that the folder lies in; null: it is the root itself, or there is no repository. */
function repositoryAbove(folder: string): string | null {
  const root = nearest(folder, (one) => existsSync(join(one, '.git')));
  return root === folder ? null : root;
}

function notAtRoot(repository: string): string {
  return `Workflows and CODEOWNERS are left out: GitHub reads them at the root of the repository only, which is ${repository}.`;
}

/** Where GitHub looks for it. */
const CODEOWNERS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

function githubFiles(
  folder: string,
  starter: ReadonlyMap<string, string>,
  workflows: ReadonlyMap<string, string>,
): Wanted {
  const owners = CODEOWNERS.find((path) => isThere(join(folder, path))) ?? '.github/CODEOWNERS';
  return [
    { path: owners, text: starter.get('CODEOWNERS') ?? '' },
    ...[...workflows]
      .filter(([path]) => path.startsWith('.github/'))
      .map(([path, text]) => ({ path, text })),
  ];
}

/** The lines that ours has and the one that is there has not. */
function keptOf(folder: string, { path, text }: Wanted[number]): Kept {
  const isLineList = path === '.gitignore' || path.endsWith('CODEOWNERS');
  if (!isLineList) return { path, add: [] };
  const there = new Set(linesOf(readOrEmpty(join(folder, path))));
  const missing = linesOf(text).filter((line) => !there.has(line));
  if (path === '.gitignore') return { path, add: missing.filter((line) => !line.startsWith('#')) };
  // Its rules are comments until a team is named.
  const rules = missing.flatMap((line) => /^# (\S+ +@.*)$/.exec(line)?.[1] ?? []);
  return { path, add: rules.filter((rule) => !there.has(rule)) };
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const NAME: NextStep = {
  what: 'account.yaml',
  why: 'holds the name of the account: choose it now, and never change it',
};

function nextSteps(state: State, { argument }: InitChoices): readonly NextStep[] {
  const plan = `campaignctl plan${argument}`;
  switch (state) {
    case 'example':
      return [
        {
          what: plan,
          why: 'shows what apply would do on the practice registry, and changes nothing',
        },
        {
          what: 'campaigns.yaml',
          why: 'explains itself line by line: read it, change one, plan again',
        },
        {
          what: `campaignctl apply${argument}`,
          why: 'shows the plan once more, asks, and carries it out',
        },
      ];
    case 'account-only':
      return [
        NAME,
        { what: `campaignctl import${argument}`, why: 'writes what is live as YAML' },
        { what: plan, why: 'has nothing to do then; from there on, edit and plan again' },
      ];
    case 'console':
      return [
        NAME,
        {
          what: 'CAMPAIGNCTL_API_KEY',
          why: 'is the environment variable with the key of the 8x8 Administration API; without one, account.yaml names a CSV file of the users',
        },
        {
          what: plan,
          why: 'says what nobody has looked at yet in Admin Console, and how to tell it',
        },
        {
          what: `campaignctl import${argument}`,
          why: 'then writes what is live as YAML; from there on, edit and plan again',
        },
      ];
    case 'account-there':
      return [
        { what: `campaignctl validate${argument}`, why: 'says whether the files are sound' },
        { what: `campaignctl import${argument}`, why: 'writes what is live and in no file yet' },
        { what: plan, why: 'shows what apply would do, and changes nothing' },
      ];
  }
}
