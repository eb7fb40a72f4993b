/**
 * A plan as one HTML page, for an admin and her manager: attached to a pull request, sent by mail, printed.
 * Law: pure; one file without script that loads nothing; people first; the facts and words of the text report; nothing
 * that costs money, takes SMS from somebody, cannot be undone or is refused is hidden, unless the pull request did not
 * cause it. Whatever stands in the plan is text.
 */
import type { Plan } from '../model/plan.ts';
import { lettersOf, parted } from '../model/plan-parts.ts';
import { campaigns } from './html/campaigns.ts';
import { chains } from './html/chains.ts';
import { changeGroups, goneTable } from './html/changes.ts';
import { documentOf, type Entry, navigation } from './html/document.ts';
import { findings } from './html/findings.ts';
import { fold, section } from './html/inline.ts';
import { html, type Markup, type Part } from './html/markup.ts';
import {
  attention,
  cannotText,
  held,
  letters,
  notes,
  refusals,
  unlisted,
  unmentioned,
  waiting,
} from './html/sections.ts';
import { gaps, header, summary } from './html/summary.ts';
import { type View, viewBefore, viewOf } from './html/view.ts';
import { unmentionedCount } from './plan/information.ts';
import { nothingToDo } from './plan/summary.ts';
import { day } from './style.ts';

export interface HtmlOptions {
  /** Put before each file, so that the path leads there from where the reader is. Ends in `/` or is empty. */
  readonly base: string;
}

export function renderPlanHtml(plan: Plan, { base }: HtmlOptions): string {
  const view = viewOf(plan, base);
  const before = viewBefore(view);
  const parts = [
    ...trouble(view),
    changes(view),
    ...compared(view),
    waits(view),
    ...others(view, parted(plan, 'diagnostics').own),
    notNew(view, before, parted(plan, 'diagnostics').before),
  ].filter((part) => part !== null);
  const isQuiet = parts.length === 0 && plan.gaps.length === 0;
  const shown = [campaignsPart(view), ...parts, ...informationParts(view)].filter(
    (part) => part !== null,
  );
  const { account, readAt, sandbox } = view.whole;
  return documentOf({
    title: `Plan for ${account}, ${day(readAt)}`,
    banner: sandbox ? 'SANDBOX, no real phone is affected' : null,
    header: header(view),
    nav: navigation(shown.map(({ entry }) => entry)),
    main: html`${gaps(view)}${isQuiet ? html`<p class="lead">${nothingToDo(view.plan)}</p>` : summary(view, before)}${shown.map(({ content }) => content)}`,
    footer: html`<p>Made by campaignctl. <code>campaignctl apply</code> makes a fresh plan and does only what was approved.</p>\n`,
  });
}

/** A section, and the way to it. */
interface Piece {
  readonly entry: Entry;
  readonly content: Markup;
}

function piece(entry: Entry, title: string, content: readonly Part[]): Piece | null {
  const made = section(entry.id, title, content);
  return made === null ? null : { entry, content: made };
}

function campaignsPart(view: View): Piece | null {
  const content = campaigns(view);
  const entry: Entry = {
    id: 'campaigns',
    words: 'Campaigns',
    count: view.whole.campaigns.length,
    tone: '',
  };
  return content === null ? null : { entry, content };
}

/** What stands in the way. */
function trouble(view: View): (Piece | null)[] {
  const { plan } = view;
  const [a, r, h] = [plan.attention.length, plan.refusals.length, plan.held.length];
  return [
    piece(
      { id: 'attention', words: 'Needs attention', count: a, tone: 'bad' },
      'Needs attention',
      attention(view),
    ),
    piece({ id: 'refused', words: 'Refused', count: r, tone: 'bad' }, 'Refused', refusals(view)),
    piece(
      { id: 'held', words: 'Held', count: h, tone: 'warn' },
      'Held: the account contradicts the line, so nothing is done to these numbers',
      held(view),
    ),
  ];
}

