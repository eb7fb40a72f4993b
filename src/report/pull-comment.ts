/**
 * The comment under a pull request: its plan, then what became of it.
 * Law: pure; says what merging does and what nobody has to do; never above its budget; untrusted text stays text.
 */
import type { ApprovedChange } from '../model/log.ts';
import type { Change, Plan } from '../model/plan.ts';
import { parted } from '../model/plan-parts.ts';
import type { ApplyReport, Outcome } from '../model/report.ts';
import type { ReviewedChange } from '../model/review.ts';
import { actionWords, nameOf } from './log-words.ts';
import { type Block, bytesOf, within } from './markdown/budget.ts';
import { whoOf } from './markdown/changes.ts';
import { code, prose, text } from './markdown/escape.ts';
import { BUDGET, cutNote, link, type MarkdownOptions, missingNote } from './markdown/whole.ts';
import { grouped } from './plan/page.ts';
import { safe } from './plan/safe.ts';
import { deed } from './plan/words.ts';
import { renderPlanMarkdown } from './plan-markdown.ts';
import { sentence } from './style.ts';

export interface PlannedOptions extends MarkdownOptions {
  /** False: nothing can be approved by merging, as the plan is not kept. */
  readonly kept: boolean;
  /** Branches: where it would be merged, and the only one that is applied. Left out: they are the same. */
  readonly past?: { readonly into: string; readonly applied: string };
}

/** The plan, and what merging does with it. */
export function renderPlanned(plan: Plan, options: PlannedOptions): string {
  const { budget = BUDGET } = options;
  const foot = `**${mergingWords(plan, options)}**`;
  const body = renderPlanMarkdown(plan, { ...options, budget: budget - bytesOf(foot) - 2 });
  return `${body}\n${foot}\n`;
}

function mergingWords(plan: Plan, { kept, past }: PlannedOptions): string {
  if (past !== undefined) {
    return `Merging approves nothing: this goes into ${code(past.into)}, and only what is merged into ${code(past.applied)} is applied.`;
  }
  const own = parted(plan, 'changes').own;
  const approved = own.filter(({ refused }) => !refused).length;
  const refused = own.length - approved;
  const unread = plan.gaps.length > 0 ? ' What could not be read is not planned yet.' : '';
  if (approved > 0 && !kept) {
    return `Merging approves nothing: this repository is public, so the plan with its names and numbers is not kept for apply.${unread}`;
  }
  const left =
    refused === 0
      ? ''
      : ` What is refused stays undone${approved === 0 ? '' : ', and does not stop the others'}.`;
  if (approved === 0) return `Merging changes nothing at the registry.${left}${unread}`;
  const these = approved === 1 ? 'this 1 change' : `these ${approved} changes`;
  return `Merging approves ${these} and nothing else.${left}${unread}`;
}

/** What stands there while an apply runs. */
export function renderApplying(account: string, changes: number, run: string): string {
  const these = changes === 1 ? 'The change' : `The ${changes} changes`;
  return [
    `### ${code(account)} · applying`,
    '',
    `${these} reviewed here ${changes === 1 ? 'is' : 'are'} being carried out: ${link({ label: 'the run', url: run })}.`,
    '',
  ].join('\n');
}

export interface AppliedOptions extends MarkdownOptions {
  readonly account: string;
  /** Page of the run that did it. */
  readonly run: string;
  /** Page of the run that made the plan; null: not known. */
  readonly planned: string | null;
  /** Addresses of what the pull request takes away. */
  readonly gone?: ReadonlySet<string>;
}

/** What became of what was reviewed. `report`: that of the last run. */
export function renderApplied(
  reviewed: readonly ReviewedChange[],
  whole: ApplyReport,
  options: AppliedOptions,
): string {
  return renderState(stateOf(reviewed, safe(whole), options.gone), options);
}

