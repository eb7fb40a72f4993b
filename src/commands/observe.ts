/**
 * `campaignctl observe`: what people saw and did in Admin Console, into observed.yaml and the log.
 * Law: a fact is recorded whether or not it was approved; what cannot be, or is about another plan, is refused by name.
 * The log comes first: what it says was done is never asked for again, whatever becomes of the file.
 */
import { resolve } from 'node:path';
import { clearedBefore } from '../apply/clearance.ts';
import { claimsOf, doneIn } from '../apply/hand.ts';
import { type Approvals, approvalsOf } from '../apply/log/approvals.ts';
import type { Journal } from '../apply/log/journal.ts';
import { type Loaded, loadConfig } from '../config/load.ts';
import type { Desired } from '../model/desired.ts';
import { EXIT, type ExitCode, strongest } from '../model/exit.ts';
import { type News, OBSERVED_FILE } from '../model/observed.ts';
import { formatPhone } from '../model/phone.ts';
import type { Change, Plan } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { record } from '../observe/record.ts';
import { clean } from '../report/clean.ts';
import { toJson } from '../report/json.ts';
import { hang } from '../report/layout.ts';
import { isNumber, numberOf } from '../report/plan/words.ts';
import { withProvider } from './connect.ts';
import { actorIn, whoOf } from './holder.ts';
import type { Io } from './io.ts';
import { type Claimed, claim, claimedWords, heldClaims, logDone } from './observe-log.ts';
import { type NewsOptions, newsFrom } from './observe-news.ts';
import { CHANGED, isChanged, nextText } from './observe-text.ts';
import { orStopped, tellFailure, whileReading, writeWhole } from './output.ts';
import { readPlan } from './plan.ts';
import { everyStep, runbookAs, runbookOf } from './runbook.ts';
import { type AccountState, holding, logFacts, type StateOptions, withState } from './state.ts';
import { showFindings } from './validate.ts';

export interface ObserveOptions extends StateOptions, NewsOptions {
  readonly path: string;
  readonly format: 'text' | 'json';
  /** Who saw it; left out: the actor that CI names, else the login name. */
  readonly by?: string;
  /** ISO 8601, UTC; left out: now. */
  readonly at?: string;
  readonly dryRun?: boolean;
  /** ms to wait for another run. */
  readonly leaseWait: number;
}

export const OBSERVE_FORMAT = 'campaignctl/observe@1';

/** What came of it. */
export interface Observation {
  readonly format: typeof OBSERVE_FORMAT;
  readonly account: string;
  readonly by: string;
  readonly at: string;
  /** Whether observed.yaml was changed. */
  readonly written: boolean;
  /** Addresses of changes that are recorded as carried out. */
  readonly done: readonly string[];
  readonly claimed: readonly Claimed[];
  /** Ids of changes that were recorded before. */
  readonly already: readonly string[];
  readonly refused: readonly { readonly what: string; readonly why: string }[];
  readonly notes: readonly string[];
}

export async function observe(options: ObserveOptions, io: Io): Promise<ExitCode> {
  const { path, format, state, leaseWait } = options;
  const loaded = await loadConfig(resolve(io.cwd, path));
  const { root, desired } = loaded;
  if (desired === null) return showFindings(loaded, format, io);
  const objection = objectionTo(options, desired);
  if (objection !== null) {
    tellFailure(objection, format, io);
    return EXIT.invalid;
  }
  const account = desired.account.name;
  return withState({ state, account, root, format }, io, (state) => {
    const hold = { account, root, command: 'observe', leaseWait, format };
    return holding(state.store, hold, io, async (journal) => {
      // Somebody may have written while this waited for its turn.
      const now = await loadConfig(root);
      return now.desired === null
        ? showFindings(now, format, io)
        : observeIn({ options, io, loaded: now, desired: now.desired, state, journal });
    });
  });
}

