/**
 * The snapshot of the registry that a job on the default branch saved, for plans that need no key.
 * Law: only one that a job of this repository's default branch made counts; a pull request cannot hand one in.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artifactsNamed, eventOf, fileOf, isOwn } from '../../github/artifacts.ts';
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
    const [newest] = (await artifactsNamed(client, name))
      .filter((artifact) => isOwn(artifact, job.repositoryId))
      .filter(({ expired, headBranch }) => {
        return !expired && headBranch !== null && headBranch === job.defaultBranch;
      });
    if (newest === undefined) {
      const problem = `There is no saved snapshot ${name} of the default branch. Run the drift workflow once, or give the plan a key.`;
      return { ok: false, problem };
    }
    const event = await eventOf(client, newest.run);
    if (event === null || event.startsWith('pull_request')) {
      const problem = `Nothing shows that the newest ${name} was made without a pull request, so it is not used.`;
      return { ok: false, problem };
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
