/**
 * The log of an account as text for those who look into what happened: run by run, in order.
 * Law: pure; nothing is told that the log does not say, and what is missing in it is said to be missing.
 */
import type { Audit, AuditEvent, AuditRun } from '../model/audit.ts';
import { harmless } from './harmless.ts';
import { edges, hang, type Rich } from './layout.ts';
import {
  actionWords,
  answerWords,
  approvalWords,
  endedWords,
  endWords,
  holderWords,
  nameOf,
  originWords,
  requestWords,
  riskWords,
  settledWords,
  sizeWords,
  whyWords,
} from './log-words.ts';
import { safe } from './plan/safe.ts';
import { count, listOf, moment, type Style, sentence, styleOf, type TextOptions } from './style.ts';

export function renderLog(audit: Audit, options: TextOptions): string {
  const style = styleOf(options);
  const clean = safe(audit);
  const { account, store, runs, entries } = clean;
  const title = [{ text: account, paint: style.paint.strong }, ` ${style.glyph.dot} log`];
  const lines = [
    ...edges(title, sizeWords(clean), style.width),
    ...hang(
      '',
      `Kept in ${store}. Times are UTC, as the machine that wrote had them.`,
      style.width,
    ),
    ...(entries === 0 ? ['', ...hang('', EMPTY, style.width)] : []),
    ...(entries > 0 && runs.length === 0 ? ['', 'Nothing was written since then.'] : []),
    ...runs.flatMap((run) => ['', ...runLines(run, style)]),
  ];
  return `${lines.map((line) => harmless(line.trimEnd())).join('\n')}\n`;
}

const EMPTY =
  'The log is empty: nothing has been approved or sent for this account yet. The first apply begins it.';

function runLines({ run, at, lease, events, end }: AuditRun, style: Style): string[] {
  const { paint } = style;
  const who = lease === null ? '' : `  ${holderWords(lease.holder)}`;
  const last = endWords(end, events);
  return [
    ...edges(
      [{ text: `${moment(at)}${who}`, paint: paint.strong }],
      [{ text: `run ${run.slice(0, 8)}`, paint: paint.faint }],
      style.width,
    ),
    ...(lease === null ? [] : faint(originWords(lease.holder), '  ', style)),
    ...dated(events, at, style),
    ...(last === null ? [] : hang('  ', sentence(`${last}.`), style.width)),
  ];
}

/** Each event behind its time, and a line with the date wherever a new day begins. */
function dated(events: readonly AuditEvent[], begun: string, style: Style): string[] {
  let day = begun.slice(0, 10);
  return events.flatMap((event) => {
    const at = timeOf(event);
    const isNew = at.slice(0, 10) !== day;
    day = at.slice(0, 10);
    const head = `  ${at.slice(11, 19).padEnd(8)}  `;
    return [...(isNew ? [`  ${day}`] : []), ...eventLines(event, head, style)];
  });
}

function timeOf(event: AuditEvent): string {
  switch (event.kind) {
    case 'takeover':
      return event.at;
    case 'write':
      return event.intent.at;
    default:
      return event.entry.at;
  }
}

/** What stands below an event, under its words. */
const BELOW = ' '.repeat(14);

function eventLines(event: AuditEvent, head: string, style: Style): string[] {
  const { width } = style;
  switch (event.kind) {
    case 'takeover':
      return hang(head, `took over from ${event.from}, ${whyWords(event.why)}`, width);
    case 'approved':
      return approvedLines(event, head, style);
    case 'dropped': {
      const { entry, names } = event;
      const what = listOf(
        names.map((name) => (name.includes('/') ? nameOf({ address: name }) : name)),
      );
      return hang(head, `no longer approved: ${what}. ${sentence(entry.reason)}`, width);
    }
    case 'write':
      return writeLines(event, head, style);
    case 'settled': {
      const { entry, intent } = event;
      const what =
        intent === null
          ? `request ${entry.write}, which is not in the log`
          : `"${requestWords(intent)}" of ${moment(intent.at)}`;
      return [...hang(head, `settled: ${what}`, width), ...hang(BELOW, settledWords(entry), width)];
    }
    case 'unlocked': {
      const { entry, holder } = event;
      const whose = holder === null ? '' : `, which ${holder} held`;
      const why = entry.reason === null ? '' : `: ${entry.reason}`;
      return hang(head, `${entry.by} unlocked the account${whose}${why}`, width);
    }
    case 'begun': {
      const { by, reason } = event.entry;
      return hang(head, `${by} said that the log may begin here: ${reason}`, width);
    }
    case 'ended':
      return hang(head, endedWords(event.entry), width);
  }
}

/** Those that cost or take something away by name; the others are counted. */
function approvedLines(
  { entry, changes }: Extract<AuditEvent, { kind: 'approved' }>,
  head: string,
  style: Style,
): string[] {
  const commit = entry.commit === null ? '' : `, commit ${entry.commit.slice(0, 12)}`;
  const risky = changes.flatMap((change) => {
    const risk = riskWords(change);
    return risk === null ? [] : [{ change, risk }];
  });
  const others = changes.length - risky.length;
  return [
    ...hang(
      head,
      `approved ${approvalWords(entry)}${commit}: ${count(changes.length, 'change')}`,
      style.width,
    ),
    ...faint(`of the plan that was read ${moment(entry.plannedAt)}`, '            ', style),
    ...risky.flatMap(({ change, risk }) => {
      const words: Rich = [
        { text: risk, paint: style.paint.warn },
        `  ${actionWords(change)}: ${nameOf(change)}  `,
        { text: change.id, paint: style.paint.faint },
      ];
      return hang(BELOW, words, style.width);
    }),
    ...(others === 0 || risky.length === 0
      ? []
      : hang(
          BELOW,
          `and ${count(others, 'change')} that ${others === 1 ? 'costs' : 'cost'} nothing and ${others === 1 ? 'takes' : 'take'} nothing away`,
          style.width,
        )),
  ];
}

function writeLines(
  { intent, result, settled }: Extract<AuditEvent, { kind: 'write' }>,
  head: string,
  style: Style,
): string[] {
  const isOpen =
    settled === null && result?.outcome !== 'accepted' && result?.outcome !== 'rejected';
  return [
    ...hang(head, requestWords(intent), style.width),
    ...hang(BELOW, [{ text: answerWords(result, intent), paint: style.paint.faint }], style.width),
    ...(settled === null
      ? []
      : hang(BELOW, `${moment(settled.at)}: ${settledWords(settled)}`, style.width)),
    ...(isOpen
      ? hang(
          BELOW,
          [
            {
              text: `${intent.claimedBy === undefined ? 'what became of it is not known; to say it' : 'if nothing came of it'}: campaignctl resolve ${intent.write}`,
              paint: style.paint.warn,
            },
          ],
          style.width,
        )
      : []),
  ];
}

function faint(text: string, indent: string, style: Style): string[] {
  return hang(indent, [{ text, paint: style.paint.faint }], style.width);
}
