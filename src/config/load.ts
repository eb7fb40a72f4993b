/**
 * Load: a folder of YAML → Desired, or everything that is wrong with it.
 * Law: all findings come in one run, sorted by place; there is a Desired only where none of them is an error.
 */
import type { Desired, UsersExport } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Observed } from '../model/observed.ts';
import { check } from './check.ts';
import { MOST_TOKENS } from './compose.ts';
import { toDesired } from './desired.ts';
import { type Entries, type Entry, entriesOf, isPlainMap } from './entries.ts';
import { MOST_PER_FILE } from './findings.ts';
import { listReader } from './list.ts';
import { type Merged, merge } from './merge.ts';
import { type ParsedFile, parseYaml } from './parse.ts';
import { strangeSettings } from './provider-settings.ts';
import { readYaml } from './read.ts';
import {
  isBelow,
  mayHoldAccount,
  missingAccount,
  missingPath,
  rootOf,
  secondAccounts,
} from './root.ts';
import { unexplained, withSource } from './said.ts';
import { missingSeed } from './seed.ts';
import { placeAt, type SourceFile } from './source.ts';
import { findTraps } from './traps.ts';
import { rangeAt } from './tree.ts';
import { readUsersFile } from './users-file.ts';
import { validateFile } from './validate.ts';
import { walk } from './walk.ts';

export interface Loaded {
  /** Real path of the folder of the account. */
  readonly root: string;
  /** Null exactly where a diagnostic is an error. */
  readonly desired: Desired | null;
  /** What people saw in Admin Console; null: it is not asked, or there is no such file. */
  readonly observed: Observed | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Files that were read, relative to the root: YAML, then lists of numbers and a Users export. */
  readonly files: readonly string[];
}

/** Rules that conclude from something missing; without meaning while a part could not be read. */
const FROM_ABSENCE: ReadonlySet<string> = new Set([
  'unknown-brand',
  'campaign-without-numbers',
  'more-numbers-than-limit',
  'allow-unused',
]);

/** Loads the account that the folder or file `path` belongs to. */
export async function loadConfig(path: string): Promise<Loaded> {
  const root = rootOf(path);
  if (root === null) {
    return {
      root: path,
      desired: null,
      observed: null,
      diagnostics: [missingPath(path)],
      files: [],
    };
  }
  const sources = new Map<string, SourceFile>();
  const diagnostics: Diagnostic[] = [];
  const judged = readFiles(root, sources, diagnostics);
  const merged = merge(judged.map(({ entries }) => entries));
  const account = merged.account.find((entry) => !isBelow(entry));
  const isMissing = account === undefined && !mayBeUnread(sources, judged, diagnostics);
  if (isMissing && merged.account.length > 0) {
    const elsewhere = [missingAccount(root, merged.account)];
    return { root, desired: null, observed: null, diagnostics: elsewhere, files: [] };
  }
  append(diagnostics, merged.diagnostics);
  append(diagnostics, secondAccounts(merged.account));
  if (isMissing) diagnostics.push(missingAccount(root, []));
  const wrong = wrongLines(diagnostics);
  for (const file of judged) {
    append(diagnostics, file.traps);
    append(diagnostics, unexplained(file, wrong.get(file.entries.source.file) ?? []));
  }
  const desired =
    account === undefined ? null : assemble(root, merged, account, sources, diagnostics);
  const { observed, diagnostics: misread } = await observedOf(root, desired);
  append(diagnostics, misread);
  return {
    root,
    desired: diagnostics.some(isError) ? null : desired,
    observed,
    diagnostics: withSource(diagnostics, sources),
    files: [...sources.keys()],
  };
}

/** What people saw, where it is asked; its findings come with their lines. */
export async function observedOf(
  root: string,
  desired: Desired | null,
): Promise<Pick<Loaded, 'observed' | 'diagnostics'>> {
  const isAsked = desired?.account.provider === '8x8' && desired.account.smsVia === 'console';
  if (!isAsked) return { observed: null, diagnostics: [] };
  const { loadObserved } = await import('./observed.ts');
  return loadObserved(root, desired.account.name);
}

function readFiles(
  root: string,
  sources: Map<string, SourceFile>,
  diagnostics: Diagnostic[],
): readonly Judged[] {
  const { files, diagnostics: found } = walk(root);
  append(diagnostics, found);
  const judged: Judged[] = [];
  let bytes = 0;
  let tokensLeft = MOST_TOKENS;
  for (const name of files) {
    const read = readYaml(root, name, bytes);
    append(diagnostics, read.diagnostics);
    if (read.source === null) continue;
    bytes += read.source.text.length;
    sources.set(name, read.source);
    const { file, diagnostics: faults, tokens } = parseYaml(read.source, tokensLeft);
    tokensLeft -= tokens;
    append(diagnostics, faults);
    if (file !== null) judged.push(judge(file));
  }
  return judged;
}

