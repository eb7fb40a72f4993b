/**
 * Ticks: a runbook in Markdown in which people have ticked boxes, filled in ids and pasted the SMS page → what they say.
 * Law: a mark (src/report/runbook/marks.ts) says what its line means, and only the last one of a line that is no code.
 * What contradicts itself says nothing, and is told by name.
 */
import { quote } from '../config/secret.ts';
import type { News } from '../model/observed.ts';
import type { BrandStatus, CampaignStatus } from '../model/snapshot.ts';
import { FENCE, filledIn, type Marked, markedLines } from './marked.ts';
import { parsePage } from './page.ts';
import { type Problem, shown } from './problem.ts';
import { plainText } from './table.ts';

export interface Ticks {
  /** In the order in which it is to be recorded: claims, what was done, what is seen. */
  readonly news: readonly News[];
  readonly problems: readonly Problem[];
}

export interface TicksAbout {
  /** Name of the account that the runbook has to be of. */
  readonly account: string;
  /** Ids and names of campaigns, as the SMS page may call them. */
  readonly campaigns: Iterable<string>;
}

const LONGEST = 16 * 1024 * 1024;

export function parseTicks(markdown: string, { account, campaigns }: TicksAbout): Ticks {
  if (markdown.length > LONGEST) return only(NO_RUNBOOK);
  const marked = [...markedLines(plainText(markdown))];
  const first = marked.find(({ kind }) => kind === 'runbook');
  if (first === undefined) return only(NO_RUNBOOK);
  const of = first.words[0] ?? '';
  if (of !== account) {
    return only({
      line: first.line,
      message: `This is a runbook of the account ${quote(of)}; the account here is ${quote(account)}.`,
      hint: 'Take the runbook of this account, or run the command in the folder of the other.',
    });
  }
  const problems: Problem[] = [];
  const report = (line: number, message: string, hint: string) =>
    problems.push({ line, message, hint });
  const news = [
    ...changesOf('claim', marked, report),
    ...changesOf('done', marked, report),
    ...statesOf(marked, report),
    ...pageOf(marked, campaigns, problems),
    ...(marked.some((line) => line.kind === 'forms' && line.isTicked)
      ? [{ kind: 'forms' } as const]
      : []),
  ];
  return { news, problems: shown(problems) };
}

type Report = (line: number, message: string, hint: string) => void;

function only(problem: Problem): Ticks {
  return { news: [], problems: [problem] };
}

const NO_RUNBOOK: Problem = {
  line: null,
  message: 'This is no runbook that campaignctl has written.',
  hint: 'Give the runbook as it was written, with its ticks: its first line names the account, in a comment that the page does not show.',
};

const BY_HAND =
  'The line was changed by hand. Write a fresh runbook, or say it with `campaignctl observe` on the command line.';

function* changesOf(
  kind: 'claim' | 'done',
  marked: readonly Marked[],
  report: Report,
): Generator<News> {
  const told = new Set<string>();
  for (const one of marked) {
    if (one.kind !== kind || !one.isTicked) continue;
    if (!one.words.every((id) => /^[0-9a-f]{8,64}$/.test(id))) {
      report(one.line, 'The mark of this box names no change that can be read.', BY_HAND);
      continue;
    }
    const changes = one.words.filter((id) => !told.has(id));
    for (const id of changes) told.add(id);
    if (changes.length === 0) continue;
    yield kind === 'claim' ? { kind, changes } : { kind, changes, id: null };
  }
}

const BRAND: ReadonlySet<string> = new Set<BrandStatus>([
  'pending',
  'verified',
  'unverified',
  'failed',
  'unknown',
]);
const CAMPAIGN: ReadonlySet<string> = new Set<CampaignStatus>([
  'pending',
  'approved',
  'rejected',
  'suspended',
  'deactivated',
  'unknown',
]);

function isStatus(address: string, status: string): status is BrandStatus | CampaignStatus {
  return address.startsWith('brand/') ? BRAND.has(status) : CAMPAIGN.has(status);
}

