/**
 * What a plan says for information alone: notes, and people in no file.
 * Law: calm. Nothing of it is wrong, and a plan with nothing else to say is still one with nothing to do.
 */
import { formatPhone } from '../../model/phone.ts';
import type { Unmentioned } from '../../model/plan.ts';
import { hang } from '../layout.ts';
import { count } from '../style.ts';
import { grouped, type Page, section, withNames } from './page.ts';
import { story, withRule } from './sections.ts';

export function information(page: Page): string[] {
  return [...notes(page), ...unmentioned(page)];
}

function notes(page: Page): string[] {
  return section(
    'Good to know',
    page.plan.notes.flatMap(({ rule, message }) =>
      hang('  ', withRule(message, rule, page), page.style.width),
    ),
    page,
  );
}

/** A long list is not what the reader came for. */
const FEW = 10;

function unmentioned(page: Page): string[] {
  const people = page.plan.unmentioned;
  const roomy = withNames([...page.plan.changes, ...people], page);
  return section(
    `In no file: ${unmentionedCount(people)}`,
    [...byText(people)].flatMap(([text, group]) =>
      story(withRule(text, group[0].rule, page), LIST_THEM, group.flatMap(told), roomy, FEW),
    ),
    page,
  );
}

export const LIST_THEM =
  'List them under a campaign to let them text, or under `noTexting` if they need no SMS';

/** Those of whom the same is known, together. */
export function byText(people: readonly Unmentioned[]) {
  return grouped(people, ({ text }) => text);
}

/** `12 people with numbers`. */
export function unmentionedCount({ length }: readonly Unmentioned[]): string {
  return `${count(length, 'person', 'people')} with ${length === 1 ? 'a number' : 'numbers'}`;
}

function told({ numbers: [number, ...others], person, userName }: Unmentioned) {
  if (number === undefined) return [];
  return [{ number, person, facts: [userName, ...others.map(formatPhone)] }];
}
