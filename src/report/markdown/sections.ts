/**
 * What a plan says besides its changes, as Markdown: refused, held, silent, under way, written nowhere, for support, found.
 */

import type { Diagnostic, Place } from '../../model/diagnostic.ts';
import { formatPhone } from '../../model/phone.ts';
import type { Plan, Unmentioned } from '../../model/plan.ts';
import { lettersOf } from '../../model/plan-parts.ts';
import { beforeCounts, goneWords, NOT_APPROVED } from '../plan/against.ts';
import { byText, LIST_THEM, unmentionedCount } from '../plan/information.ts';
import { grouped, type Page } from '../plan/page.ts';
import { withSince } from '../plan/sections.ts';
import { addressOf, numberOf } from '../plan/words.ts';
import { count, day, sentence } from '../style.ts';
import { type Block, type Row, textsOf } from './budget.ts';
import { changeBlocks } from './changes.ts';
import { code, fence, prose, text } from './escape.ts';

/** What stands in the way, before the changes. */
export function troubleBlocks(page: Page): Block[] {
  return [attention(page), refusals(page), heldBlock(page)].filter(({ rows }) => rows.length > 0);
}

/** What is good to know, behind them. */
export function otherBlocks(page: Page): Block[] {
  return [
    cannotText(page),
    waiting(page),
    unlisted(page),
    ...letters(page),
    findings(page.plan.diagnostics, page.base),
  ].filter(({ rows }) => rows.length > 0);
}

/** What the comparison with another plan adds. */
export function againstBlocks(page: Page): Block[] {
  const { against } = page;
  if (against === null) return [];
  const gone: Block = {
    open: [`#### No longer planned, as it would be with ${text(against.label)}`, ''],
    rows: goneWords(against.gone).map((words) => ({ text: `- ${text(words)}`, rank: 3 })),
    close: [],
  };
  return [
    gone,
    ...beforeBlock({ ...page, plan: against.before, against: null }, against.label),
  ].filter(({ rows }) => rows.length > 0);
}

/** Everything that the pull request did not cause, behind one fold. */
function beforeBlock(page: Page, label: string): Block[] {
  const counts = beforeCounts(page.plan);
  if (counts.length === 0) return [];
  const inner = [
    ...troubleBlocks(page),
    ...changeBlocks(page),
    ...otherBlocks(page),
    ...informationBlocks(page),
  ];
  return [
    {
      open: [
        '<details>',
        `<summary>Not caused by these lines, the same with ${text(label)}: ${text(counts.join(', '))}</summary>`,
        ...(page.plan.changes.length > 0 ? ['', NOT_APPROVED] : []),
      ],
      rows: textsOf(inner).map((whole) => ({ text: `\n${whole}`, rank: 6 })),
      close: ['', '</details>'],
    },
  ];
}

function attention({ plan }: Page): Block {
  return list(
    'Needs attention',
    plan.attention.map(({ address, message, since, next }) => ({
      text: `- **${text(subjectOf(address))}**: ${prose(withSince(message, since))}  \n  → ${prose(sentence(next))}`,
      rank: 1,
    })),
  );
}

function subjectOf(address: string): string {
  const { kind, name } = addressOf(address);
  return kind === 'number' ? formatPhone(numberOf(address)) : name;
}

function refusals({ plan, base }: Page): Block {
  return list(
    'Refused',
    plan.refusals.map(({ rule, message, line, place }) => ({
      text: [
        `- ${prose(message)} ${where(rule, place, base)}`,
        ...(line === null
          ? []
          : ['', '  Add:', '', ...fence([line], 'yaml').map((one) => `  ${one}`), '']),
      ].join('\n'),
      rank: 0,
    })),
  );
}

function where(rule: string, place: Place | null, base: string): string {
  const at = place === null ? '' : ` ${code(`${base}${place.file}:${place.line}`)}`;
  return `(${code(rule)}${at})`;
}

export function heldBlock({ plan, base }: Page): Block {
  const groups = grouped(plan.held, ({ rule, message, hint }) =>
    JSON.stringify([rule, message, hint]),
  );
  return list(
    'Held: the account contradicts the line, so nothing is done to these numbers',
    [...groups.values()].flatMap((group): Row[] => {
      const [{ rule, message, hint }] = group;
      return [
        { text: `- ${prose(message)} (${code(rule)})  \n  → ${prose(sentence(hint))}`, rank: 1 },
        ...group.map((one) => ({
          text: `  - ${who(one)}, ${code(`${base}${one.place.file}:${one.place.line}`)}`,
          rank: 1,
        })),
      ];
    }),
  );
}

interface Somebody {
  readonly number: Plan['held'][number]['number'];
  readonly person: string | null;
  readonly campaign: string | null;
}

function who({ number, person, campaign }: Somebody): string {
  const name = person === null ? '' : `${text(person)}, `;
  return `${name}${formatPhone(number)}${campaign === null ? '' : `, ${code(campaign)}`}`;
}

