/**
 * A snapshot of the live registry as a file: written by a job that has a key, planned from by one that has none.
 * Law: a file that is not exactly what was written is refused; it can be a plan's source, and nothing is ever sent on its word.
 */
import type { ProviderName } from '../model/desired.ts';
import { SNAPSHOT_FORMAT, type Snapshot } from '../model/snapshot.ts';
import validate from './snapshot-validator.gen.mjs';

export type SavedSnapshot =
  | {
      readonly ok: true;
      readonly snapshot: Snapshot;
      /** ISO 8601, UTC, by the clock of the machine that saved it; that of a practice registry stands still. */
      readonly savedAt: string;
    }
  /** `problem`: a clause to go behind the name of the file. */
  | { readonly ok: false; readonly problem: string };

export function readSavedSnapshot(
  text: string,
  expected: { readonly account: string; readonly provider: ProviderName },
): SavedSnapshot {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('is not whole: it is no JSON. Was it cut off on its way? Save it again');
  }
  const said =
    typeof value === 'object' && value !== null && 'format' in value ? value.format : null;
  if (said !== SNAPSHOT_FORMAT) {
    return refuse(
      typeof said === 'string' && said.startsWith('campaignctl/snapshot@')
        ? `was written by another version of campaignctl (${said}; this one reads ${SNAPSHOT_FORMAT})`
        : 'is no snapshot: `campaignctl plan --save-snapshot FILE` writes one',
    );
  }
  if (!validate(value)) {
    const [error] = validate.errors ?? [];
    return refuse(
      `is damaged${error === undefined ? '' : ` at ${error.instancePath || '/'}`}. Save it again`,
    );
  }
  // The schema has checked every member.
  const {
    format: _,
    savedAt,
    account,
    ...snapshot
  } = value as Snapshot & Record<'format' | 'savedAt' | 'account', string>;
  if (account !== expected.account) {
    return refuse(`is one of the account ${account}, not of ${expected.account}`);
  }
  if (snapshot.provider !== expected.provider) {
    return refuse(`is one of the provider ${snapshot.provider}, not of ${expected.provider}`);
  }
  return { ok: true, snapshot, savedAt };
}

function refuse(problem: string): SavedSnapshot {
  return { ok: false, problem };
}
