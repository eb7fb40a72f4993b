/**
 * What the files and artifacts of a pull request are called: jobs that never meet find each other's by name.
 */
import type { PullEvent } from '../../github/job.ts';

/** A commit of a pull request. */
type Review = Pick<PullEvent, 'number' | 'headSha'>;

/** The name tells apply, and who reads the log later, which review it was. */
export function planFileName({ number, headSha }: Review): string {
  return `pr-${number}-${headSha.slice(0, 12)}.plan.json`;
}

/** In place of a plan, where a job ended without one: what an earlier job made for the same commit counts no more. */
export const NO_PLAN = '{ "format": "campaignctl/no-plan@1" }\n';

/** Two pull requests may have one head commit: each has a plan of its own. */
export function planArtifactName(account: string, review: Review): string {
  return artifactName('plan', account, review);
}

/** Of what apply has no use for: a page without its plan. */
export function pageArtifactName(account: string, review: Review): string {
  return artifactName('page', account, review);
}

function artifactName(
  holds: 'plan' | 'page',
  account: string,
  { number, headSha }: Review,
): string {
  return `campaignctl-${holds}-${account}-pr-${number}-${headSha}`;
}

/** Number of the pull request whose plan a file holds; null: it is none of those. */
export function pullOfFile(name: string): number | null {
  const number = /^pr-(\d{1,9})-[0-9a-f]{12}\.plan\.json$/.exec(name)?.[1];
  return number === undefined ? null : Number(number);
}