/** `issue`: where people are told what to do; left out: they are not. */
export function renderState(
  state: State,
  options: AppliedOptions & { readonly issue?: { readonly label: string; readonly url: string } },
): string {
  const { budget = BUDGET, account, run, planned, issue } = options;
  const foot = [
    ...(issue === undefined ? [] : [link(issue)]),
    link({ label: 'the run', url: run }),
    ...(planned === null ? [] : [link({ label: 'the plan as it was reviewed', url: planned })]),
  ].join(' · ');
  const blocks = [
    paragraph(`### ${code(account)} · ${titleOf(state)}\n\n${text(nextOf(state))}`),
    outcomes('Failed', state.failed, 0),
    outcomes('Not attempted', state.notAttempted, 1),
    outcomes('Held back', state.held, 1),
    outcomes('Not taken back', state.back, 1),
    outcomes('Waiting', state.waiting, 2),
    folded(`Done: ${state.done.length}`, state.done, 3),
    folded(`Not needed any more: ${state.dropped.length}`, state.dropped, 4),
  ].filter(({ rows }) => rows.length > 0);
  const room = budget - bytesOf(foot) - 600;
  const { text: body, left } = within(blocks, room, missingNote(options));
  return `${[body, ...cutNote(left, options), foot].join('\n\n')}\n`;
}

/** A line about a change, and the sentence that it belongs under. */
export interface Told {
  readonly line: string;
  readonly why: string;
}

/** What became of each change that was reviewed. */
export interface State {
  readonly total: number;
  readonly done: readonly Told[];
  readonly dropped: readonly Told[];
  readonly waiting: readonly Told[];
  readonly held: readonly Told[];
  readonly failed: readonly Told[];
  readonly notAttempted: readonly Told[];
  /** Held, where the pull request takes away what was done. */
  readonly back: readonly Told[];
  readonly stopped: ApplyReport['stopped'];
  /** People carry out what waits. */
  readonly byHand?: boolean;
}

function stateOf(
  reviewed: readonly ReviewedChange[],
  report: ApplyReport,
  gone: ReadonlySet<string> = new Set(),
): State {
  const lists = {
    done: [] as Told[],
    dropped: [] as Told[],
    waiting: [] as Told[],
    held: [] as Told[],
    failed: [] as Told[],
    notAttempted: [] as Told[],
  };
  const contradictions = new Map(
    report.plan.held.map(({ number, message }) => [`number/${number}`, message]),
  );
  for (const { change, state } of reviewed) {
    const found = outcomeOf(change, report);
    const contradicted = contradictions.get(change.address);
    if (state === 'done') lists.done.push({ line: lineOf(change, found?.outcome), why: '' });
    else if (contradicted !== undefined)
      lists.held.push({ line: lineOf(change), why: contradicted });
    // Its approval has ended, and something else is to be done there.
    else if (state === 'dropped' && found?.list !== 'held') {
      lists.dropped.push({ line: lineOf(change), why: '' });
    }
    // What a run accepted and the log has not settled yet is on its way.
    else if (found === null || found.list === 'done') {
      lists.waiting.push({ line: lineOf(change), why: 'It is under way.' });
    } else {
      lists[found.list].push({ line: lineOf(change, found.outcome), why: found.outcome.text });
    }
  }
  const back = report.held
    .filter(({ change }) => gone.has(change.address))
    .map(({ change, text: why }) => ({ line: changeLine(change), why }));
  return { total: reviewed.length, ...lists, back, stopped: report.stopped };
}

const LISTS = ['failed', 'notAttempted', 'held', 'waiting', 'done'] as const;

/** By its id, or as what is left of a move whose first half is done. */
function outcomeOf(
  { id, address }: ApprovedChange,
  report: ApplyReport,
): { readonly list: (typeof LISTS)[number]; readonly outcome: Outcome } | null {
  for (const same of [(one: Change) => one.id === id, (one: Change) => one.address === address]) {
    for (const list of LISTS) {
      const outcome = report[list].find(({ change }) => same(change));
      if (outcome !== undefined) return { list, outcome };
    }
  }
  return null;
}

export function lineOf(approved: ApprovedChange, outcome?: Outcome): string {
  const id = code(approved.id.slice(0, 8));
  if (outcome === undefined || outcome.change.id !== approved.id) {
    return `${text(`${nameOf(approved)}: ${actionWords(approved)}`)} ${id}`;
  }
  return changeLine(outcome.change);
}

function changeLine(change: Change): string {
  return `${whoOf(change)}${text(deed(change, 'alone'))} ${code(change.id.slice(0, 8))}`;
}

