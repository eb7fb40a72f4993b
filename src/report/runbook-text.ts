/**
 * A runbook as text for an admin at a terminal: step by step, in the order of work.
 * Law: pure; everything untrusted is cleaned first; no step is folded, and what is to be copied is never wrapped.
 */
import { formatPhone } from '../model/phone.ts';
import type { FormField, Look, Runbook, RunbookPart, RunbookStep } from '../model/runbook.ts';
import { harmless } from './harmless.ts';
import { edges, hang, padEnd, type Rich, truncate, widthOf } from './layout.ts';
import { safe } from './plan/safe.ts';
import { withSince } from './plan/sections.ts';
import { addressOf, isNumber, numberOf } from './plan/words.ts';
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
  lookWords,
  numberWords,
  secretWords,
  seenWords,
  shortCommit,
  stepsOf,
  summaryWords,
  TELL,
} from './runbook/words.ts';
import { listOf, moment, type Style, sentence, styleOf, type TextOptions } from './style.ts';

export function renderRunbook(whole: Runbook, options: TextOptions): string {
  const style = styleOf(options);
  const runbook = safe(whole);
  const hasWork = runbook.parts.length + runbook.looks.length > 0;
  const lines = [
    ...head(runbook, style),
    ...parts(runbook, style),
    ...looks(runbook, style),
    ...letters(runbook, style),
    ...claimed(runbook, style),
    ...leftOut(CONTENTS.held, runbook.held, style),
    ...leftOut(CONTENTS.later, runbook.later, style),
    ...waiting(runbook, style),
    ...(hasWork ? ['', ...hang('', TELL, style.width)] : []),
  ];
  return `${lines.map(harmless).join('\n')}\n`;
}

function head(runbook: Runbook, style: Style): string[] {
  const { account, label, readAt, commit } = runbook;
  const { paint, glyph, width } = style;
  const about = [
    label,
    `plan of ${moment(readAt)}`,
    ...(commit === null ? [] : [`commit ${shortCommit(commit)}`]),
  ];
  const seen = seenWords(runbook);
  return [
    ...hang(
      '',
      [{ text: account, paint: paint.strong }, ...about.map((fact) => ` ${glyph.dot} ${fact}`)],
      width,
    ),
    '',
    ...hang('', summaryWords(runbook), width),
    ...(runbook.parts.length === 0 ? [] : hang('', HOW_TO_WORK, width)),
    ...(seen === '' ? [] : hang('', seen, width)),
  ];
}

function section(title: string, lines: readonly string[], { paint, width }: Style): string[] {
  return lines.length === 0
    ? []
    : ['', ...hang('', [{ text: title, paint: paint.strong }], width), ...lines];
}

function parts(runbook: Runbook, style: Style): string[] {
  const ordinals = new Map(stepsOf(runbook).map(({ id }, at) => [id, at + 1]));
  return runbook.parts.flatMap((part) =>
    section(
      part.title,
      [
        ...where(part, style),
        ...part.steps.flatMap((step) => [
          '',
          ...stepLines(step, ordinals.get(step.id) ?? 0, runbook, style),
        ]),
      ],
      style,
    ),
  );
}

function where({ where: menus }: RunbookPart, { paint, width }: Style): string[] {
  return hang('', [{ text: menus.join(' > '), paint: paint.faint }], width);
}

const INDENT = '      ';

function stepLines(step: RunbookStep, ordinal: number, runbook: Runbook, style: Style): string[] {
  const { paint, width, glyph } = style;
  const [first = '', ...rest] = hang(
    padEnd(`  ${ordinal}.`, INDENT.length),
    [{ text: step.title, paint: paint.strong }],
    width - step.id.length - 2,
  );
  return [
    ...edges(first, [{ text: step.id, paint: paint.faint }], width),
    ...rest,
    ...dangers(step).flatMap(({ tone, words }) =>
      hang(INDENT, [{ text: words, paint: paint[tone] }], width),
    ),
    ...claimLines(step, style),
    ...step.instructions.flatMap((one) => hang(`${INDENT}${glyph.dot} `, one, width)),
    ...step.fields.flatMap((field) => fieldLines(field, style)),
    ...numberLines(step, style),
    ...(step.asks === null ? [] : [`${INDENT}${ID_LABEL[step.asks]}: ________`]),
    `${INDENT}[ ] Done`,
    ...goBackTo(step, runbook).flatMap((other) =>
      hang(`${INDENT}${glyph.next} `, [{ text: goBackWords(other), paint: paint.bad }], width),
    ),
  ];
}

