/** Random values of `observed.yaml`, and the same file as somebody may have left it: other spellings, other forms, comments. */
import type { E164 } from '../../src/model/desired.ts';
import { FIELDS, type Kind } from '../../src/model/kinds.ts';
import type {
  Observed,
  ObservedBrand,
  ObservedCampaign,
  ObservedNumber,
  Seen,
} from '../../src/model/observed.ts';
import { fc } from '../random.ts';

const time = fc
  .integer({ min: 1_700_000_000, max: 1_900_000_000 })
  .map((seconds) => new Date(seconds * 1000).toISOString().replace('.000', ''));
const day = time.map((text) => text.slice(0, 10));
const text = fc
  .oneof(
    fc.constantFrom('on', 'null', '~', '42', '0042', '1e5', 'a: b', 'x #4', '- a', "it's", '"q"'),
    fc.constantFrom(
      'two\nlines',
      'tab\there',
      '{ a, b }',
      'é“”',
      'a\u00a0b',
      'a\u2028b',
      ' edges ',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  )
  .filter((value) => !/\p{Cs}/u.test(value));
const by = fc.oneof(
  fc.constantFrom('ann', 'bob@acme.example', 'Jane Doe', 'o, p', 'a: b', '#4', '123', 'yes'),
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 }),
);
const seen: fc.Arbitrary<Seen> = fc.record({ at: time, by });
const key = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/);
const id = fc.stringMatching(/^[A-Z0-9][A-Z0-9]{0,8}$/);
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });

/** Values of settings with a list of choices; everything else takes any text. */
const CHOICES: Readonly<Record<string, string>> = {
  legalForm: 'private-company',
  taxIdCountry: 'US',
  'alternativeId.type': 'duns',
  'alternativeId.value': '150483782',
  'stock.symbol': 'ACME',
  vertical: 'healthcare',
  website: 'https://acme.example',
  supportEmail: 'help@acme.example',
  contactEmail: 'ann@acme.example',
  useCase: 'customer-care',
};

function content(kind: Kind) {
  return fc
    .subarray([...FIELDS[kind]], { minLength: 1 })
    .chain((fields) =>
      fc.tuple(
        ...fields.map(({ name, list }) => {
          const one = CHOICES[name] === undefined ? text : fc.constant(CHOICES[name]);
          const item = name.endsWith('keywords') ? fc.constantFrom('STOP', 'on', '42', 'A B') : one;
          const value = list ? fc.array(item, { minLength: 1, maxLength: 4 }) : one;
          return value.map((given) => [name, given] as const);
        }),
      ),
    )
    .map((entries) => Object.fromEntries(entries));
}

const number: fc.Arbitrary<ObservedNumber> = fc.record({
  status: fc.constantFrom(
    ...(['on', 'off', 'pending-on', 'pending-off', 'unknown'] as const),
    ...(['enabling-failed', 'disabling-failed'] as const),
  ),
  since: maybe(time),
  reason: maybe(text),
  seen,
  lookAgain: maybe(day),
});

const brand: fc.Arbitrary<ObservedBrand> = fc.record({
  id: fc.constant(null),
  status: fc.constantFrom('pending', 'verified', 'unverified', 'failed', 'unknown'),
  since: maybe(time),
  reason: maybe(text),
  seen,
  content: maybe(content('brand')),
});

const campaign: fc.Arbitrary<ObservedCampaign> = fc.record({
  id: fc.constant(null),
  brand: fc.constant(null),
  status: fc.constantFrom('pending', 'approved', 'rejected', 'suspended', 'deactivated', 'unknown'),
  since: maybe(time),
  reason: maybe(text),
  lastResubmit: maybe(text),
  limit: maybe(fc.integer({ min: 1, max: 100_000 })),
  seen,
  content: maybe(content('campaign')),
  numbers: fc.constant(new Map()),
});

const blocks = <T>(one: fc.Arbitrary<T>) =>
  fc.uniqueArray(fc.tuple(key, one), { selector: ([name]) => name, maxLength: 3 });

