/**
 * Blocks: a live brand or campaign as the settings of a block that is bound to it by `id`.
 * Law: a field is written exactly as the registry has it or not at all; one that our own reading would take for something
 * else, or refuse, is left out and named. What is left out of a bound block is not managed, so nothing changes.
 */
import { holdsWrittenEin } from '../config/secret.ts';
import { tryText } from '../config/trial.ts';
import type { Desired } from '../model/desired.ts';
import { type Content, FIELDS, type FieldValue, type Kind, sameValue } from '../model/kinds.ts';
import type { LiveBrand, LiveCampaign } from '../model/snapshot.ts';
import { fileText, type Settings } from './yaml.ts';

/** What the provider reads back for what is written. */
export type Canonical = (desired: Desired) => Desired;

export interface Described {
  readonly content: Content;
  /** Fields that the registry tells and the block does not hold, in the order of the table of kinds. */
  readonly missing: readonly { readonly field: string; readonly reason: string }[];
}

const CANNOT_HOLD = 'What the registry has there does not fit into these files';
const HOLDS_TAX_ID = 'A tax number seems to stand there, which has no place in these files';

/** What a block can say about the live object. */
export function describe(
  kind: Kind,
  live: LiveBrand | LiveCampaign,
  canonical: Canonical,
): Described {
  const told = toldFields(kind, live.content);
  const secret = new Set(told.filter((name) => holdsSecret(live.content[name])));
  const open = told.filter((name) => !secret.has(name));
  const kept = survives(kind, pick(live.content, open), canonical)
    ? open
    : groupsOf(open)
        .filter((names) => survives(kind, pick(live.content, names), canonical))
        .flat();
  const written = new Set(kept);
  return {
    content: pick(live.content, kept),
    missing: told
      .filter((field) => !written.has(field))
      .map((field) => ({ field, reason: secret.has(field) ? HOLDS_TAX_ID : CANNOT_HOLD })),
  };
}

/** The settings of the fields, nested as a block has them. */
export function contentSettings(content: Content): Settings {
  const settings: { [name: string]: FieldValue | { [name: string]: FieldValue } } = {};
  for (const [path, value] of Object.entries(content)) {
    const [name = '', inner] = path.split('.');
    if (inner === undefined) {
      settings[name] = value;
      continue;
    }
    const outer = settings[name];
    if (typeof outer === 'object' && !isList(outer)) outer[inner] = value;
    else settings[name] = { [inner]: value };
  }
  return settings;
}

function isList(value: object): value is readonly string[] {
  return Array.isArray(value);
}

/** Names of the fields that say something. */
function toldFields(kind: Kind, content: Content): readonly string[] {
  return FIELDS[kind].map(({ name }) => name).filter((name) => (content[name] ?? '').length > 0);
}

function holdsSecret(value: FieldValue | undefined): boolean {
  return [value ?? []].flat().some(holdsWrittenEin);
}

/** Fields that can stand alone, each by itself; the two halves of a pair stay together. */
function groupsOf(names: readonly string[]): readonly (readonly string[])[] {
  const pairs = ['alternativeId', 'stock'];
  const alone = names.filter((name) => !pairs.some((pair) => name.startsWith(`${pair}.`)));
  const together = pairs.map((pair) => names.filter((name) => name.startsWith(`${pair}.`)));
  return [...alone.map((name) => [name]), ...together.filter((group) => group.length > 0)];
}

/** Whether a block with this content is read back, and compared, as exactly this content. */
function survives(kind: Kind, content: Content, canonical: Canonical): boolean {
  const settings = { id: 'X', ...contentSettings(content) };
  const tried = tryText(
    fileText({
      comments: [],
      kind,
      blocks: [{ key: 'tried', comments: [], settings, numbers: [] }],
    }),
  );
  if (tried === null) return false;
  const { brands, campaigns } = canonical({ ...EMPTY, ...tried });
  const [block] = kind === 'brand' ? brands : campaigns;
  return block !== undefined && sameContent(block.content, content);
}

function sameContent(a: Content, b: Content): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => sameValue(a[name], b[name]));
}

function pick(content: Content, names: readonly string[]): Content {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = content[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const EMPTY: Desired = {
  account: {
    name: 'tried',
    provider: 'sandbox',
    sandboxSeed: null,
    smsVia: 'console',
    usersExport: null,
    place: { file: 'trial.yaml', line: 1, col: 1 },
  },
  policy: { maxOutages: null, lookAgainAfterDays: null },
  brands: [],
  campaigns: [],
  noTexting: [],
};
