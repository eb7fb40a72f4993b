/**
 * The snapshot of the registry that a job on the default branch saved, for plans that need no key.
 * Law: only one that a job of this repository's default branch made counts; a pull request cannot hand one in.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifactsNamed, eventOf, fileOf } from '../../github/artifacts.ts';
import { GitHubError } from '../../github/error.ts';
import { folderOf, type Session } from './session.ts';

export const SNAPSHOT_FILE = 'snapshot.json';

export function snapshotArtifactName(account: string): string {
  return `campaignctl-snapshot-${account}`;
}

export type FoundSnapshot =
  | { readonly ok: true; readonly file: string }
  /** `problem`: sentences. */
  | { readonly ok: false; readonly problem: string };

/** Downloads the newest one. */
export async function latestSnapshot(session: Session): Promise<FoundSnapshot> {
  const { client, account, job } = session;
  if (client === null || account === null) {
    return {
      ok: false,
      problem:
        'The saved snapshot cannot be had: GITHUB_TOKEN is not set, or no file names the account.',
    };
  }
  const name = snapshotArtifactName(account);
  try {
    const found = (await artifactsNamed(client, name)).filter(
      ({ expired, headRepository, headBranch }) =>
        !expired && headRepository === job.repositoryId && headBranch === job.defaultBranch,
    );
    const [newest] = found;
    if (newest === undefined) {
      const problem = `There is no saved snapshot ${name} of the default branch. Run the drift workflow once, or give the plan a key.`;
      return { ok: false, problem };
    }
    if (newest.run !== null && (await eventOf(client, newest.run)) === 'pull_request') {
      return {
        ok: false,
        problem: `The newest ${name} was made by a pull request, and is not used.`,
      };
    }
    const unpacked = await fileOf(client, newest, SNAPSHOT_FILE);
    if (!unpacked.ok) return { ok: false, problem: `The artifact ${name} ${unpacked.problem}.` };
    const file = join(folderOf(session), SNAPSHOT_FILE);
    writeFileSync(file, unpacked.text);
    return { ok: true, file };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { ok: false, problem: `The saved snapshot cannot be had. ${error.message}` };
  }
}