function changes(view: View): Piece | null {
  const count = view.plan.changes.length;
  return piece({ id: 'changes', words: 'Changes', count, tone: '' }, 'Changes', [
    changeGroups(view, 'group'),
  ]);
}

function compared({ against }: View): (Piece | null)[] {
  if (against === null) return [];
  const { gone, label } = against;
  return [
    piece(
      { id: 'gone', words: 'No longer planned', count: gone.length, tone: '' },
      `No longer planned, as it would be with ${label}`,
      [goneTable(gone)],
    ),
  ];
}

function waits(view: View): Piece | null {
  return piece(
    { id: 'chains', words: 'What waits for what', count: null, tone: '' },
    'What waits for what',
    [chains(view)],
  );
}

/** What is good to know. */
function others(view: View, diagnostics: Plan['diagnostics']): (Piece | null)[] {
  const { plan, base } = view;
  const orphans = plan.unlisted.filter(({ orphaned }) => orphaned);
  const strays = plan.unlisted.filter(({ orphaned }) => !orphaned);
  const of = (id: string, words: string, count: number): Entry => ({ id, words, count, tone: '' });
  return [
    piece(
      of('cannot-text', 'Cannot text today', plan.cannotText.length),
      'Cannot text today',
      cannotText(view),
    ),
    piece(
      of('under-way', 'Under way', plan.waiting.length),
      'Under way, nothing to do',
      waiting(view),
    ),
    piece(
      of('orphaned', 'Orphaned', orphans.length),
      'Orphaned: its block is gone; never touched. Paste the lines to manage it again.',
      unlisted(orphans),
    ),
    piece(
      of('unlisted', 'Unlisted', strays.length),
      'Unlisted: live, but in no file; never touched. Paste the lines to manage it.',
      unlisted(strays),
    ),
    piece(
      of('support', 'To send to support', lettersOf(plan).length),
      'To send to support',
      letters(view),
    ),
    piece(
      of('findings', 'In the files', diagnostics.length),
      'Found in the files',
      findings(diagnostics, base),
    ),
  ];
}

/** Nothing of it is wrong. */
function informationParts(view: View): (Piece | null)[] {
  const { notes: told, unmentioned: people } = view.plan;
  return [
    piece(
      { id: 'notes', words: 'Good to know', count: told.length, tone: '' },
      'Good to know',
      notes(view),
    ),
    piece(
      { id: 'in-no-file', words: 'In no file', count: people.length, tone: '' },
      `In no file: ${unmentionedCount(people)}`,
      unmentioned(view),
    ),
  ];
}

/** Everything that the pull request did not cause, each list behind a fold of its own. */
function notNew(view: View, before: View | null, diagnostics: Plan['diagnostics']): Piece | null {
  if (before === null || view.against === null) return null;
  const { plan } = before;
  const lists: readonly (readonly [string, number, readonly Part[]])[] = [
    ['Needs attention', plan.attention.length, attention(before)],
    ['Refused', plan.refusals.length, refusals(before)],
    ['Held', plan.held.length, held(before)],
    ['Changes', plan.changes.length, changeGroups(before, 'old-group')],
    ['Cannot text today', plan.cannotText.length, cannotText(before)],
    ['Under way, nothing to do', plan.waiting.length, waiting(before)],
    ['Orphaned and unlisted', plan.unlisted.length, unlisted(plan.unlisted)],
    ['To send to support', lettersOf(plan).length, letters(before)],
    ['Good to know', plan.notes.length, notes(before)],
    ['In no file', plan.unmentioned.length, unmentioned(before)],
    ['Found in the files', diagnostics.length, findings(diagnostics, view.base)],
  ];
  const folds = lists.flatMap(([words, count, content]) =>
    count === 0 ? [] : [fold(`${words}: ${count}`, content)],
  );
  const count = lists.reduce((sum, [, n]) => sum + n, 0);
  if (count === 0) return null;
  return piece(
    { id: 'not-new', words: 'Not new', count, tone: '' },
    'Not caused by this pull request; merging it does not approve them',
    [html`<p class="faint">The same with ${view.against.label}.</p>\n`, folds],
  );
}
