/**
 * The words of a runbook that its text, Markdown and HTML share: what is in it, what a step costs and whom it silences.
 * Law: pure; money, outages and what cannot be undone are said in words, in capitals; nobody's time is guessed.
 */
import { formatPhone } from '../../model/phone.ts';
import type { Loss } from '../../model/plan.ts';
import type {
  Claim,
  HeldStep,
  Look,
  OpenClaim,
  Runbook,
  RunbookStep,
} from '../../model/runbook.ts';
import type { SeenAt } from '../../model/snapshot.ts';
import { grouped } from '../plan/page.ts';
import { addressOf, feeWords, isNumber, numberOf } from '../plan/words.ts';
import { count, day, listOf, moment, usd } from '../style.ts';

export function stepsOf({ parts }: Runbook): readonly RunbookStep[] {
  return parts.flatMap(({ steps }) => steps);
}

/** `12 steps in Admin Console: 1 costs money (up to $89), 2 take SMS from 5 people, 1 cannot be undone.` */
export function summaryWords(runbook: Runbook): string {
  const steps = stepsOf(runbook);
  if (steps.length === 0) return 'There is nothing to do in Admin Console now.';
  const paid = steps.filter(isPaid);
  const outages = steps.filter(takesSms);
  const last = steps.filter(({ risk }) => risk === 'irreversible');
  const lost = outages.reduce((sum, { losses }) => sum + losses.length, 0);
  const whom = lost === 0 ? '' : ` from ${count(lost, 'person', 'people')}`;
  const parts = [
    ...(paid.length === 0
      ? []
      : [`${paid.length} ${paid.length === 1 ? 'costs' : 'cost'} money (${sumWords(paid)})`]),
    ...(outages.length === 0
      ? []
      : [`${outages.length} ${outages.length === 1 ? 'takes' : 'take'} SMS${whom}`]),
    ...(last.length === 0 ? [] : [`${last.length} cannot be undone`]),
  ];
  const what = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  return `${count(steps.length, 'step')} in Admin Console${what}.`;
}

function sumWords(paid: readonly RunbookStep[]): string {
  const known = paid.reduce((sum, { fee }) => sum + (fee?.usd ?? 0), 0);
  const isCertain = paid.every(({ fee }) => fee !== null && fee.usd !== null && fee.confirmed);
  if (paid.some(({ fee }) => (fee?.usd ?? null) === null)) {
    return known === 0 ? 'how much is not known' : `${usd(known)} and what is not known`;
  }
  return isCertain ? usd(known) : `up to ${usd(known)}`;
}

export const HOW_TO_WORK =
  'Work from top to bottom. Tick a box only once everything in its step is done; a box stands for all of it.';

export function isPaid({ risk }: RunbookStep): boolean {
  return risk === 'paid';
}

function takesSms({ risk, losses }: RunbookStep): boolean {
  return risk === 'outage' || losses.length > 0;
}

/** What nobody may miss about a step: what it costs, whom it silences, that it is for ever. */
export function dangers(
  step: RunbookStep,
): { readonly tone: 'warn' | 'bad'; readonly words: string }[] {
  return [
    ...(isPaid(step) && step.fee !== null
      ? [{ tone: 'warn' as const, words: feeWords(step.fee) }]
      : []),
    ...(takesSms(step) ? [{ tone: 'bad' as const, words: outageWords(step.losses) }] : []),
    ...(step.risk === 'irreversible' ? [{ tone: 'bad' as const, words: 'CANNOT BE UNDONE' }] : []),
  ];
}

function outageWords(losses: readonly Loss[]): string {
  const parts = [...grouped(losses, ({ how }) => how)].map(
    ([, lost]) => `${listOf(lost.map(whoLoses), 5)} ${UNTIL[lost[0].how]}`,
  );
  return parts.length === 0 ? 'OUTAGE' : `OUTAGE: ${parts.join('; ')}`;
}

const UNTIL: Readonly<Record<Loss['how'], string>> = {
  'for-good': 'for good',
  move: 'until it is on again',
  long: 'until another move has made room',
};

function whoLoses({ person, number }: Loss): string {
  return person ?? formatPhone(number);
}

export function claimWords({ who, at }: Claim): string {
  return `claimed by ${who}, ${moment(at)}`;
}

export const CLAIM_FIRST =
  'This step costs money. Claim it before you begin, and begin only once it says that you have it: otherwise two people may pay.';

export function claimedNote({ who }: Claim): string {
  return `If you are not ${who}, leave this step alone.`;
}

