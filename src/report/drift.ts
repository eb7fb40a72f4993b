/**
 * The issue about drift: what is live and not as written, each with two answers: put it back, or keep it.
 * Law: pure; says what each answer costs and whom it affects; untrusted text stays text; never above its budget.
 */

import { type Drift, sizeOf } from '../model/drift.ts';
import { formatPhone } from '../model/phone.ts';
import type { Change, Held, Plan, Unlisted } from '../model/plan.ts';
import { plainOf } from './layout.ts';
import { type Block, type Row, within } from './markdown/budget.ts';
import { whoOf } from './markdown/changes.ts';
import { code, fence, prose, text } from './markdown/escape.ts';
import { BUDGET, cutNote, link, type MarkdownOptions, missingNote } from './markdown/whole.ts';
import { risks, waitOf } from './plan/changes.ts';
import { fieldLines } from './plan/fields.ts';
import { grouped, type Page, pageOf } from './plan/page.ts';
import { withSince } from './plan/sections.ts';
import { readWords } from './plan/summary.ts';
import { addressOf, deed, isNumber, numberOf } from './plan/words.ts';
import { count, listOf, sentence } from './style.ts';

export interface DriftOptions extends MarkdownOptions {
  /** Change id → the unified diff that makes the files say what is live. */
  readonly patches: ReadonlyMap<string, string>;
  /** Page of the workflow to run by hand; null: not known. */
  readonly applyUrl: string | null;
  /** Page of the run that found it. */
  readonly run: string;
}

export function driftTitle(plan: Plan, drift: Drift): string {
  const n = sizeOf(drift);
  return `${plan.account}: ${count(n, 'difference')} between the files and what is live`;
}

export function renderDrift(plan: Plan, drift: Drift, options: DriftOptions): string {
  const { budget = BUDGET, base = '' } = options;
  const page = pageOf(plan, { color: false, columns: 100, base });
  const blocks = [
    head(page, drift, options),
    ...(drift.changes.length > 0 ? [answers(page, drift, options)] : []),
    {
      open: [],
      rows: drift.changes.map((change, at) => item(change, at, page, options)),
      close: [],
    },
    heldBlock(drift.held, base),
    unlistedBlock(drift.unlisted),
    attentionBlock(page, drift),
  ].filter(({ rows }) => rows.length > 0);
  const { text: body, left } = within(blocks, budget - 600, missingNote(options));
  return `${[body, ...cutNote(left, options)].join('\n\n')}\n`;
}

function head({ plan }: Page, drift: Drift, { run }: DriftOptions): Block {
  const counts = [
    [drift.changes.length, 'not as written', 'not as written'],
    [drift.held.length, 'number held', 'numbers held'],
    [drift.unlisted.length, 'live, but in no file', 'live, but in no file'],
    [drift.attention.length, 'in need of attention', 'in need of attention'],
  ] as const;
  const parts = counts.flatMap(([n, one, many]) => (n === 0 ? [] : [count(n, one, many)]));
  const about = [
    plan.sandbox ? '**SANDBOX, no real phone is affected**' : text(plan.label),
    text(readWords(plan)),
    link({ label: 'the run', url: run }),
  ].join(' · ');
  const lines = [
    `### ${code(plan.account)} · ${parts.join(' · ')}`,
    '',
    about,
    '',
    'What is live is not what the files say, and nobody has approved to change that. **Nothing was done.**',
  ];
  return paragraph(lines.join('\n'));
}

function answers({ plan }: Page, { changes }: Drift, { applyUrl }: DriftOptions): Block {
  const workflow =
    applyUrl === null
      ? 'run the workflow for apply by hand'
      : `${link({ label: 'run the workflow', url: applyUrl })} by hand`;
  // Somebody pastes it as it stands: never what is not told of below.
  const first = (changes.find(({ refused }) => !refused) ?? changes[0])?.id ?? '';
  const lines = [
    'Each difference has two answers:',
    '',
    `- **Put it back:** ${workflow}, with its id under <code>approve</code>, such as ${code(`${plan.account}/${first}`)}; several with spaces between. Nothing but these is done.`,
    '- **Keep it:** change the files as the patch says, in a pull request. Paste it into a file and <code>git apply</code> takes it.',
  ];
  return paragraph(lines.join('\n'));
}

