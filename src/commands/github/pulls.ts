/**
 * What pull requests are told: that their changes are being applied, and what became of them.
 * Law: only our own comment is written to; one that would say the same is left alone.
 */
import { progressOf } from '../../apply/log/reviewed.ts';
import type { Client } from '../../github/client.ts';
import {
  keepComment,
  type Mark,
  type OwnComment,
  ownComments,
  updated,
  writeMark,
} from '../../github/comments.ts';
import type { MergedPull } from '../../github/pulls.ts';
import type { LogEntry } from '../../model/log.ts';
import type { ReviewedChange } from '../../model/review.ts';
import { type AppliedOptions, renderApplying } from '../../report/pull-comment.ts';
import { pullOfFile } from './names.ts';
import { attempt, type Session } from './session.ts';

interface ReviewedPull {
  readonly number: number;
  readonly reviewed: readonly ReviewedChange[];
}

/** Before anything is sent: only comments that are there. */
export async function tellApplying(
  session: Session,
  account: string,
  pulls: readonly { readonly pull: MergedPull; readonly changes: number }[],
): Promise<void> {
  const { runUrl } = session.job;
  for (const { pull, changes } of pulls) {
    await toldOnce(session, pull.number, account, (last) => ({
      mark: { account, head: pull.head, state: 'applying', run: last.mark.run },
      text: renderApplying(account, changes, runUrl),
    }));
  }
}

/** What became of what was reviewed, as the last run left it. */
export type Render = (reviewed: readonly ReviewedChange[], options: AppliedOptions) => string;

/** What became of it; a pull request without a comment gets one. */
export async function tellApplied(
  session: Session,
  account: string,
  pulls: readonly (ReviewedPull &
    Required<Pick<AppliedOptions, 'gone'>> & { readonly head: string })[],
  render: Render,
): Promise<void> {
  for (const { number, head, reviewed, gone } of pulls) {
    await attempt(session, async (client) => {
      const me = await session.me();
      const last = (await ownComments(client, number, account, me)).at(-1);
      const planned = last?.mark.run ?? null;
      const { runUrl: run } = session.job;
      const mark: Mark = { account, head, state: 'applied', run: planned };
      const text = render(reviewed, { account, run, planned, gone });
      await keepComment(client, number, account, marked(session, mark, text), me);
    });
  }
}

/** The log as a run found it and as it left it, and what is said of it. */
export interface Ran {
  readonly before: readonly LogEntry[];
  readonly after: readonly LogEntry[];
  readonly render: Render;
}

/**
 * The same for pull requests of earlier runs, but for those that were told: only comments that are there, and that would
 * say something else.
 */
export async function tellFollowed(
  session: Session,
  account: string,
  { before, after, render }: Ran,
  told: ReadonlySet<number> = new Set(),
): Promise<void> {
  const open = openPulls(before, after).filter(({ number }) => !told.has(number));
  for (const { number, reviewed } of open) {
    await toldOnce(session, number, account, (last) => {
      const planned = last.mark.run;
      const mark: Mark = { ...last.mark, state: 'applied' };
      const textOf = (run: string) => render(reviewed, { account, run, planned });
      const lastRun = RUN.exec(last.body)?.[1];
      const isSame =
        lastRun !== undefined && last.body.includes(session.shown(textOf(lastRun).trim()));
      return { mark, text: isSame ? null : textOf(session.job.runUrl) };
    });
  }
}

/** Pull requests of which something was still open before a run. */
function openPulls(
  before: readonly LogEntry[],
  after: readonly LogEntry[],
): readonly ReviewedPull[] {
  const now = progressOf(after);
  return [...progressOf(before)].flatMap(([file, changes]) => {
    const number = pullOfFile(file);
    const wasOpen = changes.some(({ state }) => state === 'open');
    return number === null || !wasOpen ? [] : [{ number, reviewed: now.get(file) ?? [] }];
  });
}

const RUN = /\[the run\]\((https?:\/\/[^\s()]+)\)/;

/** A text for each: what stands there instead of what became of it. */
export async function tellEach(
  session: Session,
  account: string,
  state: 'unplanned' | 'planned',
  pulls: readonly { readonly pull: MergedPull; readonly text: string }[],
): Promise<void> {
  for (const { pull, text } of pulls) {
    await toldOnce(session, pull.number, account, (last) => ({
      mark: { account, head: pull.head, state, run: last.mark.run },
      text,
    }));
  }
}

interface Told {
  readonly mark: Mark;
  /** null: it stays as it is. */
  readonly text: string | null;
}

/** Our comment, where there is one. */
export async function toldOnce(
  session: Session,
  number: number,
  account: string,
  say: (last: OwnComment) => Told,
): Promise<void> {
  await attempt(session, async (client: Client) => {
    const last = (await ownComments(client, number, account, await session.me())).at(-1);
    if (last === undefined) return;
    const { mark, text } = say(last);
    if (text !== null) await updated(client, last, marked(session, mark, text));
  });
}

/** A comment: its mark, and what people read. */
export function marked({ shown }: Session, mark: Mark, text: string): string {
  return `${writeMark(mark)}\n${shown(text)}`;
}
