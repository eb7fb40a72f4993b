/**
 * The words of the log: what a request asked for, what came of it, and how a run ended.
 */
import type { Audit, AuditEvent, RunEnd } from '../model/audit.ts';
import type { E164 } from '../model/desired.ts';
import type { ApprovedChange, EntryOf, Holder, LoggedChange } from '../model/log.ts';
import { formatPhone } from '../model/phone.ts';
import type { StepResult } from '../model/port.ts';
import { addressOf, feeWords, isNumber } from './plan/words.ts';
import { count, moment, usd } from './style.ts';

/** `campaign billing`, `Ann Lee +1 408 555 0103`. */
export function nameOf({
  address,
  person = null,
}: {
  address: string;
  person?: string | null;
}): string {
  const { kind, name } = addressOf(address);
  if (!isNumber({ address })) return kind === '' ? address : `${kind} ${name}`;
  return `${person === null ? '' : `${person} `}${formatPhone(name as E164)}`;
}

/** What one request asked for: a half of a move is told as what it was. */
export function requestWords({ change, step }: EntryOf<'intent'>): string {
  const name = nameOf(change);
  switch (step.kind) {
    case 'register-brand':
    case 'register-campaign':
      return `register ${name}${paidWords(change)}`;
    case 'update':
      return `change ${name}: ${Object.keys(step.content).join(', ')}`;
    case 'rebind':
      return `rename ${name} in the registry, to ${step.reference}`;
    case 'resubmit':
      return `send ${name} to carriers again${paidWords(change)}: "${step.reason}"`;
    case 'deactivate':
      return `deactivate ${name} for ever: "${step.reason}"`;
    case 'assign':
      return `SMS on${change.campaign === null ? '' : ` in ${change.campaign}`}: ${numberWords(change, step.number)}`;
    case 'turn-off':
      return `SMS off: ${numberWords(change, step.number)}`;
  }
}

/** A switch turns off another number than the one it is called by. */
function numberWords({ person }: LoggedChange, number: E164): string {
  return `${person === null ? '' : `${person} `}${formatPhone(number)}`;
}

function paidWords({ fee }: LoggedChange): string {
  return fee === null || fee.usd === 0 ? '' : `, ${feeWords(fee)}`;
}

/** `accepted as CEYBTBE, request ce3a3580-…`. */
export function answerWords(result: StepResult | null, { claimedBy }: EntryOf<'intent'>): string {
  if (claimedBy !== undefined) return handWords(result, claimedBy);
  if (result === null) return 'no answer is in the log';
  const request = result.requestId === null ? '' : `, request ${result.requestId}`;
  switch (result.outcome) {
    case 'accepted':
      return `accepted${result.id === null ? '' : ` as ${result.id}`}${request}`;
    case 'rejected':
      return `not accepted (${result.code})${request}: ${result.message}`;
    case 'unknown':
      return `no certain answer (${result.code})${request}: ${result.message}`;
  }
}

function handWords(result: StepResult | null, who: string): string {
  if (result?.outcome !== 'accepted') return `claimed by ${who}, who has not told what came of it`;
  return `carried out by ${who}, by hand${result.id === null ? '' : `: ${result.id}`}`;
}

/** What became of a request without an answer, and who says so. */
export function settledWords({ effect, id, by, who, reason }: EntryOf<'settled'>): string {
  const what =
    effect === 'none' ? 'it had no effect' : `it took effect${id === null ? '' : ` as ${id}`}`;
  return by === 'registry'
    ? `${what}, as the registry shows: ${reason}`
    : `${what}, says ${who}: ${reason}`;
}

/** Behind the name of an approved change that costs something, or takes something away. */
export function riskWords({ risk, usd: amount }: ApprovedChange): string | null {
  switch (risk) {
    case 'free':
      return null;
    case 'paid':
      return amount === null ? 'PAID, amount unknown' : `PAID ${usd(amount)} at most`;
    case 'outage':
      return 'OUTAGE';
    case 'irreversible':
      return 'FOR EVER';
  }
}

/** `turn-off` and the like, for a change of which no more is remembered. */
export function actionWords({
  action,
  address,
  campaign,
}: Pick<ApprovedChange, 'action' | 'address' | 'campaign'>): string {
  const where = campaign === null || !isNumber({ address }) ? '' : ` in ${campaign}`;
  switch (action) {
    case 'assign':
      return `SMS on${where}`;
    case 'turn-off':
      return 'SMS off';
    case 'move':
    case 'switch':
      return `${action}${campaign === null ? '' : ` to ${campaign}`}`;
    case 'update':
      return 'change';
    case 'resubmit':
      return 'send to carriers again';
    case 'bind':
      return 'rename in the registry';
    case 'register':
    case 'deactivate':
      return action;
  }
}

/** `by jane, with --yes`. */
export function approvalWords({
  by,
  how,
  file,
}: Pick<EntryOf<'approved'>, 'by' | 'how' | 'file'>): string {
  switch (how) {
    case 'terminal':
      return `by ${by}, on a terminal`;
    case 'yes':
      return `by ${by}, with --yes`;
    case 'file':
      return `by ${by}, with the reviewed plan ${file ?? 'in a file'}`;
  }
}

/** `jane on laptop runs apply`. */
export function holderWords({ who, host, command }: Holder): string {
  return `${who} on ${host}, ${command}`;
}

export function originWords({ commit, pid }: Holder): string {
  return `${commit === null ? 'commit not known' : `commit ${commit.slice(0, 12)}`}, pid ${pid}`;
}

export function endedWords({ stopped, ...counts }: EntryOf<'ended'>): string {
  const { done, waiting, held, failed, notAttempted } = counts;
  const parts = [
    [done, 'done'],
    [waiting, 'waiting'],
    [held, 'held'],
    [failed, 'failed'],
    [notAttempted, 'not attempted'],
  ] as const;
  const said = parts.flatMap(([n, words]) => (n === 0 ? [] : [`${n} ${words}`])).join(', ');
  const what = said === '' ? 'nothing was to be done' : said;
  return stopped === null ? `ended: ${what}` : `stopped, ${stoppedWords(stopped)}: ${what}`;
}

function stoppedWords(stopped: string): string {
  switch (stopped) {
    case 'access':
      return 'as the registry refused the key';
    case 'interrupt':
      return 'by a signal';
    case 'lease':
      return 'as somebody else held the account';
    case 'log':
      return 'as the log could not be written';
    default:
      return stopped;
  }
}

/** How a run ended that did not say so itself; null: it did. */
export function endWords(end: RunEnd, events: readonly AuditEvent[]): string | null {
  switch (end.how) {
    case 'none':
      return null;
    case 'released':
      return events.some(({ kind }) => kind === 'ended') ? null : 'ended';
    case 'unlocked':
      return `did not end: ${end.by} unlocked the account ${moment(end.at)}`;
    case 'taken-over':
      return `did not end: another run took over ${moment(end.at)}, ${whyWords(end.why)}`;
    case 'open':
      return `no end is in the log: it still runs, or it broke off. Its last word is of ${moment(end.at)}`;
  }
}

/** Why a lease could be taken over. */
export function whyWords(why: 'silent' | 'gone'): string {
  return why === 'gone' ? 'as its process was gone' : 'as it had been silent for too long';
}

/** `3 runs, 12 entries`. */
export function sizeWords({ runs, entries, since }: Audit): string {
  return since === null
    ? `${count(runs.length, 'run')}, ${count(entries, 'entry', 'entries')}`
    : `${count(runs.length, 'run')} since ${moment(since)}`;
}