function paragraph(line: string): Block {
  return { open: [], rows: [{ text: line, rank: 0 }], close: [] };
}

function item(change: Change, at: number, page: Page, options: DriftOptions): Row {
  const lines = [
    ...(at === 0 ? [] : ['']),
    `#### ${at + 1}. ${headingOf(change)}`,
    '',
    ...about(change, page),
    `- ${putBack(change, page)}`,
    ...keep(change, page, options),
  ];
  return { text: lines.join('\n'), rank: change.risk === 'free' ? 2 : 1 };
}

function headingOf(change: Change): string {
  const who = whoOf(change);
  const difference = differenceOf(change);
  return who === '' ? text(sentence(difference)) : `${who}${text(difference)}`;
}

/** What is live, and what is written. */
function differenceOf(change: Change): string {
  const { action, address, from, campaign } = change;
  const { kind, name } = addressOf(address);
  const there = from?.campaign == null ? '' : ` in ${from.campaign}`;
  const wanted = campaign ?? 'a campaign';
  switch (action) {
    case 'register':
      return `the ${kind} ${name} is not at the registry`;
    case 'update':
      return `the ${kind} ${name} has other content than the files`;
    case 'resubmit':
      return `the ${kind} ${name} is not approved; the files ask to send it again`;
    case 'deactivate':
      return `the ${kind} ${name} is active; the files deactivate it for ever`;
    case 'bind':
      return `the ${kind} ${name} goes by another name at the registry`;
    case 'assign':
      return from?.sms === 'on'
        ? `SMS is on${there}; the files list it in ${wanted}`
        : `SMS is off; the files list it in ${wanted}`;
    case 'move':
      return `it is${there === '' ? ' elsewhere' : there}; the files list it in ${wanted}`;
    case 'switch':
      return `its user's SMS is on another number; the files list this one in ${wanted}`;
    case 'turn-off':
      return `SMS is on${there}; the files list it under noTexting`;
  }
}

/** The values that differ, folded. */
function about(change: Change, { style }: Page): string[] {
  const lines = change.action === 'update' ? fieldLines(change, '', style) : [];
  if (lines.length === 0) return [];
  // A sign counts as one at the start of a line alone.
  const signed = lines.map((line) => line.replace(/^ {2}/, ''));
  return ['`-` is live, `+` is written:', '', ...fence(signed, 'diff'), ''];
}

function putBack(change: Change, page: Page): string {
  const danger = risks(change, page).map(plainOf).join(', ');
  const what = `${text(deed(change, 'alone'))}${danger === '' ? '' : `, **${text(danger)}**`}`;
  if (change.refused) {
    const refusal = page.plan.refusals.find(({ changes }) => changes.includes(change.id));
    const why = refusal === undefined ? 'The plan refuses it.' : refusal.message;
    return `**Put it back:** not as it stands. ${prose(why)}${lineToAdd(refusal?.line ?? null)}`;
  }
  const wait = waitOf(change, page);
  const waits = wait === '' ? '' : `. ${prose(wait)}.`;
  return `**Put it back:** ${what}: ${code(`${page.plan.account}/${change.id}`)}${waits}`;
}

function lineToAdd(line: string | null): string {
  return line === null ? '' : ` Add ${code(line)}.`;
}

function keep(change: Change, page: Page, { patches }: DriftOptions): string[] {
  const patch = patches.get(change.id);
  if (patch !== undefined) {
    return [
      '- **Keep it:**',
      '',
      // An empty line at its end is one of the file.
      ...fence(patch.replace(/\n$/, '').split('\n'), 'diff').map((line) => `  ${line}`),
    ];
  }
  return [`- **Keep it:** ${prose(keepWords(change, page))}`];
}

