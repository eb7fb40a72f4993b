/**
 * Sentences for what the schema refuses.
 * Law: each names the key as it is written, the label that Admin Console uses where it differs, and how to mend the line.
 */
import type { ErrorObject } from 'ajv';
import { nearest } from '../model/nearest.ts';
import { listed } from './check/finding.ts';
import { formatWords } from './format-words.ts';
import type { SchemaRuleId } from './rules-schema.ts';
import {
  capital,
  exampleHint,
  isBlock,
  isHolder,
  isNumberMap,
  labelOf,
  nameOf,
  squeezed,
} from './schema-names.ts';
import { exampleOf, kindAt, propertiesOf, type Shape, shapeAt } from './schema-shape.ts';
import { holdsTaxNumber, isSecretPair, looksLikeEin, quote, quotePhone } from './secret.ts';
import type { Path } from './tree.ts';
import { adviseOnKey } from './unknown-key.ts';

/** One complaint of the schema, with the path as steps and the value there. */
export interface Fault {
  readonly error: ErrorObject;
  readonly path: Path;
  readonly value: unknown;
  /** The schema that complains. */
  readonly language: Shape;
}

export interface Words {
  readonly rule: SchemaRuleId;
  readonly message: string;
  readonly hint: string;
  /** What to write at the place instead. */
  readonly fix?: string;
}

export function wordsForUnknownKey(
  { path, value, language }: Fault,
  key: string,
): { readonly words: Words; readonly meant: Path | null } {
  const held = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  if (isSecretPair(key, held)) return { words: secret(quote(key)), meant: null };
  const { hint, meant, fix } = adviseOnKey(path, key, held, language);
  const where = path.length === 0 ? 'at the left edge of a file' : `in ${nameOf(path, language)}`;
  const message = `${quote(key)} is not a key that can stand ${where}.`;
  // Beside the right key, the misspelt one cannot take its name.
  const isFree = fix !== undefined && !Object.hasOwn(Object(value), fix);
  return {
    words: { rule: 'schema-unknown-key', message, hint, ...(isFree ? { fix } : {}) },
    meant,
  };
}

export function wordsForKey({ path }: Fault, key: string): Words {
  if (path.at(-1) === 'allow') {
    return {
      rule: 'schema-key',
      message: `${quote(key)} is not the id of a rule.`,
      hint: 'Write the id as the warning shows it, such as `brand-not-named`.',
    };
  }
  return {
    rule: 'schema-key',
    message: `${quote(key)} cannot be a key: keys have small letters, digits and hyphens, 50 characters at most.`,
    hint: suggestKey(key),
  };
}

export function wordsForMissing(path: Path, keys: readonly string[], language: Shape): Words {
  if (path.length === 0 && keys.includes('version')) {
    return {
      rule: 'schema-version',
      message: 'The file does not say which version of the language it is written in.',
      hint: 'Make `version: 1` its first line.',
    };
  }
  const names = keys.map((key) => `\`${key}\`${labelOf([...path, key], language)}`);
  const [key] = keys;
  const line = key === undefined ? null : exampleOf(shapeAt([...path, key], language));
  const example =
    keys.length === 1 && line !== null ? `Add \`${key}: ${line}\`.` : 'Add these lines.';
  if (!isBlock(path) || shapeAt(path, language)?.then === undefined) {
    return {
      rule: 'schema-missing',
      message: `${path.length === 0 ? 'The file' : capital(nameOf(path, language))} lacks ${listed(names)}.`,
      hint: example,
    };
  }
  const kind = path[0] === 'brands' ? 'brand' : 'campaign';
  return {
    rule: 'schema-missing',
    message: `${capital(nameOf(path, language))} has no \`id\`, so it is to be registered, and lacks ${listed(names)}.`,
    hint: `${example} If the ${kind} exists already, add \`id:\` with the id that it has there instead.`,
  };
}

/** Words for a value that is of the wrong kind, length, range or form. */
export function wordsForValue(fault: Fault): Words {
  const { error, path, value, language } = fault;
  if (isSecret(path, value)) return secret(nameOf(path, language));
  if (value === null || value === '') return empty(path, language);
  const limit = Number(error.params['limit']);
  switch (error.keyword) {
    case 'type':
      return wrongType(fault, error.params['type']);
    case 'const':
      return wrongVersion(value);
    case 'enum':
      return wrongChoice(fault, error.params['allowedValues']);
    case 'minLength':
    case 'maxLength':
      return wrongLength(fault, [...String(value)].length, limit, 'character');
    case 'minItems':
    case 'maxItems':
      return wrongLength(fault, Array.isArray(value) ? value.length : 0, limit, 'item');
    case 'minProperties':
      return empty(path, language);
    case 'minimum':
    case 'maximum':
      return {
        rule: 'schema-range',
        message: `${capital(nameOf(path, language))} is ${quote(value)}; it must be ${limit} or ${error.keyword === 'minimum' ? 'more' : 'less'}.`,
        hint: exampleHint(path, language),
      };
    default:
      return {
        rule: 'schema-format',
        ...formatWords(
          kindAt(path, language),
          capital(nameOf(path, language)),
          String(value),
          exampleHint(path, language),
        ),
      };
  }
}

function wrongVersion(value: unknown): Words {
  const message =
    value === '1'
      ? '`version` is written as text; it must be a number.'
      : `This file says version ${quote(value)}; only version 1 is known.`;
  return { rule: 'schema-version', message, hint: 'Write `version: 1`, without quotes.' };
}

