/**
 * The words of an explanation: verdicts, SMS states, reasons and next steps.
 */
import type { NextStep, NumberStanding, Reason, Verdict } from '../../model/explain.ts';
import type { BrandStatus } from '../../model/snapshot.ts';
import type { Rich, Span } from '../layout.ts';
import type { Page } from '../plan/page.ts';
import { nextStep } from '../plan/sections.ts';
import { day, moment, sentence } from '../style.ts';

export function verdictSpan(verdict: Verdict, { style: { paint } }: Page): Span {
  switch (verdict) {
    case 'yes':
      return { text: 'CAN TEXT', paint: paint.good };
    case 'no':
      return { text: 'CANNOT TEXT', paint: paint.bad };
    case 'unknown':
      return { text: 'NOT KNOWN', paint: paint.warn };
  }
}

/** The same in a row of several. */
export function verdictWords(verdict: Verdict): string {
  switch (verdict) {
    case 'yes':
      return 'can text';
    case 'no':
      return 'cannot text';
    case 'unknown':
      return 'not known';
  }
}

/** A whole sentence, with since when and the rule. */
export function reasonWords(
  reason: Reason,
  since: string | null,
  { style: { paint } }: Page,
): Rich {
  const text = sentence(reason.text).replace(/[.\s]*$/, '');
  const when = since === null ? '.' : `. Since ${moment(since)}.`;
  return [
    text + when,
    ...(reason.rule === null ? [] : [{ text: ` (${reason.rule})`, paint: paint.faint }]),
  ];
}

/** What comes next, and since when it is waited for. */
export function nextWords({ text, since }: Pick<NextStep, 'text' | 'since'>): string {
  return since === null || text.includes(day(since)) ? text : `${text} Since ${moment(since)}.`;
}

/** Below what it is about, with an arrow. */
export function nextLines(next: Pick<NextStep, 'text' | 'since'>, indent: string, page: Page) {
  return nextStep(nextWords(next), indent, page);
}

/** `on since 2025-03-12 10:00 UTC`. */
export function smsWords({ status, since, reason }: NonNullable<NumberStanding['sms']>): string {
  const when = since === null ? '' : ` since ${moment(since)}`;
  const why = reason === null ? '' : `: ${reason.replace(/[.\s]+$/, '')}`;
  switch (status) {
    case 'on':
    case 'off':
      return status + when;
    case 'pending-on':
      return `being turned on${when}`;
    case 'pending-off':
      return `being turned off${when}`;
    case 'enabling-failed':
      return `turning it on failed${when}${why}`;
    case 'disabling-failed':
      return `turning it off failed${when}${why}`;
    case 'unknown':
      return 'not known';
  }
}

export function brandWords(status: BrandStatus | null): string {
  switch (status) {
    case null:
      return 'not registered';
    case 'pending':
      return 'being verified';
    case 'verified':
      return 'verified';
    case 'unverified':
      return 'not verified';
    case 'failed':
      return 'verification failed';
    case 'unknown':
      return 'state not known';
  }
}
