/**
 * Find: what the admin means by a number, a name or a key.
 * Law: a whole name beats a part of one; a part means everybody it fits, never the first.
 */
import type { DesiredCampaign, E164 } from '../../model/desired.ts';
import { compareText } from '../../model/diagnostic.ts';
import type { NoAnswer, Suggestion } from '../../model/explain.ts';
import { referenceOf } from '../../model/kinds.ts';
import { nearestFew } from '../../model/nearest.ts';
import { formatPhone, type PhoneRefusal, parsePhone } from '../../model/phone.ts';
import type { LiveCampaign } from '../../model/snapshot.ts';
import { isUnread, type Known, personOf } from './known.ts';
import { everybody, type Person } from './people.ts';

export type Found =
  | { readonly kind: 'block'; readonly block: DesiredCampaign }
  | { readonly kind: 'unbound'; readonly live: LiveCampaign }
  | {
      readonly kind: 'numbers';
      readonly numbers: readonly E164[];
      /** What may have been meant instead. */
      readonly suggestions: readonly Suggestion[];
    }
  | { readonly kind: 'people'; readonly people: readonly Person[] }
  | NoAnswer;

export function find(known: Known, asked: string): Found {
  const text = asked.trim();
  return (
    campaignCalled(known, text) ??
    userCalled(known, text) ??
    numbersCalled(known, text) ??
    peopleLike(known, text) ??
    nothing(known, text)
  );
}

/** By key, former key, provider id or reference. */
function campaignCalled(known: Known, text: string): Found | null {
  const { desired, context } = known;
  const name = text.toLowerCase();
  const account = desired.account.name;
  const { campaigns } = desired;
  const block =
    campaigns.find(({ key }) => key === name) ??
    campaigns.find(({ id, key }) =>
      [id, referenceOf(account, 'campaign', key)].some((one) => one?.toLowerCase() === name),
    ) ??
    campaigns.find(({ formerly }) => formerly.includes(name));
  if (block !== undefined) return { kind: 'block', block };
  const live = known.snapshot.campaigns.find(({ id, referenceId }) =>
    [id, referenceId].some((one) => one?.toLowerCase() === name),
  );
  if (live === undefined) return null;
  const bound = context.campaigns.blockOf.get(live.id);
  return bound === undefined ? { kind: 'unbound', live } : { kind: 'block', block: bound };
}

function userCalled(known: Known, text: string): Found | null {
  const name = text.toLowerCase();
  const user = everybody(known).find(({ userName }) => userName.toLowerCase() === name);
  return user === undefined ? null : { kind: 'people', people: [user] };
}

/** Only digits, and what people write between them. */
const PHONE = /^(?:tel:)?[\d\s().+/‐-―−\-\u00a0\u200b-\u200f\u202a-\u202e]*$/i;
/** Of a number that is asked for by its end. */
const FEWEST_DIGITS = 4;

function numbersCalled(known: Known, asked: string): Found | null {
  // Full-width digits become plain ones.
  const text = asked.normalize('NFKC');
  const digits = text.replace(/\D/g, '');
  if (!PHONE.test(text) || digits.length < FEWEST_DIGITS) return null;
  // Also one that no campaign may hold, where the account has it.
  const national = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
  const live = `+1${national}` as E164;
  const read = parsePhone(text);
  const isKnown = known.world.numbers.has(live) || known.written.has(live);
  if (national.length === 10 && isKnown) return numbers([live]);
  if (read.ok) return numbers([read.number], nearNumbers(known, read.number));
  return digits.length < 10 ? endingIn(known, digits) : notOne(known, live, read);
}

function endingIn(known: Known, digits: string): Found {
  const ending = allNumbers(known).filter((number) => number.endsWith(digits));
  if (ending.length > 0) return numbers(ending.sort(compareText));
  const certain = !isUnread(known, 'inventory', 'sms');
  const doubt = certain ? '' : ', of those that were read';
  return {
    kind: 'nothing',
    message: `No number in the files or the account ends so${doubt}.`,
    certain,
    suggestions: [],
  };
}