function empty(path: Path, language: Shape): Words {
  const shape = shapeAt(path, language);
  const message = `${capital(nameOf(path, language))} is empty.`;
  if (isHolder(path, language)) {
    return {
      rule: 'schema-missing',
      message: `No user is written for ${quotePhone(path.at(-1))}.`,
      hint: 'Write the userName of who should hold the number after the colon, or `anyone`.',
    };
  }
  const hint =
    shape?.type === 'object'
      ? 'Write its lines below it, indented by two more spaces, or take the line out.'
      : `Write a value after the colon, or take the line out. ${exampleHint(path, language)}`;
  return { rule: 'schema-missing', message, hint };
}

function wrongType({ path, value, language }: Fault, wanted: unknown): Words {
  const types: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  const rule = 'schema-type';
  const name = capital(nameOf(path, language));
  if (types.includes('string'))
    return { rule, ...notText(name, value, exampleHint(path, language)) };
  if (types.includes('object') && isNumberMap(path, language)) {
    return {
      rule,
      message: `${name} must be lines of a number and its user, not ${kindOf(value)}.`,
      hint: 'Write `+14085550101: jane.doe@acme-dental.example` on a line of its own, or `+14085550101: anyone`, without a dash.',
    };
  }
  if (types.includes('object')) {
    const keys = Object.keys(propertiesOf(shapeAt(path, language)));
    const hint =
      keys.length > 0 && keys.length < 6
        ? `Write its lines below it, indented by two more spaces: ${listed(
            keys.map((key) => `\`${key}:\``),
            'or',
          )}.`
        : 'Write its lines below it, indented by two more spaces.';
    return { rule, message: `${name} must be a block of lines, not ${kindOf(value)}.`, hint };
  }
  if (types.includes('array')) {
    return {
      rule,
      message: `${name} must be a list, not ${kindOf(value)}.`,
      hint: exampleHint(path, language),
    };
  }
  const whole = types.includes('integer') ? 'whole number' : 'number';
  const example = exampleOf(shapeAt(path, language));
  const isDigits = typeof value !== 'string' || /^[\d.-]+$/.test(value);
  return {
    rule,
    message:
      isDigits || example === null
        ? `${name} must be a ${whole}, not ${kindOf(value)}.`
        : `${name} is ${quote(value)}, which is not a plain ${whole} such as ${example}.`,
    hint: `${exampleHint(path, language)} Without quotes, currency signs and thousands separators.`,
  };
}

function notText(name: string, value: unknown, example: string): { message: string; hint: string } {
  if (typeof value === 'number' || typeof value === 'boolean') {
    const written = String(value);
    const hint = typeof value === 'number' ? `Put it in quotes: "${shown(written)}".` : example;
    return { message: `${name} must be text, and ${quote(written)} is ${kindOf(value)}.`, hint };
  }
  if (Array.isArray(value)) {
    return { message: `${name} must be one text, not a list.`, hint: example };
  }
  return {
    message: `${name} must be text; a colon in it made its start a key.`,
    hint: 'Put the whole text into double quotes ("…").',
  };
}

function wrongChoice({ path, value, language }: Fault, allowed: unknown): Words {
  const choices = Array.isArray(allowed) ? allowed.map(String) : [];
  const written = String(value);
  const same = choices.find((choice) => squeezed(choice) === squeezed(written));
  const near = same ?? nearest(written, choices);
  const list = listed(
    choices.map((choice) => `\`${choice}\``),
    'or',
  );
  return {
    rule: 'schema-enum',
    message: `${capital(nameOf(path, language))} cannot be ${quote(value)}.`,
    hint: near === null ? `Possible: ${list}.` : `Did you mean \`${near}\`?`,
    ...(near === null || typeof value !== 'string' ? {} : { fix: near }),
  };
}

function wrongLength(
  { path, language }: Fault,
  length: number,
  limit: number,
  unit: string,
): Words {
  const long = length > limit;
  const count = (n: number) => `${n} ${unit}${n === 1 ? '' : 's'}`;
  return {
    rule: long ? 'schema-too-long' : 'schema-too-short',
    message: `${capital(nameOf(path, language))} has ${count(length)}; at ${long ? 'most' : 'least'} ${limit} ${limit === 1 ? 'is' : 'are'} possible.`,
    hint: long ? `Take out ${count(length - limit)} or more.` : exampleHint(path, language),
  };
}

function secret(name: string): Words {
  return {
    rule: 'secret-in-yaml',
    message: `What stands at ${name} looks like a tax number or a key; it is not repeated here.`,
    hint: 'Take it out, also out of the history of the repository. For a tax number write `taxIdFrom:` with the name of an environment variable, such as `ACME_EIN`.',
  };
}

/** A tax number in a brand, wherever it was put; the Alternative Business ID is public and looks alike. */
function isSecret(path: Path, value: unknown): boolean {
  const [kind, , field] = path;
  if (kind !== 'brands' || typeof value === 'object' || field === 'alternativeId') return false;
  const number = holdsTaxNumber(value) && field === 'taxIdFrom';
  return number || looksLikeEin(String(value)) || isSecretPair(String(field), value);
}

function suggestKey(key: string): string {
  const slug = key
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  return slug === '' ? 'Choose a name such as `front-desk`.' : `Write \`${slug}\`, for example.`;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'text';
    case 'number':
      return Number.isInteger(value) ? 'a number' : 'a number with decimals';
    case 'boolean':
      return 'a yes or no';
    default:
      return 'a block of lines';
  }
}

function shown(text: string): string {
  return looksLikeEin(text) ? '…' : text;
}
