/**
 * Keys: the short names of imported blocks, made from what the registry tells.
 * Law: pure, and the order in which the registry tells things changes nothing. Our own reference gives its key back;
 * no name, whatever stands in it, makes anything but small letters, digits and hyphens.
 */
import { compareText } from '../model/diagnostic.ts';
import { type Kind, keyOfReference } from '../model/kinds.ts';
import type { LiveBrand, LiveCampaign } from '../model/snapshot.ts';

const KEY = /^[a-z0-9][a-z0-9-]{0,49}$/;

/** Longer ones are cut between words. */
const LONGEST = 40;

/** Words that tell campaigns apart least. */
const LITTLE_WORDS: ReadonlySet<string> = new Set(
  'a about all an and are at by for from in is it of on or our s that the their them they this to us we who with you your'.split(
    ' ',
  ),
);

/** Many YAML tools take these for something else than a name. */
const NO_NAMES: ReadonlySet<string> = new Set('y n yes no on off true false null'.split(' '));

/** Names that Windows keeps for devices, and the one that is never read as configuration. */
const NO_FILES = /^(?:con|prn|aux|nul|com\d|lpt\d|observed)$/;

export interface KeysInput<L extends LiveBrand | LiveCampaign> {
  readonly kind: Kind;
  readonly account: string;
  readonly live: readonly L[];
  /** Keys, also former ones, that are taken. */
  readonly taken: ReadonlySet<string>;
}

/** Provider id → key, all different. */
export function keysFor<L extends LiveBrand | LiveCampaign>(
  input: KeysInput<L>,
): ReadonlyMap<string, string> {
  const live = [...input.live].sort((a, b) => compareText(a.id, b.id));
  const taken = new Set(input.taken);
  const keys = new Map<string, string>();
  const give = (id: string, key: string): void => {
    keys.set(id, key);
    taken.add(key);
  };
  for (const [key, same] of grouped(live, (one) => ownKey(one, input))) {
    const [first, second] = same;
    if (first !== undefined && second === undefined && !taken.has(key)) give(first.id, key);
  }
  const nameless = live.filter(({ id }) => !keys.has(id));
  const named = grouped(nameless, (one) => nameOf(one, input.kind));
  // A name that fits only one is used as it is; where several have it, none of them gets it.
  for (const [name, same] of named) {
    const [first, second] = same;
    if (first !== undefined && second === undefined && !taken.has(name)) give(first.id, name);
  }
  for (const [name, same] of named) {
    for (const { id } of same) {
      if (!keys.has(id)) give(id, free(`${cut(name, 25)}-${idSlug(id)}`, taken));
    }
  }
  return keys;
}

/** Name of a file, without its ending, for a key. */
export function fileNameOf(key: string): string {
  return NO_FILES.test(key) ? `campaign-${key}` : key;
}

/**
 * A text as a key: its letters and digits, in small letters without accents; empty where it has none. Long numbers are no
 * names: they may be tax or phone numbers.
 */
export function slug(text: string, longest: number = LONGEST): string {
  return cut(wordsOf(text).join('-'), longest);
}

/** An id, which may be all digits. */
function idSlug(id: string): string {
  return cut(
    id
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join('-') ?? '',
    20,
  );
}

function wordsOf(text: string): readonly string[] {
  const plain = text
    .slice(0, 1_000)
    .normalize('NFKD')
    .replace(/[\p{M}'’]+/gu, '')
    .toLowerCase();
  return (plain.match(/[a-z0-9]+/g) ?? []).filter((word) => !/\d{5}/.test(word));
}

function ownKey(
  live: LiveBrand | LiveCampaign,
  { account, kind }: { readonly account: string; readonly kind: Kind },
): string | null {
  const key = live.referenceId === null ? null : keyOfReference(account, kind, live.referenceId);
  return key !== null && KEY.test(key) ? key : null;
}

/** What the object would be called; never empty. */
function nameOf(live: LiveBrand | LiveCampaign, kind: Kind): string {
  const names = kind === 'brand' ? brandNames(live) : campaignNames(live);
  const name = names.find((one) => one !== '') ?? kind;
  return /^[a-z]{2}/.test(name) && !NO_NAMES.has(name) ? name : `${kind}-${name}`;
}

function brandNames({ content, id }: LiveBrand | LiveCampaign): readonly string[] {
  return [slugOf(content['brandName']), slugOf(content['legalName']), idSlug(id)];
}

function campaignNames({ referenceId, content, id }: LiveBrand | LiveCampaign): readonly string[] {
  return [
    // Somebody else's reference, where it is made of words.
    slug(/(?:^|\/)([a-z][a-z-]{2,39})$/i.exec(referenceId ?? '')?.[1] ?? ''),
    firstWords(content['description']),
    slugOf(content['useCase']),
    idSlug(id),
  ];
}

function slugOf(text: unknown): string {
  return typeof text === 'string' ? slug(text) : '';
}

/** The three first words of a description that say something. */
function firstWords(description: unknown): string {
  if (typeof description !== 'string') return '';
  const words = wordsOf(description).filter((word) => !LITTLE_WORDS.has(word));
  return cut(words.slice(0, 3).join('-'), LONGEST);
}

/** The key, or the first of it with a number behind it that is free. */
function free(key: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n += 1) {
    const one = n === 1 ? key : `${key}-${n}`;
    if (!taken.has(one)) return one;
  }
}

/** At most `longest` characters, cut between words where there is more than one. */
function cut(key: string, longest: number): string {
  if (key.length <= longest) return key;
  const head = key.slice(0, longest + 1);
  const end = head.lastIndexOf('-');
  return end > 0 ? head.slice(0, end) : key.slice(0, longest);
}

/** In the order of the names; what has none is left out. */
function grouped<T>(
  items: readonly T[],
  nameFor: (item: T) => string | null,
): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = nameFor(item);
    if (name === null) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return [...groups].sort(([a], [b]) => compareText(a, b));
}
