/**
 * Observed: `observed.yaml` → what people saw in Admin Console, or everything that is wrong with it.
 * Law: a file that is wrong anywhere says nothing at all; only one that is not there stands for nobody having looked.
 */
import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import schema from '../../schema/observed.schema.json' with { type: 'json' };
import type { Diagnostic } from '../model/diagnostic.ts';
import { OBSERVED_FILE, type Observed } from '../model/observed.ts';
import { observedFindings } from './observed-findings.ts';
import validate from './observed-validator.gen.mjs';
import { toObserved } from './observed-values.ts';
import { parseYaml } from './parse.ts';
import { decode, LARGEST_YAML_FILE, notUtf8, tooLarge } from './read.ts';
import { unexplained, withSource } from './said.ts';
import { placeAt, type SourceFile, sourceFile } from './source.ts';
import { findTraps } from './traps.ts';
import { rangeAt } from './tree.ts';
import { type Language, validateFile } from './validate.ts';
import { isInside, outside, unreadable } from './walk.ts';

/** Where the schema is published: editors find it by the first line of the file. */
export const OBSERVED_SCHEMA_ADDRESS: string = schema.$id;

const LANGUAGE: Language = { shape: schema, validate };

export interface LoadedObserved {
  /** Null: there is no file, or a diagnostic is an error. */
  readonly observed: Observed | null;
  /** As it was read; null: there is no file, or it cannot be read. */
  readonly text: string | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the file below `root`, the folder of the account. `account`: its name, where it is known. */
export function loadObserved(root: string, account: string | null = null): LoadedObserved {
  const read = readSource(realpathSync.native(root));
  if (read === null) return { observed: null, text: null, diagnostics: [] };
  if ('rule' in read) return { observed: null, text: null, diagnostics: [read] };
  return { ...readObserved(read, account), text: read.text };
}

/** The same for a text that is at hand. Pure. */
export function parseObserved(text: string): Omit<LoadedObserved, 'text'> {
  return readObserved(sourceFile(OBSERVED_FILE, text), null);
}

/** Null: there is no such file. */
function readSource(root: string): SourceFile | Diagnostic | null {
  const path = join(root, OBSERVED_FILE);
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return null;
    const real = realpathSync.native(path);
    if (!isInside(root, real)) return outside(OBSERVED_FILE);
    const stats = statSync(real);
    if (!stats.isFile()) return unreadable(OBSERVED_FILE, 'file', null);
    if (stats.size > LARGEST_YAML_FILE) {
      return {
        ...tooLarge(OBSERVED_FILE, stats.size, LARGEST_YAML_FILE),
        hint: 'Look for something that does not belong here, or for a damaged file.',
      };
    }
    const bytes = readFileSync(real);
    const { text, encoding } = decode(bytes);
    return encoding === 'UTF-8'
      ? sourceFile(OBSERVED_FILE, text)
      : notUtf8(OBSERVED_FILE, bytes, encoding);
  } catch (error) {
    return unreadable(OBSERVED_FILE, 'file', error);
  }
}

function readObserved(source: SourceFile, account: string | null): Omit<LoadedObserved, 'text'> {
  const { file, diagnostics } = parseYaml(source);
  const found = [...diagnostics];
  if (file !== null) {
    const traps = findTraps(file);
    const faults = validateFile(
      file.value,
      (path, what) => placeAt(source, ...rangeAt(file.root, path, what)),
      LANGUAGE,
    );
    const wrong = diagnostics.flatMap(({ place }) => place?.line ?? []);
    found.push(...traps, ...unexplained({ traps, faults }, wrong));
    found.push(...observedFindings(file, account));
  }
  const isWrong = file === null || found.some(({ severity }) => severity === 'error');
  return {
    observed: isWrong ? null : toObserved(file.value),
    diagnostics: withSource(found, new Map([[source.file, source]])),
  };
}