function claimLines(step: RunbookStep, { paint, width }: Style): string[] {
  if (!isPaid(step)) return [];
  if (step.claim === null) {
    return [...hang(INDENT, CLAIM_FIRST, width), `${INDENT}[ ] I do this`];
  }
  const who: Rich = [{ text: `${sentence(claimWords(step.claim))}.`, paint: paint.warn }];
  return hang(INDENT, [...who, ` ${claimedNote(step.claim)}`], width);
}

/** The label, and below it what to copy: one value after another, each as it is. */
function fieldLines({ label, values, before, secretFrom }: FormField, style: Style): string[] {
  const { paint, width } = style;
  const isSecret = values.length === 0 && before === null;
  const note = isSecret ? secretWords(secretFrom) : values.length === 0 ? 'Leave it empty.' : '';
  return [
    ...hang(INDENT, [{ text: label, paint: paint.faint }, note === '' ? '' : `: ${note}`], width),
    ...values.flatMap((value) => copied(value, paint.paste)),
    ...(before === null
      ? []
      : [
          ...hang(
            INDENT,
            [
              {
                text: before.length === 0 ? 'It is empty now.' : 'It holds now',
                paint: paint.faint,
              },
            ],
            width,
          ),
          ...before.flatMap((value) => copied(value, paint.faint)),
        ]),
  ];
}

function copied(value: string, paint: (text: string) => string): string[] {
  return value.split('\n').map((line) => (line === '' ? '' : `${INDENT}  ${paint(line)}`));
}

function numberLines({ numbers }: RunbookStep, { paint, width, glyph }: Style): string[] {
  const names = numbers.map(({ person }) => person ?? 'no user');
  const nameWidth = Math.min(24, Math.max(0, ...names.map(widthOf)));
  return numbers.flatMap((number, at) => {
    const name = padEnd(truncate(names[at] ?? '', nameWidth, glyph.more), nameWidth);
    const fact = numberWords(number);
    return hang(
      [
        `${INDENT}  `,
        { text: number.number, paint: paint.paste },
        `  ${fact === '' ? name.trimEnd() : name}  `,
      ],
      fact,
      width,
    ).map((line) => line.trimEnd());
  });
}

function looks(runbook: Runbook, style: Style): string[] {
  return section(
    CONTENTS.looks,
    runbook.looks.flatMap((look) => lookLines(look, runbook, style)),
    style,
  );
}

function lookLines(look: Look, { seen }: Runbook, { paint, width }: Style): string[] {
  const facts = lookFacts(look);
  const objects = look.address === 'forms' ? (seen?.objects ?? []) : [];
  return [
    ...hang(
      '  ',
      [{ text: look.title, paint: paint.strong }, facts === '' ? '' : `, ${facts}`],
      width,
    ),
    ...objects.flatMap(({ name, id }) => hang('      ', `${name}, ${id}`, width)),
    ...hang('    ', lookWords(look), width),
    ...look.answers.flatMap(({ label }) => hang('    [ ] ', label, width)),
  ];
}

function letters({ support }: Runbook, style: Style): string[] {
  return support.flatMap(({ about, text }) =>
    section(
      `Send to support: ${about}`,
      text
        .trimEnd()
        .split('\n')
        .map((line) => (line === '' ? '' : `    ${style.paint.paste(line)}`)),
      style,
    ),
  );
}

const MOST_NAMES = 5;

function leftOut(title: string, all: Runbook['held'], style: Style): string[] {
  return section(
    title,
    heldGroups(all).flatMap(({ why, who }) =>
      hang('  ', `${listOf(who, MOST_NAMES)}: ${sentence(why)}`, style.width),
    ),
    style,
  );
}

function claimed({ claimed: all }: Runbook, style: Style): string[] {
  return section(
    CONTENTS.claimed,
    all
      .map(claimedElsewhere)
      .flatMap(({ what, words }) => hang('  ', `${what}: ${words}`, style.width)),
    style,
  );
}

function waiting({ waiting: all }: Runbook, style: Style): string[] {
  return section(
    CONTENTS.waiting,
    all.flatMap(({ address, person, text, since }) => {
      const who = isNumber({ address }) ? formatPhone(numberOf(address)) : addressOf(address).name;
      return hang(
        '  ',
        `${person === null ? '' : `${person}, `}${who}: ${withSince(text, since)}`,
        style.width,
      );
    }),
    style,
  );
}