function cannotText({ plan }: Page): Block {
  const groups = grouped(plan.cannotText, ({ reason, next }) => JSON.stringify([reason, next]));
  const rows = [...groups.values()].flatMap((group): Row[] => {
    const [{ rule, reason, next }] = group;
    const step = next === null ? '' : `  \n  → ${prose(sentence(next))}`;
    return [
      { text: `- ${prose(sentence(reason))} (${code(rule)})${step}`, rank: 3 },
      ...group.map((one) => ({ text: `  - ${who(one)}${sinceWords(one.since)}`, rank: 3 })),
    ];
  });
  return folded(`Cannot text today: ${count(plan.cannotText.length, 'number')}`, rows);
}

function sinceWords(since: string | null): string {
  return since === null ? '' : `, since ${day(since)}`;
}

function waiting({ plan }: Page): Block {
  const rows = plan.waiting.map(({ address, person, text: words, since }) => {
    const name = person === null ? '' : `${text(person)}, `;
    return {
      text: `- ${name}${text(subjectOf(address))}: ${prose(withSince(words, since))}`,
      rank: 4,
    };
  });
  return folded(`Under way, nothing to do: ${rows.length}`, rows);
}

function unlisted({ plan }: Page): Block {
  const rows = [...grouped(plan.unlisted, ({ text: words }) => words)].map(([words, group]) => ({
    text: [
      `- ${prose(words)}`,
      '',
      ...fence(
        group.flatMap(({ lines }) => lines),
        'yaml',
      ).map((one) => `  ${one}`),
      '',
    ].join('\n'),
    rank: 4,
  }));
  return folded(
    `Live, but in no file: ${plan.unlisted.length}. Never touched; paste the lines to manage it`,
    rows,
  );
}

function letters({ plan }: Page): Block[] {
  return lettersOf(plan).map(({ about, text: letter }) =>
    folded(`To send to support: ${text(about)}`, [
      { text: fence([letter.trimEnd()], 'text').join('\n'), rank: 4 },
    ]),
  );
}

/** What is for information alone. */
export function informationBlocks(page: Page): Block[] {
  return [notes(page), unmentioned(page)].filter(({ rows }) => rows.length > 0);
}

function notes({ plan }: Page): Block {
  const rows = plan.notes.map(({ rule, message }) => ({
    text: `- ${prose(message)} (${code(rule)})`,
    rank: 5,
  }));
  return folded(`Good to know: ${rows.length}`, rows);
}

/** More are counted. */
const MOST_PEOPLE = 100;

function unmentioned({ plan }: Page): Block {
  const people = plan.unmentioned;
  const rows = [...byText(people)].flatMap(([words, group]): Row[] => {
    const left = group.length - MOST_PEOPLE;
    return [
      { text: `- ${prose(words)} (${code(group[0].rule)})`, rank: 5 },
      ...group
        .slice(0, MOST_PEOPLE)
        .map((one) => ({ text: `  - ${unmentionedRow(one)}`, rank: 5 })),
      ...(left > 0 ? [{ text: `  - and ${left} more`, rank: 5 }] : []),
    ];
  });
  return folded(
    `In no file: ${unmentionedCount(people)}`,
    rows.length === 0 ? [] : [...rows, { text: `\n→ ${prose(sentence(LIST_THEM))}`, rank: 5 }],
  );
}

function unmentionedRow({ person, userName, numbers }: Unmentioned): string {
  return [text(person), ...numbers.map(formatPhone), code(userName)].join(', ');
}

/** What `validate` found. */
export function findings(diagnostics: readonly Diagnostic[], base: string): Block {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const rows = diagnostics.map((one) => ({
    text: finding(one, base),
    rank: one.severity === 'error' ? 1 : 5,
  }));
  return errors > 0 ? { open: [], rows, close: [] } : folded(count(rows.length, 'finding'), rows);
}

const MARK = { error: 'error', warning: 'warning', info: 'note' } as const;

function finding(
  { rule, severity, message, place, hint, source }: Diagnostic,
  base: string,
): string {
  const at = place === null ? '' : ` ${code(`${base}${place.file}:${place.line}:${place.col}`)}`;
  const quoted = severity === 'error' && source !== undefined && source.trim() !== '';
  return [
    `- **${MARK[severity]}** ${code(rule)}${at}  `,
    `  ${prose(message)}${hint === null ? '' : `  \n  → ${prose(hint)}`}`,
    ...(quoted ? ['', ...fence([source], 'yaml').map((line) => `  ${line}`), ''] : []),
  ].join('\n');
}

function list(title: string, rows: readonly Row[]): Block {
  return { open: [`#### ${title}`, ''], rows, close: [] };
}

function folded(summary: string, rows: readonly Row[]): Block {
  return {
    open: ['<details>', `<summary>${summary}</summary>`, ''],
    rows,
    close: ['', '</details>'],
  };
}
