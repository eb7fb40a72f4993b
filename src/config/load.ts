/**
 * Load: a folder of YAML → Desired, or everything that is wrong with it.
 * Law: all findings come in one run, sorted by place; there is a Desired only where none of them is an error.
 */
import type { Desired } from '../model/desired.ts';
import { byPlace, type Diagnostic } from '../model/diagnostic.ts';
import { check } from './check.ts';
import { toDesired } from './desired.ts';
import { listReader } from './list.ts';
import { type Entry, isPlainMap, type Merged, merge } from './merge.ts';
import { type ParsedFile, parseYaml } from './parse.ts';
import { readYaml } from './read.ts';
import {
  accountAbove,
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

/** Loads the account in the folder `path`, or in the folder of the file `path`. */
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
  if (account === undefined && merged.account.length > 0) {
    const elsewhere = [missingAccount(root, merged.account, null)];
    return { root, desired: null, diagnostics: elsewhere, files: [] };
  }
  diagnostics.push(...merged.diagnostics, ...secondAccounts(merged.account));
  if (account === undefined && !mayBeUnread(sources, parsed, diagnostics)) {
    diagnostics.push(missingAccount(root, [], accountAbove(root)));
  }
  for (const file of parsed) judge(file, diagnostics);
  const desired =
    account === undefined ? null : assemble(root, merged, account, sources, diagnostics);
  return {
    root,
    desired: diagnostics.some(isError) ? null : desired,
    diagnostics: withSource(diagnostics, sources).sort(byPlace),
    files: [...sources.keys()],
  };
}

function readFiles(
  root: string,
  sources: Map<string, SourceFile>,
  diagnostics: Diagnostic[],
): readonly ParsedFile[] {
  const { files, diagnostics: found } = walk(root);
  diagnostics.push(...found);
  return files.flatMap((name) => {
    const read = readYaml(root, name);
    diagnostics.push(...read.diagnostics);
    if (read.source === null) return [];
    sources.set(name, read.source);
    const { file, diagnostics: faults } = parseYaml(read.source);
    diagnostics.push(...faults);
    return file === null ? [] : [file];
  });
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
function judge(file: ParsedFile, diagnostics: Diagnostic[]): void {
  append(diagnostics, findTraps(file));
  const explained = new Set<number>();
  for (const { severity, place, rule } of diagnostics) {
    if (severity !== 'error' || place?.file !== file.source.file) continue;
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
  const errors = diagnostics.filter(isError);
  const sound = (entry: Entry) => isSound(entry, errors);
  if (!sound(account)) return null;
  const whole: Merged = {
    ...merged,
    policy: merged.policy.filter(sound),
    brands: merged.brands.filter(sound),
    campaigns: merged.campaigns.map((entry) => (sound(entry) ? entry : onlyNumbers(entry))),
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

/** Whether no error stands between the key of a block and its end. */
function isSound(
  { file: { source }, keyRange, node }: Entry,
  errors: readonly Diagnostic[],
): boolean {
  const first = lineAt(source, keyRange[0]);
  const last = lineAt(source, isNode(node) ? rangeOf(node)[1] : keyRange[1]);
  return !errors.some(
    ({ place }) => place?.file === source.file && place.line >= first && place.line <= last,
  );
}

/** Lists can be longer than a call takes arguments. */
function append(list: Diagnostic[], more: readonly Diagnostic[]): void {
  for (const diagnostic of more) list.push(diagnostic);
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

/** Adds the line at each place, unless a secret stands on it or seems to. */
function withSource(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, SourceFile>,
): Diagnostic[] {
  const secret = new Set(diagnostics.filter(({ rule }) => rule === 'secret-in-yaml').map(lineKey));
  return diagnostics.map((diagnostic) => {
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