/** Whether `account:` may stand in a file of the root that could not be read or parsed. */
function mayBeUnread(
  sources: ReadonlyMap<string, SourceFile>,
  judged: readonly Judged[],
  diagnostics: readonly Diagnostic[],
): boolean {
  const good = new Set(judged.map(({ entries }) => entries.source.file));
  return diagnostics.some((diagnostic) => {
    if (diagnostic.rule === 'too-many-files') return true;
    const file = diagnostic.place?.file;
    if (file === undefined || file.includes('/') || good.has(file)) return false;
    const text = sources.get(file)?.text;
    return isError(diagnostic) && (text === undefined || mayHoldAccount(text));
  });
}

/** One file: what it holds, and what its traps and the schema have against it. */
interface Judged {
  readonly entries: Entries;
  readonly traps: readonly Diagnostic[];
  readonly faults: readonly Diagnostic[];
}

function judge(file: ParsedFile): Judged {
  const { source, root, value } = file;
  return {
    entries: entriesOf(file),
    traps: findTraps(file),
    faults: validateFile(value, (path, what) => placeAt(source, ...rangeAt(root, path, what))),
  };
}

/**
 * Desired of the blocks that are sound, and of the numbers of the others, checked. While some are not sound, what a
 * check concludes from something missing is left out.
 */
function assemble(
  root: string,
  merged: Merged,
  account: Entry,
  sources: Map<string, SourceFile>,
  diagnostics: Diagnostic[],
): Desired | null {
  const wrong = wrongLines(diagnostics);
  // Of a file with more errors than are looked for nobody knows what is sound.
  const known = ({ source }: Entry) => (wrong.get(source.file)?.length ?? 0) <= MOST_PER_FILE;
  const sound = (entry: Entry) => known(entry) && isSound(entry, wrong);
  if (!sound(account)) return null;
  const whole: Merged = {
    ...merged,
    policy: merged.policy.filter(sound),
    brands: merged.brands.filter(sound),
    campaigns: merged.campaigns
      .filter(known)
      .map((entry) => (sound(entry) ? entry : onlyNumbers(entry))),
    noTexting: merged.noTexting.filter(sound),
  };
  const readList = listReader(root, sources, diagnostics);
  const desired = toDesired(whole, account, readList, diagnostics);
  const partial = diagnostics.some(isError);
  append(
    diagnostics,
    check(desired).filter(({ rule }) => !partial || !FROM_ABSENCE.has(rule)),
  );
  append(diagnostics, strangeSettings(account, whole.policy[0] ?? null));
  append(diagnostics, missingSeed(root, account, desired.account.sandboxSeed));
  append(diagnostics, usersExportFindings(root, account, desired.account.usersExport, sources));
  return desired;
}

function usersExportFindings(
  root: string,
  account: Entry,
  usersExport: UsersExport | null,
  sources: Map<string, SourceFile>,
): readonly Diagnostic[] {
  if (usersExport === null) return [];
  const place = account.places['usersExport.file'] ?? account.place;
  const { source, diagnostics } = readUsersFile(root, usersExport, place);
  if (source !== null) sources.set(source.file, source);
  return diagnostics;
}

/** A campaign with an error in it still has numbers that can be judged. */
function onlyNumbers(entry: Entry): Entry {
  const list = isPlainMap(entry.value) ? entry.value['numbersFile'] : null;
  return { ...entry, value: typeof list === 'string' ? { numbersFile: list } : {} };
}

/** The lines with errors, by file. */
function wrongLines(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, readonly number[]> {
  const lines = new Map<string, number[]>();
  for (const { severity, place } of diagnostics) {
    if (severity !== 'error' || place === null) continue;
    const known = lines.get(place.file);
    if (known === undefined) lines.set(place.file, [place.line]);
    else known.push(place.line);
  }
  return lines;
}

/** Whether no error stands between the key of a block and its end. */
function isSound(
  { source, place, lastLine }: Entry,
  wrong: ReadonlyMap<string, readonly number[]>,
): boolean {
  return !wrong.get(source.file)?.some((line) => line >= place.line && line <= lastLine);
}

/** Lists can be longer than a call takes arguments. */
function append(list: Diagnostic[], more: readonly Diagnostic[]): void {
  for (const diagnostic of more) list.push(diagnostic);
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}
