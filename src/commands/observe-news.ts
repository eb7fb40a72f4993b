/**
 * What observe was told: on the command line, in a runbook with ticks, in a pasted SMS page.
 * Law: all that is wrong with it is said in one run, and then nothing of it is recorded.
 */
import { resolve } from 'node:path';
import type { Desired } from '../model/desired.ts';
import type { News, Observed, PageRow } from '../model/observed.ts';
import type { RunbookStep } from '../model/runbook.ts';
import type { BrandStatus, CampaignStatus, Snapshot } from '../model/snapshot.ts';
import { parsePage } from '../observe/page.ts';
import type { Problem } from '../observe/problem.ts';
import { parseTicks } from '../observe/ticks.ts';
import { clean } from '../report/clean.ts';
import { textOf } from './file.ts';
import type { Io } from './io.ts';

export interface NewsOptions {
  /** Files: runbooks in Markdown, with ticks. */
  readonly runbook?: readonly string[];
  /** File: the SMS page, pasted. */
  readonly page?: string;
  /** What is pasted is the whole page. */
  readonly whole?: boolean;
  /** It is a part of it. */
  readonly part?: boolean;
  /** The page lists no number. */
  readonly emptyPage?: boolean;
  /** Ids of steps. */
  readonly done?: readonly string[];
  readonly claim?: readonly string[];
  /** `brand/acme=verified` */
  readonly shows?: readonly string[];
  /** Of the only brand or campaign that is told about. */
  readonly id?: string;
  readonly reason?: string;
  readonly limit?: number;
  /** All brands and campaigns are written down. */
  readonly forms?: boolean;
}

export interface About {
  readonly steps: readonly RunbookStep[];
  /** Ids of changes that the log knows: done, or claimed. */
  readonly known: ReadonlySet<string>;
  readonly observed: Observed | null;
  readonly desired: Desired;
  readonly snapshot: Snapshot;
}

export interface ReadNews {
  readonly news: readonly News[];
  readonly notes: readonly string[];
  readonly problems: readonly string[];
}

export async function newsFrom(options: NewsOptions, about: About, io: Io): Promise<ReadNews> {
  const news: News[] = [];
  const notes: string[] = [];
  const problems: string[] = [];
  // Where a state is told with it, it is the id of what that is about.
  const id = (options.shows ?? []).length === 0 ? (options.id ?? null) : null;
  const claimed = (changes: readonly string[]): News => ({ kind: 'claim', changes });
  const done = (changes: readonly string[]): News => ({ kind: 'done', changes, id });
  takeSteps(options.claim ?? [], claimed, about, news, problems);
  for (const file of options.runbook ?? []) {
    const text = await textIn(file, 'runbook', problems, io);
    if (text === null) continue;
    const ticks = parseTicks(text, {
      account: about.desired.account.name,
      campaigns: namesOf(about),
    });
    news.push(...ticks.news);
    problems.push(...ticks.problems.map((one) => told(file, one)));
  }
  takeSteps(options.done ?? [], done, about, news, problems);
  takeStates(options, news, problems);
  problems.push(...contradictions(news));
  if (options.forms === true) news.push({ kind: 'forms' });
  if (options.emptyPage === true) news.push({ kind: 'page', rows: [], whole: true });
  if (options.page !== undefined)
    await takePage(options, options.page, about, { news, notes, problems }, io);
  return { news, notes, problems };
}

/** Id of a step: all of its changes; id of a change: that one. */
function takeSteps(
  ids: readonly string[],
  newsOf: (changes: readonly string[]) => News,
  { steps, known }: About,
  news: News[],
  problems: string[],
): void {
  for (const id of ids) {
    const step = steps.find((step) => step.id === id);
    const isPlanned = steps.some(({ changes }) => changes.includes(id));
    const changes = step?.changes ?? (isPlanned ? [id] : unplanned(id, known));
    if (changes !== null) news.push(newsOf(changes));
    else {
      problems.push(
        `${clean(id)} is no step that can be carried out now. \`campaignctl observe\` alone lists them, each with its id.`,
      );
    }
  }
}

/** The plan has it no more: the record says what it knows of it. Null: it is no change. */
function unplanned(id: string, known: ReadonlySet<string>): readonly string[] | null {
  const found = id.length < 8 ? [] : [...known].filter((one) => one.startsWith(id));
  const [change = id, other] = found;
  const isOne = other === undefined && (found.length > 0 || /^[0-9a-f]{12}$/.test(id));
  return isOne ? [change] : null;
}

/** Words of Admin Console beside our own, in small letters. */
const BRAND_WORDS: ReadonlyMap<string, BrandStatus> = new Map([
  ['pending', 'pending'],
  ['verified', 'verified'],
  ['unverified', 'unverified'],
  ['failed', 'failed'],
]);
const CAMPAIGN_WORDS: ReadonlyMap<string, CampaignStatus> = new Map([
  ['pending', 'pending'],
  ['in progress', 'pending'],
  ['approved', 'approved'],
  ['verified', 'approved'],
  ['rejected', 'rejected'],
  ['suspended', 'suspended'],
  ['deactivated', 'deactivated'],
]);