/** What Admin Console shows of each brand and campaign: one answer, and its id where it was filled in. */
function* statesOf(marked: readonly Marked[], report: Report): Generator<News> {
  const told = new Map<string, Told>();
  const of = (address: string): Told => {
    const known = told.get(address) ?? { statuses: [], ids: [] };
    told.set(address, known);
    return known;
  };
  for (const one of marked) {
    const [address = '', status = ''] = one.words;
    const isAbout = /^(?:brand|campaign)\/./.test(address);
    if (one.kind === 'state' && one.isTicked) {
      if (isAbout && isStatus(address, status))
        of(address).statuses.push({ ...one, value: status });
      else report(one.line, 'The mark of this box names no state that is known.', BY_HAND);
    }
    if (one.kind !== 'id') continue;
    const value = filledIn(one.text);
    if (value === '') continue;
    if (!isAbout) report(one.line, 'The mark of this line names no brand or campaign.', BY_HAND);
    else if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(value))
      of(address).ids.push({ ...one, value });
    else {
      report(
        one.line,
        `${quote(value)} cannot be the id of ${address.replace('/', ' ')}.`,
        'Write the id alone, as Admin Console shows it, between the backticks: letters, digits, hyphens and underscores.',
      );
    }
  }
  for (const [address, { statuses, ids }] of told) {
    const name = address.replace('/', ' ');
    const status = agreed(statuses, (line, values) =>
      report(
        line,
        `Several answers are ticked for ${name}: ${values}.`,
        'Leave one of them ticked, what Admin Console shows now.',
      ),
    );
    const id = agreed(ids, (line, values) =>
      report(
        line,
        `Several ids are written for ${name}: ${values}.`,
        'Leave the one that Admin Console shows.',
      ),
    );
    if (status === undefined || id === undefined) continue;
    yield { kind: 'state', address, status, id, reason: null, limit: null };
  }
}

interface Told {
  readonly statuses: Answer<BrandStatus | CampaignStatus>[];
  readonly ids: Answer<string>[];
}

interface Answer<T> {
  readonly line: number;
  readonly value: T;
}

/** The only value; null: nothing was told; undefined: they differ. */
function agreed<T extends string>(
  answers: readonly Answer<T>[],
  differ: (line: number, values: string) => void,
): T | null | undefined {
  const values = [...new Set(answers.map(({ value }) => value))];
  if (values.length < 2) return values[0] ?? null;
  differ(answers.at(-1)?.line ?? 1, `${values.slice(0, -1).join(', ')} and ${values.at(-1)}`);
  return undefined;
}

function pageOf(
  marked: readonly Marked[],
  campaigns: Iterable<string>,
  problems: Problem[],
): readonly News[] {
  const ticked = (word: string) =>
    marked.find(({ kind, words, isTicked }) => kind === 'page' && words[0] === word && isTicked);
  const whole = ticked('whole');
  const empty = ticked('empty');
  const begin = marked.find(({ kind, words }) => kind === 'page' && words[0] === 'begin');
  if (begin !== undefined && begin.block === null) {
    problems.push({
      line: begin.line,
      message: 'The end of the pasted SMS page is missing.',
      hint: BY_HAND,
    });
    return [];
  }
  const pasted = (begin?.block ?? []).map((line) => (FENCE.test(line) ? '' : line)).join('\n');
  if (empty !== undefined && pasted.trim() !== '') {
    problems.push({
      line: empty.line,
      message: 'It is ticked that the SMS page lists no number, and something was pasted.',
      hint: 'Take the tick out, or what was pasted.',
    });
    return [];
  }
  if (empty !== undefined) return [{ kind: 'page', rows: [], whole: true }];
  if (pasted.trim() === '') {
    if (whole !== undefined) {
      problems.push({
        line: whole.line,
        message: 'It is ticked that the whole SMS page was pasted, and nothing was pasted.',
        hint: 'Paste the rows of the SMS page into the empty block, or take the tick out.',
      });
    }
    return [];
  }
  const page = parsePage(pasted, campaigns);
  const before = begin?.line ?? 0;
  const doubts = whole === undefined || page.notWhole === null ? [] : [page.notWhole];
  const found = [...page.problems, ...doubts];
  for (const problem of found) problems.push({ ...problem, line: (problem.line ?? 0) + before });
  if (found.length > 0) return [];
  const rows = page.rows.map((row) => ({ ...row, line: row.line + before }));
  return [{ kind: 'page', rows, whole: whole !== undefined }];
}