/** Where no exact patch is known. */
function keepWords(change: Change, { base }: Page): string {
  const { action, from, place } = change;
  const where = place === null ? '' : ` (${base}${place.file}:${place.line})`;
  switch (action) {
    case 'register':
      return `take its block out of the files${where}.`;
    case 'update':
      return `write the values that are live into its block${where}.`;
    case 'resubmit':
      return `take \`resubmit\` out of its block${where}.`;
    case 'deactivate':
      return `take \`deactivateForever\` out of its block${where}.`;
    case 'bind':
      return `write \`id: ${from?.id ?? '…'}\` into its block${where}.`;
    case 'assign':
    case 'move':
      return from?.campaign == null
        ? `take its line out of the files${where}.`
        : `move its line to \`${from.campaign}\`${where}.`;
    case 'switch':
      return `write the other number in place of this one${where}.`;
    case 'turn-off':
      return from?.campaign == null
        ? `take its line out of \`noTexting\`${where}.`
        : `move its line from \`noTexting\` to \`${from.campaign}\`${where}.`;
  }
}

function heldBlock(held: readonly Held[], base: string): Block {
  const groups = grouped(held, ({ rule, message, hint }) => JSON.stringify([rule, message, hint]));
  const rows = [...groups.values()].flatMap((group): Row[] => {
    const [{ rule, message, hint }] = group;
    return [
      { text: `- ${prose(message)} (${code(rule)})  \n  → ${prose(sentence(hint))}`, rank: 2 },
      ...group.map(({ number, person, campaign, place }) => {
        const name = person === null ? '' : `${text(person)}, `;
        const where = [
          ...(campaign === null ? [] : [campaign]),
          `${base}${place.file}:${place.line}`,
        ];
        return {
          text: `  - ${name}${formatPhone(number)}, ${where.map(code).join(', ')}`,
          rank: 2,
        };
      }),
    ];
  });
  return { open: ['#### Held: the account contradicts the line', ''], rows, close: [] };
}

function unlistedBlock(unlisted: readonly Unlisted[]): Block {
  const rows = [...grouped(unlisted, ({ text: words }) => words)].map(([words, group]) => ({
    text: [
      `- ${prose(words)}`,
      `  - **Put it back:** ${prose(undoWords(group[0].kind))}`,
      '  - **Keep it:** paste these lines into the files.',
      '',
      ...fence(
        group.flatMap(({ lines }) => lines),
        'yaml',
      ).map((line) => `    ${line}`),
      '',
    ].join('\n'),
    rank: 3,
  }));
  return { open: ['#### Live, but in no file', ''], rows, close: [] };
}

function undoWords(kind: Unlisted['kind']): string {
  switch (kind) {
    case 'brand':
      return 'a brand stays at the registry; write it down, or leave it.';
    case 'campaign':
      return 'paste the lines, and write `deactivateForever` into the block. It cannot be undone, and its fee is not refunded.';
    case 'number':
      return 'write each number with its user under `noTexting`: its SMS is turned off.';
  }
}

function attentionBlock({ plan }: Page, { attention }: Drift): Block {
  const people = new Map(plan.cannotText.map(({ number, person }) => [`number/${number}`, person]));
  return {
    open: ['#### Needs attention', ''],
    rows: attention.map(({ address, message, since, next }) => {
      const person = people.get(address) ?? null;
      const subject = isNumber({ address })
        ? listOf([...(person === null ? [] : [person]), formatPhone(numberOf(address))])
        : addressOf(address).name;
      return {
        text: `- **${text(subject)}**: ${prose(withSince(message, since))}  \n  → ${prose(sentence(next))}`,
        rank: 1,
      };
    }),
    close: [],
  };
}

/** Said under the issue when it is closed. */
export function cleanWords(run: string): string {
  return `What is live is what the files say again, or somebody has approved the rest: ${link({ label: 'the run', url: run })}.`;
}