function titleOf(state: State): string {
  const { total, done, waiting, held, failed, notAttempted, dropped, byHand = false } = state;
  const verb = byHand ? 'done' : 'applied';
  if (total === 0) return 'nothing was approved';
  const needed = total - dropped.length;
  if (needed === 0) return 'nothing of it is needed any more';
  if (done.length === needed) return needed === 1 ? verb : `${verb}, all ${needed}`;
  const others = [
    [failed.length, 'failed'],
    [notAttempted.length, 'not attempted'],
    [held.length, 'held back'],
    [waiting.length, waiting.length === 1 ? 'waits' : 'wait'],
  ] as const;
  const rest = others.flatMap(([n, words]) => (n === 0 ? [] : [`${n} ${words}`]));
  return [`${verb} ${done.length} of ${needed}`, ...rest].join(', ');
}

/** What a person has to do, or that nobody has to do anything. */
function nextOf(state: State): string {
  const { total, waiting, held, failed, notAttempted, back, stopped, byHand = false } = state;
  if (total === 0 && back.length === 0) {
    return 'The review of this plan is older than 30 days, or it held no changes. A fresh pull request gets a fresh plan.';
  }
  const stop = stopped === null ? '' : STOPPED[stopped];
  const steps = [
    stop,
    failed.length > 0
      ? 'What failed stays approved: once its cause is mended, the next run tries it again.'
      : '',
    notAttempted.length > 0 && stop === '' ? 'The next run tries what was not attempted.' : '',
    held.length > 0
      ? 'What is held back is not what was reviewed here any more: a fresh pull request shows what it is now.'
      : '',
    back.length > 0 ? LATE : '',
    waiting.length > 0 && failed.length + held.length + notAttempted.length === 0
      ? byHand
        ? 'People carry it out in Admin Console. This comment follows what they tell.'
        : 'Nobody has to do anything: the schedule carries on with what waits, and this comment follows it.'
      : '',
  ].filter((step) => step !== '');
  return steps.length > 0 ? steps.join(' ') : 'All that was reviewed here is done.';
}

/** A pull request was planned before that of which it takes something back was applied. */
export const LATE =
  'What this pull request takes back had been done by then. Nobody reviewed the way back, so it is held: the issue about drift lists it, with ids to apply by hand.';

const STOPPED: Readonly<Record<NonNullable<ApplyReport['stopped']>, string>> = {
  access:
    'The registry refused the API key, so the run stopped. Mend the key; the next run carries on.',
  interrupt: 'The run was stopped. The next one carries on.',
  lease: 'Another run took over and carries on.',
  log: 'The log could not be written, so the run stopped. The next one looks up what was under way.',
};

function paragraph(line: string): Block {
  return { open: [], rows: [{ text: line, rank: 0 }], close: [] };
}

function outcomes(title: string, all: readonly Told[], rank: number): Block {
  const rows = [...grouped(all, ({ why }) => why)].flatMap(([why, group]) => [
    { text: `- ${prose(sentence(why))}`, rank },
    ...group.map(({ line }) => ({ text: `  - ${line}`, rank })),
  ]);
  return { open: [`#### ${title}`, ''], rows, close: [] };
}

function folded(summary: string, all: readonly Told[], rank: number): Block {
  return {
    open: ['<details>', `<summary>${summary}</summary>`, ''],
    rows: all.map(({ line }) => ({ text: `- ${line}`, rank })),
    close: ['', '</details>'],
  };
}

/** Merged, and its plan is not there: nothing of it was approved. */
export function renderUnplanned(account: string, why: string, run: string): string {
  return [
    `### ${code(account)} · not applied`,
    '',
    `${prose(why)} So nothing of this pull request was approved, and apply holds it back. The issue about drift lists it with a way to apply it by hand.`,
    '',
    link({ label: 'the run', url: run }),
    '',
  ].join('\n');
}

/** A pull request that had a plan for this account and does not touch it any more. */
export function renderUntouched(account: string): string {
  return `### ${code(account)} · not touched\n\nThis pull request does not change any file of this account any more.\n`;
}

/** A plan could not be made. */
export function renderUnplannable(account: string | null, problem: string, run: string): string {
  const name = account === null ? '' : `${code(account)} · `;
  const lines = problem.split('\n').map((line) => `> ${prose(line)}`);
  return [`### ${name}no plan`, '', ...lines, '', link({ label: 'the run', url: run }), ''].join(
    '\n',
  );
}
