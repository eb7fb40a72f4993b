/**
 * A runbook as GitHub-flavoured Markdown: the body of an issue in which people tick what they have done.
 * Law: pure; a box, or a line to fill in, is followed by the mark that says what it means, and no text of anybody else
 * can look like one. Within its budget stand the steps that come first; how many follow is said.
 */
import { formatPhone } from '../model/phone.ts';
import type { FormField, Look, Runbook, RunbookPart, RunbookStep } from '../model/runbook.ts';
import { clean } from './clean.ts';
import { type Block, bytesOf, within } from './markdown/budget.ts';
import { code, fence, fold, prose, text } from './markdown/escape.ts';
import { BUDGET, link, type MarkdownOptions, missingNote } from './markdown/whole.ts';
import { withSince } from './plan/sections.ts';
import { addressOf, isNumber, numberOf } from './plan/words.ts';
import {
  claimMark,
  doneMark,
  FORMS,
  idMark,
  PAGE_BEGIN,
  PAGE_EMPTY,
  PAGE_END,
  PAGE_WHOLE,
  runbookMark,
  stateMark,
} from './runbook/marks.ts';
import {
  CLAIM_FIRST,
  CONTENTS,
  claimedElsewhere,
  claimedNote,
  claimWords,
  dangers,
  goBackTo,
  goBackWords,
  HOW_TO_WORK,
  heldGroups,
  ID_LABEL,
  isPaid,
  lookFacts,
  numberWords,
  secretWords,
  seenWords,
  shortCommit,
  stepsOf,
  summaryWords,
} from './runbook/words.ts';
import { count, listOf, moment, sentence } from './style.ts';

export type RunbookMarkdownOptions = Pick<MarkdownOptions, 'budget' | 'whole'>;

/** Bytes of notes about what was cut. */
const ROOM_FOR_NOTES = 600;

