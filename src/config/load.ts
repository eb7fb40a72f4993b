/**
 * Load: a folder of YAML → Desired, or everything that is wrong with it.
 * Law: all findings come in one run, sorted by place; there is a Desired only where none of them is an error.
 */
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { check } from './check.ts';
import { MOST_TOKENS } from './compose.ts';
import { toDesired } from './desired.ts';
import { MOST_PER_FILE, shown } from './findings.ts';
import { listReader } from './list.ts';
import { type Entry, isPlainMap, type Merged, merge } from './merge.ts';
import { type ParsedFile, parseYaml } from './parse.ts';
import { readYaml } from './read.ts';
import {
  isBelow,
  mayHoldAccount,
  missingAccount,
  missingPath,
  rootOf,
  secondAccounts,
} from './root.ts';
import { isSecretPair } from './secret.ts';
import { lineAt, lineText, placeAt, type SourceFile } from './source.ts';
import { findTraps } from './traps.ts';
import { isNode, rangeAt, rangeOf } from './tree.ts';
import { validateFile } from './validate.ts';
import { walk } from './walk.ts';

export interface Loaded {
  /** Real path of the folder of the account. */
  readonly root: string;
  /** Null exactly where a diagnostic is an error. */
  readonly desired: Desired | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Files that were read, relative to the root: YAML, then lists of numbers. */
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
    return { root: path, desired: null, diagnostics: [missingPath(path)], files: [] };
  }
  const sources = new Map<string, SourceFile>();
  const diagnostics: Diagnostic[] = [];
  const parsed = readFiles(root, sources, diagnostics);
  const merged = merge(parsed);
  const account = merged.account.find((entry) => !isBelow(entry));
  const isMissing = account === undefined && !mayBeUnread(sources, parsed, diagnostics);
  if (isMissing && merged.account.length > 0) {
    const elsewhere = [missingAccount(root, merged.account)];
    return { root, desired: null, diagnostics: elsewhere, files: [] };
  }
  append(diagnostics, merged.diagnostics);
  append(diagnostics, secondAccounts(merged.account));
  if (isMissing) diagnostics.push(missingAccount(root, []));
  const wrong = wrongLines(diagnostics);
  for (const file of parsed) judge(file, wrong.get(file.source.file) ?? [], diagnostics);
  const desired =
    account === undefined ? null : assemble(root, merged, account, sources, diagnostics);
  return {
    root,
    desired: diagnostics.some(isError) ? null : desired,
    diagnostics: withSource(diagnostics, sources),
    files: [...sources.keys()],
  };
}

function readFiles(
  root: string,
  sources: Map<string, SourceFile>,
  diagnostics: Diagnostic[],
): readonly ParsedFile[] {
  const { files, diagnostics: found } = walk(root);
  append(diagnostics, found);
  const parsed: ParsedFile[] = [];
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
    if (file !== null) parsed.push(file);
  }
  return parsed;
}

/** Whether `account:` may stand in a file of the root that could not be read or parsed. */
function mayBeUnread(
  sources: ReadonlyMap<string, SourceFile>,
  parsed: readonly ParsedFile[],
  diagnostics: readonly Diagnostic[],
): boolean {
  const good = new Set(parsed.map((file) => file.source.file));
  return diagnostics.some((diagnostic) => {
    if (diagnostic.rule === 'too-many-files') return true;
    const file = diagnostic.place?.file;
    if (file === undefined || file.includes('/') || good.has(file)) return false;
    const text = sources.get(file)?.text;
    return isError(diagnostic) && (text === undefined || mayHoldAccount(text));
  });
}

/** Schema and traps of one file. Where a line has been explained, the schema's words about it are left out. */
function judge(file: ParsedFile, wrong: readonly number[], diagnostics: Diagnostic[]): void {
  const traps = findTraps(file);
  append(diagnostics, traps);
  const explained = new Set<number>(wrong);
  for (const { severity, place, rule } of traps) {
    if (severity !== 'error' || place === null) continue;
    explained.add(place.line);
    // A line that looks indented and is not has left the block above it empty.
    if (rule === 'yaml-invisible-character' && place.col === 1) explained.add(place.line - 1);
  }
  const faults = validateFile(file.value, (path, what) =>
    placeAt(file.source, ...rangeAt(file.root, path, what)),
  );
  append(
    diagnostics,
    faults.filter(({ place }) => place === null || !explained.has(place.line)),
  );
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
  const known = ({ file }: Entry) => (wrong.get(file.source.file)?.length ?? 0) <= MOST_PER_FILE;
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
  return desired;
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
  { file: { source }, keyRange, node }: Entry,
  wrong: ReadonlyMap<string, readonly number[]>,
): boolean {
  const first = lineAt(source, keyRange[0]);
  const last = lineAt(source, isNode(node) ? rangeOf(node)[1] : keyRange[1]);
  return !wrong.get(source.file)?.some((line) => line >= first && line <= last);
}

/** Lists can be longer than a call takes arguments. */
function append(list: Diagnostic[], more: readonly Diagnostic[]): void {
  for (const diagnostic of more) list.push(diagnostic);
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

/** What is shown, with the line at each place, unless a secret stands on it or seems to. */
function withSource(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, SourceFile>,
): Diagnostic[] {
  const secret = new Set(diagnostics.filter(({ rule }) => rule === 'secret-in-yaml').map(lineKey));
  return shown(diagnostics).map((diagnostic) => {
    const { place } = diagnostic;
    const source = place === null ? undefined : sources.get(place.file);
    if (place === null || source === undefined || secret.has(lineKey(diagnostic)))
      return diagnostic;
    const line = lineText(source, place.line);
    return isShowable(line) ? { ...diagnostic, source: line } : diagnostic;
  });
}

/** Longer lines help nobody. */
const LONGEST_SHOWN = 2_000;

function isShowable(line: string): boolean {
  if (line.length > LONGEST_SHOWN) return false;
  const [, key, value] = /([\w.-]+)["']?\s*:\s*["']?(.*?)["']?\s*$/.exec(line) ?? [];
  return key === undefined || !isSecretPair(key, value);
}

function lineKey({ place }: Diagnostic): string {
  return `${place?.line}:${place?.file}`;
}
