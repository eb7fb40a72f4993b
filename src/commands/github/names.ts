/**
 * What the files and artifacts of a pull request are called: jobs that never meet find each other's by name.
 */
import type { PullEvent } from '../../github/job.ts';

/** The name tells apply, and who reads the log later, which review it was. */
export function planFileName({ number, headSha }: Pick<PullEvent, 'number' | 'headSha'>): string {
  return `pr-${number}-${headSha.slice(0, 12)}.plan.json`;
}

/** Apply looks for the one with a plan in it alone. */
export function reportArtifactName(account: string, headSha: string, kept: boolean): string {
  const name = planArtifactName(account, headSha);
  return kept ? name : name.replace('-plan-', '-page-');
}

export function planArtifactName(account: string, headSha: string): string {
  return `campaignctl-plan-${account}-${headSha}`;
}

/** Number of the pull request whose plan a file holds; null: it is none of those. */
export function pullOfFile(name: string): number | null {
  const number = /^pr-(\d{1,9})-[0-9a-f]{12}\.plan\.json$/.exec(name)?.[1];
  return number === undefined ? null : Number(number);
}
