/**
 * Validate: one file against the schema, in an admin's words.
 * Law: one diagnostic for one mistake. The schema's own complaints are many for one wrong line; they are sorted here, not shown.
 */
import type { ErrorObject } from 'ajv';
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import { MOST_PER_FILE } from './findings.ts';
import { LANGUAGE_RULES } from './rules-schema.ts';
import { CONFIGURATION, type Shape } from './schema-shape.ts';
import validateConfiguration from './schema-validator.gen.mjs';
import {
  type Fault,
  type Words,
  wordsForKey,
  wordsForMissing,
  wordsForUnknownKey,
  wordsForValue,
} from './schema-words.ts';
import type { Path } from './tree.ts';

/** Place of the key or of the value at a path. */
export type Locate = (path: Path, what: 'key' | 'value') => Place;

/** A schema, as data and as the function that was made of it. */
export interface Language {
  readonly shape: Shape;
  readonly validate: typeof validateConfiguration;
}

const OF_CONFIGURATION: Language = { shape: CONFIGURATION, validate: validateConfiguration };

const SEVERITY = new Map<string, Diagnostic['severity']>(
  LANGUAGE_RULES.map(({ id, severity }) => [id, severity]),
);

/**
 * What the schema has against the plain value of one YAML file.
 * A diagnostic `secret-in-yaml` stands on a line that must not be shown: its `source` has to stay away.
 */
export function validateFile(
  value: unknown,
  locate: Locate,
  { shape, validate }: Language = OF_CONFIGURATION,
): Diagnostic[] {
  if (validate(value)) return [];
  const claims: Claim[] = [];
  const meant = new Set<string>();
  const missing: Fault[] = [];
  const claim = (path: Path, what: 'key' | 'value', words: () => Words | null) => {
    claims.push({ place: locate(path, what), words });
  };

  for (const faults of faultsByPath(value, validate.errors ?? [], shape)) {
    const wrongValue = faults.filter(isAboutValue).sort((a, b) => rank(a) - rank(b))[0];
    if (wrongValue !== undefined) {
      const empty = wrongValue.value === null || wrongValue.value === '';
      claim(wrongValue.path, empty ? 'key' : 'value', () => wordsForValue(wrongValue));
    }
    for (const fault of faults) {
      if (fault.error.keyword === 'additionalProperties') {
        const key = String(fault.error.params['additionalProperty']);
        claim([...fault.path, key], 'key', () => {
          const { words, meant: path } = wordsForUnknownKey(fault, key);
          if (path !== null) meant.add(pointer(path));
          return words;
        });
      } else if (fault.error.keyword === 'propertyNames') {
        const key = String(fault.error.params['propertyName']);
        claim([...fault.path, key], 'key', () => wordsForKey(fault, key));
      } else if (isAboutMissing(fault)) {
        missing.push(fault);
      }
    }
  }
  // A misspelt key is missing under its right name too; that is said once.
  for (const [path, keys] of missingByBlock(missing)) {
    claim(path, path.length === 0 ? 'value' : 'key', () => {
      const needed = keys.filter((key) => !meant.has(pointer([...path, key])));
      return needed.length === 0 ? null : wordsForMissing(path, needed, shape);
    });
  }
  return worded(claims);
}

/** Something to say at a place, put into words only where it can be shown. */
interface Claim {
  readonly place: Place;
  /** Null: nothing is left to say. */
  readonly words: () => Words | null;
}

function worded(claims: readonly Claim[]): Diagnostic[] {
  const first = new Set([...claims].sort(inOrder).slice(0, MOST_PER_FILE + 1));
  return claims.flatMap((claim) => {
    const words = first.has(claim) ? claim.words() : null;
    return words === null ? [] : [diagnosticOf(words, claim.place)];
  });
}

function inOrder({ place: a }: Claim, { place: b }: Claim): number {
  return a.line - b.line || a.col - b.col;
}

function diagnosticOf({ rule, message, hint, fix }: Words, place: Place): Diagnostic {
  const isOneLine = place.endLine === place.line && place.endCol !== undefined;
  return {
    rule,
    severity: SEVERITY.get(rule) ?? 'error',
    message,
    place,
    hint,
    ...(fix !== undefined && isOneLine ? { fix } : {}),
  };
}

/** The errors of each path together, without those that only repeat that another one exists. */
function faultsByPath(
  root: unknown,
  errors: readonly ErrorObject[],
  language: Shape,
): Iterable<readonly Fault[]> {
  const groups = new Map<string, Fault[]>();
  for (const error of errors) {
    if (error.keyword === 'if' || error.propertyName !== undefined) continue;
    const group = groups.get(error.instancePath) ?? [];
    groups.set(error.instancePath, group);
    group.push({ error, ...follow(root, error.instancePath), language });
  }
  return groups.values();
}

/** A JSON pointer followed into the value: its steps, with positions in lists as numbers, and what stands there. */
function follow(root: unknown, instancePath: string): { path: Path; value: unknown } {
  const path: (string | number)[] = [];
  let value = root;
  for (const part of instancePath.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) {
      path.push(Number(name));
      value = value[Number(name)];
    } else {
      path.push(name);
      value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    }
  }
  return { path, value };
}

/** The complaint about a value that explains the others comes first. */
const RANK: readonly string[] = ['type', 'const', 'enum', 'pattern', 'format'];

function rank({ error }: Fault): number {
  const found = RANK.indexOf(error.keyword);
  return found === -1 ? RANK.length : found;
}

function isAboutMissing({ error }: Fault): boolean {
  return error.keyword === 'required' || error.keyword === 'dependentRequired';
}

function isAboutValue(fault: Fault): boolean {
  const { keyword } = fault.error;
  return (
    keyword !== 'additionalProperties' && keyword !== 'propertyNames' && !isAboutMissing(fault)
  );
}

/** Missing keys of each block, once each, in the order of the schema. */
function missingByBlock(faults: readonly Fault[]): Iterable<readonly [Path, readonly string[]]> {
  const blocks = new Map<string, [Path, string[]]>();
  for (const { error, path } of faults) {
    const key = String(error.params['missingProperty']);
    const [, keys] = blocks.get(error.instancePath) ?? [path, []];
    if (!keys.includes(key)) keys.push(key);
    blocks.set(error.instancePath, [path, keys]);
  }
  return blocks.values();
}

function pointer(path: Path): string {
  return JSON.stringify(path);
}
