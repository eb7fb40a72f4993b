/**
 * Changes as Markdown: a heading for each campaign, what happens to it, then its people in tables.
 * Law: what costs money, takes SMS from somebody, cannot be undone or is refused is never folded away.
 */
import { formatPhone } from '../../model/phone.ts';
import type { Change } from '../../model/plan.ts';
import { plainOf } from '../layout.ts';
import { mattersMost, notes, order, risks, surprise, titleOf, waitOf } from '../plan/changes.ts';
import { fieldLines } from '../plan/fields.ts';
import { grouped, type Page } from '../plan/page.ts';
import { deed, isNumber, numberOf, signOf } from '../plan/words.ts';
import { count } from '../style.ts';
import type { Block, Row } from './budget.ts';
import { code, fence, fold, prose, text } from './escape.ts';

export function changeBlocks(page: Page): Block[] {
  const groups = grouped(page.plan.changes, titleOf);
  return order(page, [...groups.keys()]).flatMap((title) => {
    const changes = groups.get(title) ?? [];
    const blocks = [
      ...changes.filter((change) => !isNumber(change)).map((change) => about(change, page)),
      ...peopleOf(changes.filter(isNumber), page),
    ];
    return blocks.map((block) => ({ ...block, under: `#### ${text(title)}` }));
  });
}

/** A brand or a campaign: what happens, why, and what would be sent, folded. */
function about(change: Change, page: Page): Block {
  const sign = signOf(change);
  const wait = waitOf(change, page);
  const head = `**${sign === '-' ? '−' : sign} ${text([deed(change, 'under-heading'), ...dangers(change, page)].join(', '))}** ${id(change)}`;
  const lines = [head, ...[...notes(change), ...(wait === '' ? [] : [`${wait}.`])].map(prose)];
  const sent = fieldLines(change, '', page.style);
  const isNew = change.action === 'register';
  // GitHub colours a line by its first character.
  const shown = isNew ? sent : sent.map((line) => line.replace(/^ {2}(?=[-+] | {2})/, ''));
  return {
    open: [],
    rows: [
      { text: lines.join('  \n'), rank: mattersMost(change) ? 0 : 2 },
      ...(sent.length === 0
        ? []
        : [
            {
              text: ['', ...fold('What is sent', fence(shown, isNew ? 'text' : 'diff'))].join('\n'),
              rank: 4,
            },
          ]),
    ],
    close: [],
  };
}

/** `Ann Lee, +1 408 555 0103: `; nothing for a brand or campaign, which its deed names. */
export function whoOf(change: Change): string {
  if (!isNumber(change)) return '';
  const number = formatPhone(numberOf(change.address));
  return `${change.person === null ? number : `${text(change.person)}, ${number}`}: `;
}

function dangers(change: Change, page: Page): string[] {
  return risks(change, page).map(plainOf);
}

export function id(change: Change): string {
  return code(change.id.slice(0, 8));
}

/** More rows than this without any danger are folded. */
const MOST_OPEN = 12;

/** One table for each reason to wait; those without one first. */
function peopleOf(changes: readonly Change[], page: Page): Block[] {
  const groups = [...grouped(changes, (change) => waitOf(change, page))];
  const inOrder = groups.sort(([a], [b]) => Number(a !== '') - Number(b !== ''));
  return inOrder.flatMap(([reason, group]) => {
    const matters = group.filter(mattersMost);
    const others = group.filter((change) => !mattersMost(change));
    const head = reason === '' ? [] : [`${prose(reason)}:`, ''];
    if (others.length <= MOST_OPEN) return [table(group, head, page)];
    const summary = `${count(others.length, 'number')}${matters.length > 0 ? ' without risk' : ''}`;
    const inner = table(others, [], page);
    const folded: Block = {
      open: [
        ...(matters.length > 0 ? [] : head),
        '<details>',
        `<summary>${summary}</summary>`,
        '',
        ...inner.open,
      ],
      rows: inner.rows,
      close: ['', '</details>'],
    };
    return matters.length === 0 ? [folded] : [table(matters, head, page), folded];
  });
}

function table(changes: readonly Change[], head: readonly string[], page: Page): Block {
  return {
    open: [...head, '| | Person | Number | What | Id |', '|:-:|:--|:--|:--|:--|'],
    rows: changes.map((change) => row(change, page)),
    close: [],
  };
}

function row(change: Change, page: Page): Row {
  const sign = signOf(change);
  const danger = dangers(change, page);
  const why = surprise(change);
  const what = [
    text(deed(change, 'under-heading')),
    ...(danger.length === 0 ? [] : [`**${text(danger.join(', '))}**`]),
    ...[...(why === '' ? [] : [why]), ...notes(change)].map(prose),
  ].join('<br>');
  const cells = [
    sign === '-' ? '−' : sign,
    change.person === null ? 'no user' : text(change.person),
    formatPhone(numberOf(change.address)),
    what,
    id(change),
  ];
  return { text: `| ${cells.join(' | ')} |`, rank: mattersMost(change) ? 0 : 2 };
}