/** A claim that is no step here: what it was for, and what to do about it. */
export function claimedElsewhere(claim: OpenClaim): {
  readonly what: string;
  readonly words: string;
} {
  const { kind, name } = addressOf(claim.address);
  const command = `campaignctl resolve ${claim.write.slice(0, 8)}`;
  return {
    what: `${CLAIMED[claim.action] ?? claim.action} of ${kind} ${name}`,
    words: `${claimWords(claim)}. Ask ${claim.who} what came of it. If it was carried out: \`${command} --took-effect\`, and tell what Admin Console shows. If nothing came of it: \`${command} --no-effect --reason "why"\`.`,
  };
}

const CLAIMED: Readonly<Partial<Record<OpenClaim['action'], string>>> = {
  register: 'Registration',
  resubmit: 'Resubmission',
  update: 'Change',
};

/** What an edit changes; a tax id is named by where it is kept. */
export function secretWords(secretFrom: string | null): string {
  return secretFrom === null
    ? 'No file tells it. Enter it as the IRS has it.'
    : `It is in no file. The environment variable ${secretFrom} holds it.`;
}

/** Steps whose number is turned on again once this one is done. */
export function goBackTo(step: RunbookStep, runbook: Runbook): readonly RunbookStep[] {
  return stepsOf(runbook).filter(({ onAfter }) => onAfter === step.id);
}

export function goBackWords({ id, numbers }: RunbookStep): string {
  const which = numbers.map(({ number }) => formatPhone(number)).join(', ');
  return `Now go back to step ${id}: turn ${which} on, and tick its box.`;
}

/** What stands behind a number: who has it, and what becomes of it. */
export function numberWords({ from, to, silences }: RunbookStep['numbers'][number]): string {
  const way =
    from === null
      ? ''
      : to === null
        ? `leaves ${from}`
        : from === to
          ? `stays in ${to}`
          : `${from} to ${to}`;
  const off = silences === null ? '' : `${formatPhone(silences)} goes off`;
  return [way, off].filter((part) => part !== '').join('; ');
}

export const ID_LABEL = { 'brand-id': 'Brand ID', 'campaign-id': 'Campaign ID' } as const;

/** Since when, and from when it is worth looking. */
export function lookFacts({ since, from }: Look): string {
  return [
    ...(since === null ? [] : [`since ${day(since)}`]),
    ...(from === null ? [] : [`worth looking from ${day(from)} on`]),
  ].join(', ');
}

/** Who saw what; nothing where it was read from a registry. */
export function seenWords({ seen }: Runbook): string {
  if (seen === null) return '';
  const { forms, page } = seen;
  const by = (at: SeenAt) => `by ${at.by} on ${day(at.at)}`;
  if (forms !== null && page !== null) {
    return `All brands and campaigns seen ${by(forms)}, the whole SMS page ${by(page)}.`;
  }
  if (forms !== null) {
    return `All brands and campaigns seen ${by(forms)}. Nobody has seen the whole SMS page yet.`;
  }
  if (page !== null) {
    return `The whole SMS page seen ${by(page)}. Nobody has said yet whether all brands and campaigns are known.`;
  }
  return 'Nobody has looked at all brands and campaigns yet, nor at the whole SMS page.';
}

export interface HeldGroup {
  readonly why: string;
  readonly who: readonly string[];
}

/** What is not in the runbook, told once for each reason. */
export function heldGroups(held: readonly HeldStep[]): HeldGroup[] {
  return [...grouped(held, ({ why }) => why)].map(([why, group]) => ({
    why,
    who: group.map(heldName),
  }));
}

function heldName({ address, person }: HeldStep): string {
  if (isNumber({ address })) return person ?? formatPhone(numberOf(address));
  const { kind, name } = addressOf(address);
  return `${kind} ${name}`;
}

/** Under everything, where boxes are not read by a program. */
export const TELL =
  'A program does not see these boxes. Tell by the id at the right of a step: `campaignctl observe --claim ID` before what costs money, `campaignctl observe --done ID` after each step. Or tick the box in the issue.';

/** What to do about a look that no answer is ticked for. */
export function lookWords({ address }: Look): string {
  switch (address) {
    case 'numbers':
      return 'Copy the rows of the SMS page, and say whether they are the whole page.';
    case 'forms':
      return 'Say whether these are all brands and campaigns that Admin Console shows.';
    default:
      return 'Admin Console shows:';
  }
}

export const CONTENTS = {
  looks: 'What Admin Console shows now',
  held: 'Not in this runbook: refused, or not approved',
  later: 'Later',
  claimed: 'Claimed, and no step here',
  waiting: 'Under way, nothing to do',
} as const;

export function shortCommit(commit: string): string {
  return /^[0-9a-f]+$/.test(commit) ? commit.slice(0, 12) : commit;
}