/** No number that a campaign may hold, and the account has no such number either. */
function notOne(known: Known, number: E164, { message }: PhoneRefusal): NoAnswer {
  return { kind: 'nothing', message, certain: true, suggestions: nearNumbers(known, number) };
}

function numbers(found: readonly E164[], suggestions: readonly Suggestion[] = []): Found {
  return { kind: 'numbers', numbers: found, suggestions };
}

/** Everybody whose name, or userName before the @, has every word of the text in it; whole names, where there are any. */
function peopleLike(known: Known, text: string): Found | null {
  const words = folded(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const whole = words.join(' ');
  const named = everybody(known).map((person) => ({
    person,
    names: [folded(person.live?.name ?? ''), folded(person.userName.replace(/@.*$/, ''))],
  }));
  const exact = named.filter(({ names }) => names.includes(whole));
  const fitting =
    exact.length > 0
      ? exact
      : named.filter(({ names }) =>
          words.every((word) => names.some((name) => name.includes(word))),
        );
  return fitting.length === 0
    ? null
    : { kind: 'people', people: fitting.map(({ person }) => person) };
}

/** Without capitals and accents. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

function nothing(known: Known, text: string): Found {
  const parts = isUnread(known, 'users', 'campaigns', 'inventory', 'sms');
  return {
    kind: 'nothing',
    message:
      hintOn(known, text) ??
      (parts
        ? 'Nothing that was read has this name, and not all of the registry was read.'
        : 'No number, person or campaign has this name, neither in the files nor in the account.'),
    certain: !parts,
    suggestions: suggestionsFor(known, text),
  };
}

/** What is asked for is not something that texts, or not enough of it; null: it is. */
function hintOn({ desired, snapshot }: Known, text: string): string | null {
  if (text.trim() === '') {
    return 'Nothing was asked for. `campaignctl explain` alone shows the whole account.';
  }
  if (PHONE.test(text) && /\d/.test(text)) {
    return `Of a number, its last ${FEWEST_DIGITS} digits or more are needed.`;
  }
  const isBrand =
    desired.brands.some(({ key, id }) => key === text || id === text) ||
    snapshot.brands.some(({ id }) => id === text);
  return isBrand
    ? 'This is a brand. Campaigns, people and numbers text; ask for one of those.'
    : null;
}

const MOST_SUGGESTIONS = 3;
/** Shorter ones are near to everything. */
const SHORTEST = 3;

function suggestionsFor(known: Known, text: string): readonly Suggestion[] {
  if (text.length < SHORTEST) return [];
  const campaigns = new Map<string, Suggestion>();
  for (const { key } of known.desired.campaigns) {
    campaigns.set(key, { kind: 'campaign', ask: key, name: null });
  }
  for (const { id } of known.snapshot.campaigns) {
    const key = known.context.campaigns.blockOf.get(id)?.key ?? null;
    campaigns.set(id, { kind: 'campaign', ask: id, name: key });
  }
  const people = new Map<string, Suggestion>();
  for (const { userName, live } of everybody(known)) {
    const person: Suggestion = { kind: 'person', ask: userName, name: live?.name ?? null };
    people.set(userName, person);
    people.set(userName.replace(/@.*$/, ''), person);
    for (const name of [live?.name ?? '', ...(live?.name ?? '').split(/\s+/)]) {
      if (name !== '' && !people.has(name)) people.set(name, person);
    }
  }
  const all = new Map([...people, ...campaigns]);
  const near = nearestFew(text, all.keys(), 2 * MOST_SUGGESTIONS).flatMap(
    (name) => all.get(name) ?? [],
  );
  return [...new Set(near)].slice(0, MOST_SUGGESTIONS);
}

/** Numbers that differ in a digit or two. */
function nearNumbers(known: Known, number: E164): readonly Suggestion[] {
  return nearestFew(number, allNumbers(known), MOST_SUGGESTIONS, 2).map((near): Suggestion => {
    // Each is one of those that were handed in.
    const one = near as E164;
    return { kind: 'number', ask: formatPhone(one), name: personOf(known, one) };
  });
}

function allNumbers({ snapshot, written }: Known): E164[] {
  return [...new Set([...snapshot.numbers.map(({ number }) => number), ...written.keys()])];
}
