/**
 * From the text that names a store to the store: `dir:PATH`, `git:REMOTE[#BRANCH]`, `postgres://…`.
 * Law: what is none of these is refused with a sentence that says what is right, and no password is repeated in it.
 */
import { resolve } from 'node:path';
import { type Store, StoreError } from '../model/store.ts';
import { withoutSecrets } from './redact.ts';
import { oneAtATime } from './serial.ts';

export interface StoreContext {
  /** Name of the account. Two accounts may share one store; neither sees the other. */
  readonly account: string;
  /** Folder that a relative path starts from, and whose git repository the name of a remote belongs to. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The pattern of `account.name` in the schema; it keeps names out of paths and refs that they could break. */
const ACCOUNT = /^[a-z0-9][a-z0-9-]{0,40}$/;

const RIGHT =
  'Write dir:PATH for a folder, git:REMOTE or git:REMOTE#BRANCH for a branch, or postgres://USER@HOST/DATABASE for a database.';

/** Throws StoreError. Reads nothing of the log yet; a database is not connected to before the first use. */
export async function openStore(spec: string, context: StoreContext): Promise<Store> {
  const { account, cwd, env } = context;
  if (!ACCOUNT.test(account)) {
    throw new StoreError(
      'invalid',
      `The log needs the name of the account: lower-case letters, digits and dashes, at most 41.`,
    );
  }
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/s.exec(spec) ?? [];
  if (spec.includes('\0')) throw notAStore(spec);
  switch (scheme) {
    case 'dir': {
      const path = pathOf(rest);
      const { openDirectory } = await import('./directory.ts');
      return oneAtATime(await openDirectory(resolve(cwd, path), account));
    }
    case 'git': {
      const { remote, branch } = branchOf(rest);
      const { openGit } = await import('./git.ts');
      return oneAtATime(
        await openGit({ remote, branch: branch ?? `campaignctl/${account}`, cwd, env }),
      );
    }
    case 'postgres':
    case 'postgresql': {
      const { openPostgres } = await import('./postgres.ts');
      return oneAtATime(openPostgres({ url: spec, account }));
    }
    default:
      throw notAStore(spec);
  }
}

function notAStore(spec: string): StoreError {
  const named = withoutSecrets(spec);
  const what = named === '' ? 'An empty text' : `"${named}"`;
  return new StoreError('invalid', `${what} names no place for the log. ${RIGHT}`);
}

function pathOf(text: string): string {
  if (text === '') {
    throw new StoreError(
      'invalid',
      'dir: needs the path of a folder, such as dir:/srv/campaigns-log.',
    );
  }
  // No shell expands it behind "dir:", and a folder with the name "~" is not what was meant.
  if (/^~(?:\/|$)/.test(text)) {
    throw new StoreError(
      'invalid',
      `${withoutSecrets(`dir:${text}`)} begins with "~", which is not expanded here. Write the whole path.`,
    );
  }
  return text;
}

function branchOf(text: string): { readonly remote: string; readonly branch: string | null } {
  const hash = text.lastIndexOf('#');
  const remote = hash < 0 ? text : text.slice(0, hash);
  const branch = hash < 0 ? null : text.slice(hash + 1);
  // A leading dash would be read by git as an option.
  if (remote === '' || remote.startsWith('-') || branch === '') {
    throw new StoreError(
      'invalid',
      'git: needs the name of a remote or an address, and behind "#" the name of a branch: git:origin, or git:origin#campaignctl/acme.',
    );
  }
  return { remote, branch };
}
