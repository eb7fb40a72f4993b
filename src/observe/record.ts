/**
 * Record: what people say they did and saw → what is observed now.
 * Law: a fact is recorded whether or not it was approved. What cannot be, what contradicts a later look, and what is about
 * another plan is refused by name, with both facts; the rest is recorded all the same.
 */
import type { News, Observed } from '../model/observed.ts';
import { recordDone } from './done.ts';
import {
  type Done,
  draftOf,
  type Facts,
  isLater,
  type NotTaken,
  observedOf,
  type Recording,
} from './draft.ts';
import { recordPage } from './page-news.ts';
import { recordState } from './state.ts';
import { seenBy } from './words.ts';

export interface ToRecord extends Facts {
  /** null: nobody has looked yet. */
  readonly observed: Observed | null;
  /** Name of the account. */
  readonly account: string;
  /** Claims are for the log; they are not looked at here. */
  readonly news: readonly News[];
  readonly by: string;
  /** ISO 8601, UTC, to the second. */
  readonly at: string;
}

export interface Recorded {
  readonly observed: Observed;
  /** For the log, in the order in which it was carried out. */
  readonly done: readonly Done[];
  /** Ids of changes that the log knows as done. */
  readonly already: readonly string[];
  readonly refused: readonly NotTaken[];
  /** Sentences about what was recorded. */
  readonly notes: readonly string[];
}

export function record({ observed, account, news, by, at, ...facts }: ToRecord): Recorded {
  const recording: Recording = {
    facts,
    seen: { at, by },
    draft: draftOf(observed, account),
    told: new Set(),
    done: [],
    already: [],
    refused: [],
    notes: [],
  };
  const states = news.filter((one) => one.kind === 'state');
  // What a step made has its state told after it; a campaign is registered only once its brand is seen verified.
  recordDone(recording, news, (brand) => {
    for (const one of states) if (one.address === brand) recordState(recording, one);
  });
  for (const kind of ['brand/', 'campaign/']) {
    for (const one of states) if (one.address.startsWith(kind)) recordState(recording, one);
  }
  for (const one of news) if (one.kind === 'page') recordPage(recording, one);
  if (news.some(({ kind }) => kind === 'forms')) recordForms(recording);
  const { draft, done, already, refused, notes } = recording;
  return { observed: observedOf(draft), done, already, refused, notes };
}

function recordForms({ draft, seen, refused, notes }: Recording): void {
  if (isLater(draft.forms, seen)) {
    refused.push({
      what: 'all brands and campaigns',
      why: `${seenBy(draft.forms)} saw them later than this.`,
    });
    return;
  }
  draft.forms = seen;
  if (draft.brands.size === 0 && draft.campaigns.size === 0) {
    notes.push('No brand and no campaign is written down, so Admin Console is said to show none.');
  }
}