/** Ids, brands and numbers are dealt out, so that each stands once. */
export const observations: fc.Arbitrary<Observed> = fc
  .record({
    forms: maybe(seen),
    page: maybe(seen),
    brands: blocks(brand),
    campaigns: blocks(campaign),
    ids: fc.uniqueArray(id, { minLength: 6, maxLength: 6 }),
    owners: fc.array(fc.nat({ max: 3 }), { minLength: 9, maxLength: 9 }),
    numbers: fc.array(number, { minLength: 9, maxLength: 9 }),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8]),
    told: fc.boolean(),
  })
  .map(({ forms, page, brands, campaigns, ids, owners, numbers, order, told }) => {
    const held = (owner: number): ReadonlyMap<E164, ObservedNumber> =>
      new Map(
        order.flatMap((at) => {
          const one = numbers[at];
          return owners[at] !== owner || one === undefined
            ? []
            : [[`+1408555010${at}` as unknown as E164, one] as const];
        }),
      );
    const [parent] = brands;
    return {
      account: 'acme',
      forms,
      page,
      brands: new Map(
        brands.map(([name, one], at) => [name, { ...one, id: told ? (ids[at] ?? null) : null }]),
      ),
      campaigns: new Map(
        campaigns.map(([name, one], at) => [
          name,
          {
            ...one,
            id: told ? (ids[3 + at] ?? null) : null,
            brand: told ? (parent?.[0] ?? null) : null,
            numbers: held(at + 1),
          },
        ]),
      ),
      numbers: held(0),
    };
  });

/** Ways in which people leave a file, by what is done to one line of a printed one. */
const HABITS: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line,
  (line) => `# above\n${line}`,
  (line) => `\n      # apart\n\n${line}`,
  (line) => (line.includes('#') ? line : `${line} # behind`),
  (line) => line.replace(/^( *)(\+1(\d{3})(\d{3})(\d{4})):/, '$1($3) $4-$5:'),
  (line) => line.replace(/^( *)\+(1\d{10}):/, '$1$2:'),
  (line) => line.replace(/status: Pending on/, 'status:   PENDING ON'),
  (line) => line.replace('{ status: Disabled,', '{ status: "",'),
  // Each setting on a line of its own.
  (line) =>
    line.replace(
      /^( *)(\S+): \{ status: ([A-Za-z ]+), seen: (\{ at: \S+, by: \w+ \}) \}$/,
      '$1$2: # its own\n$1    status: $3   # word\n\n$1    # who\n$1    seen: $4',
    ),
  (line) =>
    line.replace(
      /^( *)(\w*[sS]een): \{ at: (\S+), by: (\w+) \}$/,
      '$1$2:\n$1  by: $4\n$1  # when\n$1  at: "$3"',
    ),
  (line) => line.replace(/^( *)(\w*[sS]een): \{ (at: \S+), by: (\w+) \}$/, '$1$2: { by: $4, $3 }'),
  (line) => line.replace(/^( *)(\S+): \{ (.*) \}$/, '$1$2: {\n$1  $3 # inside\n$1}'),
  (line) => line.replace(/^( *)description: ([A-Za-z]+)$/, '$1description: |- # long\n$1  $2'),
  (line) => line.replace(/^( *)(keywords): \[(STOP)\]$/, '$1$2:\n$1- $3 # one'),
];

/** Null-valued blocks, and line ends of Windows. */
const WHOLES: readonly ((text: string) => string)[] = [
  (whole) => whole,
  (whole) => whole.replace(/\n$/, ''),
  (whole) => whole.replaceAll('\n', '\r\n'),
  (whole) => (/^brands:/m.test(whole) ? whole : `${whole}brands: # none yet\n`),
  (whole) => (/^numbers:/m.test(whole) ? whole : `${whole}numbers: {} # none yet\n`),
  (whole) => whole.replace(/^version: 1\n([\s\S]*)$/m, '$1version: 1\n'),
];

export interface Habits {
  readonly lines: readonly number[];
  readonly whole: number;
}

export const habits: fc.Arbitrary<Habits> = fc.record({
  lines: fc.array(fc.nat({ max: HABITS.length - 1 }), { minLength: 30, maxLength: 30 }),
  whole: fc.nat({ max: WHOLES.length - 1 }),
});

export function leftAs(printed: string, { lines, whole }: Habits): string {
  const changed = printed
    .trimEnd()
    .split('\n')
    .map((line, at) => HABITS[lines[at % lines.length] ?? 0]?.(line) ?? line)
    .join('\n');
  return WHOLES[whole]?.(`${changed}\n`) ?? changed;
}