export function renderRunbookMarkdown(
  runbook: Runbook,
  options: RunbookMarkdownOptions = {},
): string {
  const { budget = BUDGET, whole } = options;
  const begin = head(runbook);
  const others = otherBlocks(runbook);
  const all = within(others, Number.MAX_SAFE_INTEGER, missingNote(options)).text;
  const room = budget - ROOM_FOR_NOTES - bytesOf(begin);
  // Looks are what the next plan comes from: they get their share, however many steps there are.
  const { lines, left } = fitting(runbook, room - Math.min(bytesOf(all), Math.floor(room / 3)));
  const steps = lines.join('\n\n');
  const rest = within(others, room - bytesOf(steps), missingNote(options)).text;
  const parts = [
    begin,
    steps,
    left === 0 ? '' : `**${leftWords(left, lines.length > 0)}**`,
    rest,
    whole === undefined ? '' : link(whole),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function leftWords(left: number, some: boolean): string {
  const steps = some ? `${left} more ${left === 1 ? 'step' : 'steps'}` : count(left, 'step');
  const [follow, do_] = left === 1 ? ['follows', 'does'] : ['follow', 'do'];
  return some ? `${steps} ${follow} when these are done.` : `${steps} ${do_} not fit here.`;
}

function head(runbook: Runbook): string {
  const { account, label, readAt, commit } = runbook;
  const steps = stepsOf(runbook).length;
  const about = [
    text(label),
    `plan of ${text(moment(readAt))}`,
    ...(commit === null ? [] : [`commit ${code(shortCommit(commit))}`]),
  ].join(' · ');
  const seen = seenWords(runbook);
  return [
    runbookMark(account),
    `### ${code(account)} · ${steps === 0 ? 'nothing to do' : count(steps, 'step')} in Admin Console`,
    about,
    `${prose(summaryWords(runbook))}${steps === 0 ? '' : ` ${prose(HOW_TO_WORK)}`}`,
    ...(seen === '' ? [] : [text(seen)]),
  ].join('\n\n');
}

/** The first steps for which there is room; each part has its heading where one of its steps is there. */
function fitting(runbook: Runbook, room: number): { lines: string[]; left: number } {
  const total = stepsOf(runbook).length;
  const lines: string[] = [];
  let used = 0;
  let shown = 0;
  for (const part of runbook.parts) {
    for (const [at, step] of part.steps.entries()) {
      const block = [...(at === 0 ? [partHead(part)] : []), stepText(step, shown + 1, runbook)];
      used += bytesOf(block.join('\n\n')) + 2;
      if (used > room) return { lines, left: total - shown };
      lines.push(...block);
      shown += 1;
    }
  }
  return { lines, left: 0 };
}

function partHead({ title, where }: RunbookPart): string {
  return `#### ${text(title)}\n\n${where.map(text).join(' › ')}`;
}

function stepText(step: RunbookStep, ordinal: number, runbook: Runbook): string {
  const said = dangers(step).map(({ words }) => ` · **${text(words)}**`);
  return [
    `**${ordinal}. ${text(step.title)}** ${code(step.id)}${said.join('')}`,
    ...claimLines(step),
    step.instructions.map((one) => `- ${text(one)}`).join('\n'),
    ...step.fields.flatMap(fieldLines),
    ...numberLines(step),
    ...asked(step),
    `- [ ] Done: ${text(step.title)} ${doneMark(step.changes)}`,
    ...goBackTo(step, runbook).map((other) => `**${text(goBackWords(other))}**`),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function claimLines(step: RunbookStep): string[] {
  if (!isPaid(step)) return [];
  if (step.claim !== null) {
    return [`**${text(sentence(claimWords(step.claim)))}.** ${text(claimedNote(step.claim))}`];
  }
  return [prose(CLAIM_FIRST), `- [ ] I do this: ${text(step.title)} ${claimMark(step.changes)}`];
}

function fieldLines({ label, values, before, secretFrom }: FormField): string[] {
  const isSecret = values.length === 0 && before === null;
  return [
    `**${text(label)}**${isSecret ? `: ${text(secretWords(secretFrom))}` : ''}`,
    ...(values.length === 0 && !isSecret ? ['Leave it empty.'] : copies(values)),
    ...(before === null
      ? []
      : before.length === 0
        ? ['It is empty now.']
        : [fold('What it holds now', [copies(before).join('\n\n')]).join('\n')]),
  ];
}

/** Words together, one a line; texts each by itself. */
function copies(values: readonly string[]): string[] {
  const areWords = values.every((value) => !/\s/.test(value));
  const groups = areWords ? (values.length === 0 ? [] : [values]) : values.map((value) => [value]);
  return groups.map((lines) => copy(lines));
}

/** To copy as it is. What could pass for a mark of ours is no fence, in which a program might look for one. */
function copy(values: readonly string[]): string {
  const lines = values.flatMap((value) => value.split(/\r\n|\n|\r/));
  if (!lines.some((line) => line.includes('<!--'))) return fence(lines, 'text').join('\n');
  return `<pre>\n${lines.map((line) => clean(line).replace(/[&<>]/g, entity)).join('\n')}\n</pre>`;
}

function entity(char: string): string {
  return `&#${char.charCodeAt(0)};`;
}

function numberLines({ numbers }: RunbookStep): string[] {
  if (numbers.length === 0) return [];
  const facts = numbers.map(numberWords);
  const has = facts.some((fact) => fact !== '');
  const table = [
    has ? '| Number | Person | |' : '| Number | Person |',
    has ? '|:--|:--|:--|' : '|:--|:--|',
    ...numbers.map(({ number, person }, at) => {
      const who = person === null ? 'no user' : text(person);
      return `| ${formatPhone(number)} | ${who} |${has ? ` ${text(facts[at] ?? '')} |` : ''}`;
    }),
  ].join('\n');
  return [fence(numbers.map(({ number }) => number)).join('\n'), table];
}

/** A line to fill in. */
function asked({ asks, address }: RunbookStep): string[] {
  if (asks === null || address === null) return [];
  return [
    'Write here what Admin Console shows, in place of the eight strokes:',
    `${ID_LABEL[asks]}: \`________\` ${idMark(address)}`,
  ];
}

function otherBlocks(runbook: Runbook): Block[] {
  return [
    looks(runbook),
    ...letters(runbook),
    claimed(runbook),
    leftOut(CONTENTS.held, runbook.held),
    leftOut(CONTENTS.later, runbook.later),
    waiting(runbook),
  ].filter(({ rows }) => rows.length > 0);
}

function looks(runbook: Runbook): Block {
  return {
    open: [`#### ${CONTENTS.looks}`, ''],
    rows: runbook.looks.map((look, at) => ({
      text: `${at === 0 ? '' : '\n'}${lookText(look, runbook)}`,
      rank: 0,
    })),
    close: [],
  };
}

function lookText(look: Look, runbook: Runbook): string {
  const facts = lookFacts(look);
  const title = `**${text(look.title)}**${facts === '' ? '' : `, ${text(facts)}`}`;
  switch (look.address) {
    case 'numbers':
      return [
        title,
        'Select the rows of the SMS page with the mouse, and paste them into the empty block below.',
        [PAGE_BEGIN, '```text', '', '```', PAGE_END].join('\n'),
        [
          `- [ ] What I pasted is the whole SMS page ${PAGE_WHOLE}`,
          `- [ ] The SMS page lists no number ${PAGE_EMPTY}`,
        ].join('\n'),
      ].join('\n\n');
    case 'forms':
      return [
        title,
        known(runbook),
        `- [ ] These are all brands and campaigns that Admin Console shows ${FORMS}`,
      ].join('\n\n');
    default:
      return [
        title,
        look.answers
          .map(
            ({ status, label }) =>
              `- [ ] Admin Console shows **${text(label)}** ${stateMark(look.address, status)}`,
          )
          .join('\n'),
      ].join('\n\n');
  }
}

function known({ seen }: Runbook): string {
  const objects = seen?.objects ?? [];
  return objects.length === 0
    ? 'No brand or campaign is written down.'
    : objects.map(({ name, id }) => `- ${text(name)}, ${code(id)}`).join('\n');
}

function letters({ support }: Runbook): Block[] {
  return support.map(({ about, text: letter }) => ({
    open: [`#### Send to support: ${text(about)}`, ''],
    rows: [{ text: copy([letter.trimEnd()]), rank: 1 }],
    close: [],
  }));
}

/** Names before "and 12 more". */
const MOST_NAMES = 5;

function leftOut(title: string, all: Runbook['held']): Block {
  return folded(
    `${title}: ${all.length}`,
    heldGroups(all).map(
      ({ why, who }) => `- ${text(listOf(who, MOST_NAMES))}: ${prose(sentence(why))}`,
    ),
  );
}

/** Not folded: money may have been spent. */
function claimed({ claimed: all }: Runbook): Block {
  return {
    open: [`#### ${CONTENTS.claimed}`, ''],
    rows: all
      .map(claimedElsewhere)
      .map(({ what, words }) => ({ text: `- **${text(what)}**: ${prose(words)}`, rank: 0 })),
    close: [],
  };
}

function waiting({ waiting: all }: Runbook): Block {
  return folded(
    `${CONTENTS.waiting}: ${all.length}`,
    all.map(({ address, person, text: words, since }) => {
      const who = isNumber({ address }) ? formatPhone(numberOf(address)) : addressOf(address).name;
      const name = person === null ? '' : `${text(person)}, `;
      return `- ${name}${text(who)}: ${prose(withSince(words, since))}`;
    }),
  );
}

function folded(summary: string, lines: readonly string[]): Block {
  return {
    open: ['<details>', `<summary>${summary}</summary>`, ''],
    rows: lines.map((line) => ({ text: line, rank: 2 })),
    close: ['', '</details>'],
  };
}