function objectionTo({ at, by }: ObserveOptions, { account }: Desired): string | null {
  if (account.provider !== '8x8' || account.smsVia !== 'console') {
    return `This account is not managed in Admin Console by people, so there is nothing to observe: \`observe\` is for \`provider: 8x8\` with \`smsVia: console\`.`;
  }
  if (by !== undefined && !/^(?=.*\S)[^\p{Cc}]{1,100}$/u.test(by)) {
    return 'The name with --by has to be on one line, with at most 100 characters.';
  }
  if (at === undefined) return null;
  const time = Date.parse(at);
  if (Number.isNaN(time) || !/^\d{4}-\d\d-\d\dT.*Z$/.test(at)) {
    return 'Write the time with --at as 2026-11-30T09:15:00Z, in UTC.';
  }
  return time > Date.now() ? 'The time with --at is in the future.' : null;
}

interface Session {
  readonly options: ObserveOptions;
  readonly io: Io;
  readonly loaded: Loaded;
  readonly desired: Desired;
  readonly state: AccountState;
  readonly journal: Journal;
}

async function observeIn(session: Session): Promise<ExitCode> {
  const { options, io, loaded, desired, state, journal } = session;
  const { root, observed, diagnostics } = loaded;
  const connection = { root, desired, observed, readOnly: true, format: options.format };
  return withProvider(connection, io, async (provider) => {
    const log = logFacts(state, journal.entries());
    const signal = io.stopSignal();
    const reading = whileReading(io, readPlan(desired, diagnostics, provider, log));
    const fresh = await orStopped(reading, signal);
    if (fresh === null) return stopped(io, signal);
    const { snapshot } = fresh;
    const steps = everyStep({ ...fresh, journal });
    const read = await newsFrom(
      options,
      { steps, known: knownIn({ ...fresh, journal }), observed, desired: fresh.desired, snapshot },
      io,
    );
    if (signal.aborted) return stopped(io, signal);
    if (read.problems.length > 0) {
      tellFailure(read.problems.join('\n'), options.format, io);
      return EXIT.invalid;
    }
    if (read.news.length === 0) return showWhatToDo(session, fresh);
    const at = isoSecond(options.at === undefined ? Date.now() : Date.parse(options.at));
    const named = options.by ?? actorIn(io.env);
    const by = named ?? whoOf(io.env);
    const isNamed = named !== undefined;
    return recordAll(session, { ...fresh, news: read.news, notes: read.notes, at, by, isNamed });
  });
}

function stopped(io: Io, signal: AbortSignal): ExitCode {
  io.stderr('Stopped. Nothing was recorded.\n');
  return signal.reason as ExitCode;
}

interface Fresh {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly snapshot: Snapshot;
}

/** Ids of changes that the log knows: done, or claimed. */
function knownIn({ journal, ...about }: Fresh & Pick<Session, 'journal'>): ReadonlySet<string> {
  const entries = journal.entries();
  return new Set([...doneIn(entries).keys(), ...claimsOf(entries, about).keys()]);
}

interface ToRecord extends Fresh {
  readonly news: readonly News[];
  readonly notes: readonly string[];
  readonly at: string;
  readonly by: string;
  /** Somebody told that name; it is no mere login name. */
  readonly isNamed: boolean;
}

