/**
 * A key that the language does not have: what was most likely meant.
 * Law: the nearest explanation counts: another spelling first, then another place, then a near word, then the list of what is possible.
 */

import { nearest } from '../model/nearest.ts';
import { listed } from './check/finding.ts';
import { squeezed } from './schema-names.ts';
import {
  blockShape,
  CONFIGURATION,
  propertiesOf,
  resolved,
  type Shape,
  shapeAt,
} from './schema-shape.ts';
import { namesTaxNumber, quote } from './secret.ts';
import type { Path } from './tree.ts';

export interface KeyAdvice {
  readonly hint: string;
  /** Path of what was most likely meant; null: nobody can tell. */
  readonly meant: Path | null;
  /** The key to write instead, where nothing else has to change. */
  readonly fix?: string;
}

export function adviseOnKey(
  parent: Path,
  key: string,
  value: unknown,
  language: Shape = CONFIGURATION,
): KeyAdvice {
  const keys = propertiesOf(shapeAt(parent, language));
  return (
    otherSpelling(parent, keys, key, language) ??
    taxNumber(parent, keys, key) ??
    flattened(parent, keys, key, language) ??
    deeper(parent, keys, key, language) ??
    higher(parent, key, language) ??
    otherKind(parent, key, language) ??
    blockWithoutParent(parent, key, value, language) ??
    cutText(key, value) ??
    nearWord(parent, keys, key) ?? {
      hint: `Possible here: ${listed(
        Object.keys(keys).map((each) => `\`${each}\``),
        'and',
      )}.`,
      meant: null,
    }
  );
}

type Keys = Readonly<Record<string, Shape>>;

/** `legal_name`, `Legal Company Name`. */
function otherSpelling(parent: Path, keys: Keys, key: string, language: Shape): KeyAdvice | null {
  const found = Object.entries(keys).find(([name, shape]) => {
    const title = resolved(shape, language).title;
    return (
      squeezed(name) === squeezed(key) || (title !== undefined && squeezed(title) === squeezed(key))
    );
  });
  return found === undefined ? null : misspelt(parent, found[0]);
}

/** `ein`, `taxId`. */
function taxNumber(parent: Path, keys: Keys, key: string): KeyAdvice | null {
  return Object.hasOwn(keys, 'taxIdFrom') && namesTaxNumber(key)
    ? didYouMean(parent, 'taxIdFrom')
    : null;
}

/** `helpMessage` for `help.message`. */
function flattened(parent: Path, keys: Keys, key: string, language: Shape): KeyAdvice | null {
  for (const [outer, shape] of Object.entries(keys)) {
    for (const inner of Object.keys(propertiesOf(resolved(shape, language)))) {
      if (squeezed(outer + inner) !== squeezed(key)) continue;
      return {
        hint: `Write \`${inner}:\` on a line of its own below \`${outer}:\`, indented by two more spaces.`,
        meant: [...parent, outer],
      };
    }
  }
  return null;
}

/** `message` beside `optIn` in place of below it. */
function deeper(parent: Path, keys: Keys, key: string, language: Shape): KeyAdvice | null {
  const owners = Object.keys(keys).filter((outer) =>
    Object.hasOwn(propertiesOf(shapeAt([...parent, outer], language)), key),
  );
  const [first] = owners;
  if (first === undefined) return null;
  const names = listed(
    owners.map((owner) => `\`${owner}\``),
    'or',
  );
  return {
    hint: `\`${key}\` belongs under ${names}: indent it by two more spaces.`,
    meant: owners.length === 1 ? [...parent, first] : null,
  };
}

/** `samples` below `help` in place of beside it. */
function higher(parent: Path, key: string, language: Shape): KeyAdvice | null {
  for (let length = parent.length - 1; length >= 0; length -= 1) {
    const around = parent.slice(0, length);
    if (!Object.hasOwn(propertiesOf(shapeAt(around, language)), key)) continue;
    const where =
      length === 0 ? 'at the left edge of the file' : `directly in ${quote(around.at(-1))}`;
    return {
      hint: `\`${key}\` belongs ${where}, not below ${quote(parent.at(-1))}: move it to the left.`,
      meant: [...around, key],
    };
  }
  return null;
}

/** `legalName` in a campaign, `description` at the left edge. */
function otherKind(parent: Path, key: string, language: Shape): KeyAdvice | null {
  for (const kind of ['campaigns', 'brands']) {
    if (parent[0] === kind) continue;
    const name = Object.keys(propertiesOf(blockShape(kind, language))).find(
      (each) => squeezed(each) === squeezed(key),
    );
    if (name === undefined) continue;
    return { hint: `\`${name}\` belongs in one of the blocks below \`${kind}:\`.`, meant: null };
  }
  return null;
}

/** `front-desk:` at the left edge, with what a campaign has below it. */
function blockWithoutParent(
  parent: Path,
  key: string,
  value: unknown,
  language: Shape,
): KeyAdvice | null {
  if (parent.length > 0 || typeof value !== 'object' || value === null) return null;
  for (const kind of ['campaigns', 'brands']) {
    const keys = propertiesOf(blockShape(kind, language));
    if (!Object.keys(value).some((inner) => Object.hasOwn(keys, inner))) continue;
    return {
      hint: `Put ${quote(key)} and the lines below it under \`${kind}:\`, indented by two spaces.`,
      meant: null,
    };
  }
  return null;
}

/** `{ message: Acme, you are in }`: the part after the comma became a key. */
function cutText(key: string, value: unknown): KeyAdvice | null {
  if (value !== null || !/\s/.test(key)) return null;
  return {
    hint: 'Between `{ }` a comma ends a text. Put the whole text into double quotes.',
    meant: null,
  };
}

function nearWord(parent: Path, keys: Keys, key: string): KeyAdvice | null {
  const word = key.length < 3 ? null : nearest(key, Object.keys(keys));
  return word === null ? null : misspelt(parent, word);
}

function misspelt(parent: Path, key: string): KeyAdvice {
  return { ...didYouMean(parent, key), fix: key };
}

function didYouMean(parent: Path, key: string): KeyAdvice {
  return { hint: `Did you mean \`${key}\`?`, meant: [...parent, key] };
}
