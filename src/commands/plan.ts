/**
 * `campaignctl plan`: what apply would do. Changes nothing; its transport can only GET.
 */
import { resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { type Desired, usersIn } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { EXIT, type ExitCode, strongest } from '../model/exit.ts';
import type { LogFacts } from '../model/log.ts';
import type { Plan } from '../model/plan.ts';
import { partsOf, starts } from '../model/plan-parts.ts';
import type { Provider } from '../model/port.ts';
import { SNAPSHOT_FORMAT, type Snapshot } from '../model/snapshot.ts';
import { makePlan } from '../plan/plan.ts';
import { PUBLISHED_LIMITS } from '../providers/rate-limit.ts';
import { clean } from '../report/clean.ts';
import { toJson } from '../report/json.ts';
import { count } from '../report/style.ts';
import { openingOf, withProvider } from './connect.ts';
import { planAs } from './format.ts';
import type { Io } from './io.ts';
import { tellFailure, whileReading, writeWhole } from './output.ts';
import type { Report } from './reports.ts';
import { logFacts, type StateOptions, timeOf, withState } from './state.ts';
import { showFindings } from './validate.ts';

export interface PlanOptions extends StateOptions {
  readonly path: string;
  readonly format: Report;
  readonly out?: string;
  /** A saved plan, or a revision of git. */
  readonly base?: string;
  /** A saved snapshot to plan from. */
  readonly snapshot?: string;
  /** Where to save the snapshot. */
  readonly saveSnapshot?: string;
  readonly detailedExitcode?: boolean;
}

/** What a plan is made from besides the configuration. `requests`: left out where nothing is sent. */
type Source = Pick<Provider, 'capabilities' | 'canonical' | 'snapshot'> &
  Partial<Pick<Provider, 'requests'>>;

export async function plan(options: PlanOptions, io: Io): Promise<ExitCode> {
  const { path, format, state, snapshot } = options;
  const loaded = await loadConfig(resolve(io.cwd, path));
  const { root, desired, observed, diagnostics } = loaded;
  if (desired === null) return showFindings(loaded, format, io);
  const saved = snapshot === undefined ? null : await savedSource(snapshot, desired, io);
  if (saved?.ok === false) return fail(saved.problem, EXIT.invalid, format, io);

  const { name } = desired.account;
  return withState({ state, account: name, root, format }, io, async (state) => {
    const { entries, notes } = await state.store.read();
    for (const note of notes) io.stderr(`${clean(note)}\n`);
    const log = logFacts(state, entries);
    const show = (source: Source) =>
      showPlan({ options, io, root, desired, diagnostics, log, source, isSaved: saved !== null });
    if (saved !== null) return show(saved.source);
    return withProvider({ root, desired, observed, readOnly: true, format }, io, show);
  });
}

interface Session {
  readonly options: PlanOptions;
  readonly io: Io;
  readonly root: string;
  readonly desired: Desired;
  readonly diagnostics: readonly Diagnostic[];
  readonly log: LogFacts;
  readonly source: Source;
  readonly isSaved: boolean;
}

async function showPlan(session: Session): Promise<ExitCode> {
  const { options, io, root, desired, diagnostics, log, source, isSaved } = session;
  const { format, out, saveSnapshot, detailedExitcode = false } = options;
  const readFrom = isSaved ? 'saved snapshot' : 'registry';
  const fresh = await whileReading(io, readPlan(desired, diagnostics, source, log, readFrom));
  tellReading(fresh.snapshot, source, io);
  const compared = await againstBase(fresh, session);
  if (!compared.ok) return fail(compared.problem, EXIT.invalid, format, io);
  const { plan } = compared;
  io.stdout(await planAs(format, plan, root, io));
  const files: readonly (readonly [string | undefined, () => object])[] = [
    [out, () => plan],
    [
      fresh.snapshot.gaps.length > 0 ? undefined : saveSnapshot,
      () => ({
        format: SNAPSHOT_FORMAT,
        savedAt: new Date().toISOString(),
        account: plan.account,
        ...fresh.snapshot,
      }),
    ],
  ];
  let code = planExitCode(plan, detailedExitcode);
  if (saveSnapshot !== undefined && fresh.snapshot.gaps.length > 0) {
    io.stderr('The snapshot was not saved, as not all of the registry was read.\n');
  }
  for (const [file, value] of files) {
    const objection =
      file === undefined ? null : await writeWhole(resolve(io.cwd, file), toJson(value()));
    if (objection === null) continue;
    io.stderr(`${objection}\n`);
    code = EXIT.bug;
  }
  return code;
}

/** The plan beside that of `--base`. */
async function againstBase(
  { plan, snapshot }: { readonly plan: Plan; readonly snapshot: Snapshot },
  { options, io, root, log, source }: Session,
): Promise<
  { readonly ok: true; readonly plan: Plan } | { readonly ok: false; readonly problem: string }
> {
  if (options.base === undefined) return { ok: true, plan };
  const { comparedWith } = await import('./base.ts');
  const planOf = (other: Desired, diagnostics: readonly Diagnostic[]) =>
    makePlan({
      desired: source.canonical(other),
      snapshot,
      capabilities: source.capabilities,
      diagnostics,
      log,
      readFrom: plan.readFrom,
    });
  const compared = await comparedWith(options.base, { plan, root, planOf }, io);
  if (compared.ok && compared.note !== null) io.stderr(`${compared.note}\n`);
  return compared;
}

/**
 * Says on stderr how much was read, in how many requests: they count against a limit that others share. About a sandbox,
 * which nobody shares, only where there were so many that they had to wait for each other.
 */
function tellReading({ users, numbers, gaps }: Snapshot, source: Source, io: Io): void {
  const requests = source.requests?.() ?? 0;
  const shared = source.capabilities.sandbox ? PUBLISHED_LIMITS.perTenSeconds : 0;
  if (requests <= shared) return;
  // The plan says what was not read.
  if (gaps.some(({ part }) => part === 'users' || part === 'inventory')) return;
  const grouped = (n: number, one: string) =>
    count(n, one).replace(String(n), n.toLocaleString('en-US'));
  const read = `${grouped(users.length, 'user')} and ${grouped(numbers.length, 'number')}`;
  io.stderr(`Read ${read} in ${grouped(requests, 'request')}.\n`);
}

function fail(problem: string, code: ExitCode, format: Report, io: Io): ExitCode {
  tellFailure(problem, format, io);
  return code;
}

/** A saved snapshot in place of the registry. Says how old it is. */
async function savedSource(
  file: string,
  desired: Desired,
  io: Io,
): Promise<
  { readonly ok: true; readonly source: Source } | { readonly ok: false; readonly problem: string }
> {
  const { account } = desired;
  const [{ textOf }, { readSavedSnapshot }] = await Promise.all([
    import('./file.ts'),
    import('../config/saved-snapshot.ts'),
  ]);
  const text = await textOf(resolve(io.cwd, file), 'snapshot');
  const read =
    typeof text === 'string'
      ? readSavedSnapshot(text, { account: account.name, provider: account.provider })
      : { ok: false as const, problem: text.problem };
  if (!read.ok) return { ok: false, problem: `${clean(file)} ${clean(read.problem)}.` };
  const { snapshot } = read;
  const { rules } = await openingOf(desired);
  io.stderr(`${ageText(file, read, Date.now())}\n`);
  return { ok: true, source: { ...rules, snapshot: async () => snapshot } };
}

const HOUR_MS = 3_600_000;

/** `The snapshot in live.json was saved 3 hours ago, of a registry read 2026-07-20 09:00 UTC.` */
function ageText(
  file: string,
  { snapshot, savedAt }: { readonly snapshot: Snapshot; readonly savedAt: string },
  now: number,
): string {
  const hours = Math.floor((now - Date.parse(savedAt)) / HOUR_MS);
  const age =
    hours < 0
      ? 'in the future, by the clock of this machine'
      : hours === 0
        ? 'less than an hour ago'
        : `${hours < 48 ? count(hours, 'hour') : count(Math.floor(hours / 24), 'day')} ago`;
  return `The snapshot in ${clean(file)} was saved ${age}; the registry was read ${timeOf(Date.parse(snapshot.readAt))}. What changed since is not in this plan.`;
}

/** One fresh plan, with what it was made from. */
export async function readPlan(
  written: Desired,
  diagnostics: readonly Diagnostic[],
  source: Source,
  log: LogFacts | null,
  readFrom: Plan['readFrom'] = 'registry',
): Promise<{ plan: Plan; desired: Desired; snapshot: Snapshot }> {
  const desired = source.canonical(written);
  const snapshot = await source.snapshot({ users: usersIn(desired) });
  const { capabilities } = source;
  return {
    plan: makePlan({ desired, snapshot, capabilities, diagnostics, log, readFrom }),
    desired,
    snapshot,
  };
}

/** Where it is compared, about what the lines that differ caused: a pull request does not fail for what was there before. */
function planExitCode(whole: Plan, detailed: boolean): ExitCode {
  const plan = partsOf(whole).own;
  const codes: ExitCode[] = [EXIT.ok];
  if (plan.gaps.length > 0) codes.push(EXIT.unread);
  if (plan.refusals.length > 0 || plan.held.length > 0) codes.push(EXIT.refused);
  if (detailed) codes.push(detail(plan));
  return strongest(codes);
}

function detail(plan: Plan): ExitCode {
  const toRun = plan.changes.some(starts);
  if (toRun || plan.attention.length > 0) return EXIT.changes;
  return plan.changes.length + plan.waiting.length > 0 ? EXIT.waits : EXIT.ok;
}