function takeStates(options: NewsOptions, news: News[], problems: string[]): void {
  const { shows = [], done = [], id = null, reason = null, limit = null } = options;
  if ((reason !== null || limit !== null) && shows.length !== 1) {
    problems.push('--reason and --limit are about one brand or campaign: name it with --shows.');
  }
  if (id !== null && shows.length + done.length !== 1) {
    problems.push(
      '--id is about one brand or campaign: name it with --shows, or its step with --done.',
    );
  }
  for (const told of shows) {
    const [, kind = '', name = '', word = ''] =
      /^(brand|campaign)\/([^=]+)(?:=(.*))?$/.exec(told) ?? [];
    const words: ReadonlyMap<string, BrandStatus | CampaignStatus> =
      kind === 'brand' ? BRAND_WORDS : CAMPAIGN_WORDS;
    const status = words.get(word.trim().toLowerCase()) ?? null;
    if (kind === '' || (word !== '' && status === null)) {
      problems.push(
        `--shows ${clean(told)} cannot be read. Write brand/NAME=${[...BRAND_WORDS.keys()].join('|')} or campaign/NAME=${[...CAMPAIGN_WORDS.keys()].filter((one) => !one.includes(' ')).join('|')}.`,
      );
      continue;
    }
    news.push({ kind: 'state', address: `${kind}/${name}`, status, id, reason, limit });
  }
}

/** A brand or campaign has one state. */
function contradictions(news: readonly News[]): readonly string[] {
  const told = new Map<string, Set<string>>();
  for (const one of news) {
    if (one.kind !== 'state' || one.status === null) continue;
    told.set(one.address, (told.get(one.address) ?? new Set()).add(one.status));
  }
  return [...told].flatMap(([address, statuses]) =>
    statuses.size < 2
      ? []
      : [
          `Several states are told for ${clean(address.replace('/', ' '))}: ${[...statuses].join(', ')}. Tell the one that Admin Console shows now.`,
        ],
  );
}

async function takePage(
  { whole = false, part = false }: NewsOptions,
  file: string,
  about: About,
  into: { readonly news: News[]; readonly notes: string[]; readonly problems: string[] },
  io: Io,
): Promise<void> {
  const text = await textIn(file, 'page', into.problems, io);
  if (text === null) return;
  const { rows, problems, others, notWhole } = parsePage(text, namesOf(about));
  const found = [...problems, ...(whole && notWhole !== null ? [notWhole] : [])];
  if (found.length > 0) {
    into.problems.push(...found.map((one) => told(file, one)));
    return;
  }
  if (others.length > 0) {
    const lines =
      others.length === 1 ? '1 line has a number' : `${others.length} lines have numbers`;
    into.notes.push(
      `${lines} that can be in no campaign, and ${others.length === 1 ? 'was' : 'were'} left out.`,
    );
  }
  into.notes.push(`${rowsWords(rows)}.`);
  const isWhole = whole || (!part && notWhole === null && (await isWholePage(rows, io)));
  if (!isWhole && !part) {
    into.notes.push(
      'It counts as a part of the SMS page, so nothing is concluded about other numbers. If it is all of it: --whole.',
    );
  }
  into.news.push({ kind: 'page', rows, whole: isWhole });
}

async function isWholePage(rows: readonly PageRow[], io: Io): Promise<boolean> {
  if (!io.stdinIsTty) return false;
  const answer = await io.ask(
    `${rowsWords(rows)}. Is this the whole SMS page, so that every other number is Disabled? Only \`yes\` is accepted: `,
  );
  return answer?.trim() === 'yes';
}

/** `3 numbers are on the page: 2 Enabled, 1 Pending` */
function rowsWords(rows: readonly PageRow[]): string {
  const counts = PAGE_WORDS.flatMap(([status, word]) => {
    const count = rows.filter((row) => row.status === status).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return `${rows.length === 1 ? '1 number is' : `${rows.length} numbers are`} on the page: ${counts.join(', ')}`;
}

const PAGE_WORDS: readonly (readonly [PageRow['status'], string])[] = [
  ['on', 'Enabled'],
  ['pending', 'Pending'],
  ['off', 'Disabled'],
  ['enabling-failed', 'Enabling Failed'],
  ['disabling-failed', 'Disabling Failed'],
];

/** How a campaign column may call them. */
function namesOf({ observed, desired }: About): readonly string[] {
  return [
    ...desired.campaigns.flatMap(({ key, id }) => (id === null ? [key] : [key, id])),
    ...[...(observed?.campaigns ?? [])].flatMap(([key, { id }]) =>
      id === null ? [key] : [key, id],
    ),
  ];
}

async function textIn(
  file: string,
  what: string,
  problems: string[],
  io: Io,
): Promise<string | null> {
  const text = await textOf(file === '-' ? '/dev/stdin' : resolve(io.cwd, file), what);
  if (typeof text === 'string') return text;
  problems.push(`${clean(file)} ${text.problem}.`);
  return null;
}

function told(file: string, { line, message, hint }: Problem): string {
  return clean(`${file}${line === null ? '' : `:${line}`}: ${message} ${hint}`);
}