async function recordAll(session: Session, all: ToRecord): Promise<ExitCode> {
  const { options, io, loaded, journal } = session;
  const { plan, desired, snapshot, at, by, isNamed } = all;
  const claims = all.news.filter((one) => one.kind === 'claim');
  const facts = all.news.filter((one) => one.kind !== 'claim');
  const dryRun = options.dryRun === true;
  if (isChanged(loaded, plan.account)) {
    tellFailure(CHANGED, options.format, io);
    return EXIT.invalid;
  }
  const approvals = approvalsOf(journal.entries());
  const about = { plan, desired, snapshot, journal, by, dryRun, isNamed };
  const claiming = await claim(claims, about);
  const recorded = record({
    observed: loaded.observed,
    account: plan.account,
    news: facts,
    by,
    at,
    plan,
    snapshot,
    desired,
    logged: doneIn(journal.entries()),
    claims: heldClaims(about),
  });
  const next = nextText(loaded, recorded.observed);
  if (typeof next !== 'string' && next !== null) {
    tellFailure(next.why, options.format, io);
    return EXIT.invalid;
  }
  if (!dryRun) {
    await logDone(recorded.done, about);
  }
  const isNew = !dryRun && next !== null;
  const trouble = isNew ? await writeWhole(resolve(loaded.root, OBSERVED_FILE), next) : null;
  const observation: Observation = {
    format: OBSERVE_FORMAT,
    account: plan.account,
    by,
    at,
    written: isNew && trouble === null,
    done: recorded.done.map(({ change }) => change.address),
    claimed: claiming.claimed,
    already: recorded.already,
    refused: [...claiming.refused, ...recorded.refused],
    notes: [...all.notes, ...notApproved(recorded.done, all, approvals), ...recorded.notes],
  };
  if (options.format === 'json') io.stdout(toJson(observation));
  else io.stdout(observationText(observation, dryRun, io));
  if (trouble !== null) io.stderr(`${trouble}\n${AGAIN}\n`);
  return strongest([
    EXIT.ok,
    ...(observation.refused.length > 0 ? [EXIT.refused] : []),
    ...(trouble === null ? [] : [EXIT.bug]),
  ]);
}

/** A fact is recorded whether or not it was approved, and then that is said. */
function notApproved(
  done: readonly { readonly change: Change }[],
  { plan, snapshot }: Fresh,
  approvals: Approvals,
): readonly string[] {
  const { objections } = clearedBefore(plan, snapshot, approvals);
  const names = done.filter(({ change }) => objections.has(change.id));
  if (names.length === 0) return [];
  const what = names.map(({ change }) => name(change.address)).join(', ');
  return [`Nobody had approved this: ${what}. It is recorded, as it has been done.`];
}

const AGAIN =
  'The log knows what was done; run the same command again once the file can be written.';

/** Nothing was told: what there is to do and to look at. */
async function showWhatToDo(session: Session, fresh: Fresh): Promise<ExitCode> {
  const { options, io, loaded, journal } = session;
  const clearance = clearedBefore(fresh.plan, fresh.snapshot, approvalsOf(journal.entries()));
  const runbook = runbookOf({ ...fresh, journal, clearance });
  io.stdout(await runbookAs(options.format, runbook, loaded.root, io));
  io.stderr('Nothing was told, so nothing was recorded: campaignctl observe --help says how.\n');
  return EXIT.ok;
}

function observationText(made: Observation, dryRun: boolean, { columns }: Io): string {
  const { done, claimed, already, refused, notes, written } = made;
  const line = (text: string) => hang('', clean(text), columns);
  return `${[
    ...claimed.flatMap((one) => line(claimedWords(one, made.by))),
    ...(done.length === 0 ? [] : line(`Done: ${done.map(name).join(', ')}.`)),
    ...(already.length === 0
      ? []
      : line(
          `Recorded before: ${already.length === 1 ? '1 change' : `${already.length} changes`}.`,
        )),
    ...refused.flatMap(({ what, why }) => line(`Refused: ${what}. ${why}`)),
    ...notes.flatMap(line),
    ...line(
      dryRun
        ? 'Nothing was written: --dry-run.'
        : written
          ? `${OBSERVED_FILE} is written. Commit it: plans are made from it.`
          : `${OBSERVED_FILE} is as it was.`,
    ),
  ].join('\n')}\n`;
}

/** `campaign/billing` → `campaign billing`, `number/+14085550101` → `+1 408 555 0101`. */
function name(address: string): string {
  return isNumber({ address }) ? formatPhone(numberOf(address)) : address.replace('/', ' ');
}

function isoSecond(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
