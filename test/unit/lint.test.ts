/** What reviewers would stumble over in the texts of a campaign. */
import { describe, expect, it } from 'vitest';
import { earlierSimilar, wordSet } from '../../src/config/check/similar.ts';
import {
  givesContact,
  namesOneOf,
  placeholderIn,
  shortenerIn,
  tellsHowToStop,
  tellsRates,
  tellsWhereToOptIn,
  withoutSuffix,
} from '../../src/config/check/text.ts';
import { check } from '../../src/config/check.ts';
import { brand, campaign, desired, somewhere } from './check.world.ts';

type Content = Record<string, string | readonly string[]>;

const lint = (content: Content, places = {}) =>
  check(desired({ campaigns: [campaign({ content, places })] }));
const rules = (content: Content): readonly string[] => lint(content).map((found) => found.rule);

describe('the brand in samples and replies', () => {
  const samples = [
    'Acme Dental: your appointment is on Monday at 9:00. Reply STOP to opt out.',
    'Your forms are ready at https://acme-dental.example/forms today.',
  ];

  it('is looked for in each of them, and reported at the one without it', () => {
    const place = somewhere();
    expect(lint({ samples }, { samples: somewhere(), 'samples.1': place })).toMatchObject([
      {
        rule: 'brand-not-named',
        message: 'Sample 2 of campaign front-desk does not name Acme Dental.',
        hint: 'Begin it with `Acme Dental: `.',
        place,
      },
    ]);
  });

  it('falls back to the line of the list, then of the block', () => {
    const place = somewhere();
    expect(lint({ samples }, { samples: place })[0]?.place).toBe(place);
    const block = campaign({ content: { samples } });
    expect(check(desired({ campaigns: [block] }))[0]?.place).toBe(block.place);
  });

  it('is not asked for where the brand has no name in the file', () => {
    const { content: _, ...rest } = brand({ id: 'BVDK2M7' });
    expect(
      check(
        desired({
          brands: [{ ...rest, content: {} }],
          campaigns: [campaign({ content: { samples } })],
        }),
      ),
    ).toEqual([]);
  });

  it.each([
    ['ACME  DENTAL: hello', true],
    ['acme-dental says hello', true],
    ['Acme Dental Group: hello', true],
    ['Hello from Acme Dentals', false],
    ['see https://acme-dental.example', false],
    ['write to help@acme.dental', false],
  ])('in %j: %s', (text, named) => {
    expect(namesOneOf(['Acme Dental', 'Acme Dental Group'])(text)).toBe(named);
  });

  it('may be the legal name without its suffix', () => {
    expect(withoutSuffix('Acme Dental Group LLC')).toBe('Acme Dental Group');
    expect(withoutSuffix('Acme, Inc.')).toBe('Acme');
    expect(withoutSuffix('Costco')).toBe('Costco');
  });
});

describe('opting out, help and rates', () => {
  it.each([
    ['Reply STOP to opt out.', true],
    ['reply stop to end', true],
    ['Text “STOP” to leave', true],
    ['To unsubscribe write back', true],
    ['Please stop by our office', false],
    ['We are at the end of the road', false],
  ])('%j tells how to stop: %s', (text, tells) => {
    expect(tellsHowToStop(text)).toBe(tells);
  });

  it.each([
    ['Msg & data rates may apply.', true],
    ['Msg&Data rates may apply', true],
    ['Standard message rates apply.', true],
    ['Our rates are low.', false],
    ['You get a message. Rates differ.', false],
  ])('%j tells about rates: %s', (text, tells) => {
    expect(tellsRates(text)).toBe(tells);
  });

  it('offers only what the opt-in reply lacks', () => {
    const message = 'Acme Dental: you are subscribed. Reply STOP to opt out.';
    expect(lint({ 'optIn.message': message })).toMatchObject([
      {
        rule: 'opt-in-message-incomplete',
        hint: 'Add `Msg & data rates may apply. Reply HELP for help.`',
      },
    ]);
  });

  it.each([
    ['Acme Dental: call 408 555 0100.', true],
    ['Acme Dental: call (408) 555-0100.', true],
    ['Acme Dental: help@acme-dental.example', true],
    ['Acme Dental: see acme-dental.example/help', true],
    ['Acme Dental: open 9 to 5, room 12.', false],
  ])('%j gives a contact: %s', (text, gives) => {
    expect(givesContact(text)).toBe(gives);
  });

  it('asks for STOP and HELP among the keywords, and keeps the others', () => {
    const found = lint({ 'optOut.keywords': ['QUIT', 'END'], 'help.keywords': ['help'] });
    expect(found.map((each) => [each.rule, each.hint])).toEqual([
      ['keyword-form', 'Write `HELP`, or another single word.'],
      ['stop-keyword-missing', 'Write `keywords: [STOP, QUIT, END]`.'],
    ]);
  });

  it('finds a keyword with two meanings, but not one that is written twice in a list', () => {
    expect(lint({ 'help.keywords': ['HELP', 'STOP'] })).toMatchObject([
      {
        rule: 'keyword-in-two-lists',
        message: 'STOP is among the Opt-Out Keywords and the Help Keywords of campaign front-desk.',
      },
    ]);
    expect(rules({ 'optOut.keywords': ['STOP', 'STOP'] })).toEqual([]);
  });
});

describe('the call to action', () => {
  it.each([
    ['Patients tick the SMS box on https://acme-dental.example/contact', true],
    ['Customers text JOIN to our number', true],
    ['New patients sign a paper form at the front desk', true],
    ['We ask on the phone and note the answer', true],
    ['All of our patients have agreed to get our messages', false],
    ['All write to jane.doe@acme-dental.example', false],
  ])('%j says where: %s', (text, tells) => {
    expect(tellsWhereToOptIn(text)).toBe(tells);
  });
});

describe('samples', () => {
  const sample = (text: string) => `Acme Dental: ${text}. Reply STOP to opt out.`;
  const five = ['one apple', 'red river', 'cold wind', 'tall tree', 'new moon'].map(sample);

  it('are two to five', () => {
    expect(rules({ samples: five })).toEqual([]);
    expect(rules({ samples: five.slice(0, 2) })).toEqual([]);
    expect(lint({ samples: [...five, sample('old boat')] })[0]?.message).toBe(
      'Campaign front-desk has 6 samples; two to five are asked for.',
    );
    expect(lint({ samples: five.slice(0, 1) })[0]?.message).toBe(
      'Campaign front-desk has one sample; two to five are asked for.',
    );
  });

  it('need one opt-out sentence among them', () => {
    const [first = '', second = ''] = five;
    const bare = (text: string) => text.replace('Reply STOP to opt out.', '');
    expect(rules({ samples: [bare(first), second] })).toEqual([]);
    expect(rules({ samples: [bare(first), bare(second)] })).toEqual(['samples-without-opt-out']);
  });

  it('tell the same from the nearly same', () => {
    const [first = ''] = five;
    expect(lint({ samples: [first, first] })[0]?.message).toBe(
      'Samples 1 and 2 of campaign front-desk are the same.',
    );
  });
});

describe('lengths', () => {
  it.each([
    ['description', 39, 40],
    ['callToAction', 39, 40],
    ['optOut.message', 19, 20],
    ['optOut.message', 321, 320],
  ])('%s: %i is reported, %i is not', (name, wrong, right) => {
    const text = (length: number) =>
      'Acme Dental: on www.a.example'.padEnd(length, ' x').slice(-length);
    const found = (length: number) =>
      lint({ [name]: text(length) }).filter((each) => each.rule === 'text-length');
    expect(found(wrong)).toHaveLength(1);
    expect(found(wrong)[0]?.message).toContain(` has ${wrong} characters; `);
    expect(found(right)).toEqual([]);
  });
});

describe('leftovers and addresses', () => {
  it.each([
    ['TODO: ask Jane', 'TODO'],
    ['Hello from [Company Name]', '[Company Name]'],
    ['<insert text here>', '<insert text here>'],
    ['Lorem ipsum dolor', 'Lorem ipsum'],
    ['{{brand}}: hello', '{brand}'],
    ['Hello [name], see you at {time}', null],
    ['Todo lo que necesita', null],
    ['Our company writes [soon]', null],
  ])('%j holds %j', (text, left) => {
    expect(placeholderIn(text)).toBe(left);
  });

  it('are looked for without getting stuck', () => {
    const start = performance.now();
    placeholderIn('['.repeat(4096));
    placeholderIn('[ company'.repeat(500));
    tellsWhereToOptIn('a-'.repeat(2000));
    givesContact('1 '.repeat(6) + '@'.repeat(1000));
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it.each([
    ['see https://bit.ly/3xyz', 'bit.ly'],
    ['see WWW.TinyURL.com/a', 'tinyurl.com'],
    ['see t.co/abc', 't.co'],
    ['see https://acme-dental.example/bit.ly', null],
    ['write to jane@bit.ly', null],
    ['see https://habit.ly/a', null],
    ['see https://go.acme-dental.example/a', null],
  ])('%j goes through %j', (text, shortener) => {
    expect(shortenerIn(text)).toBe(shortener);
  });

  it('start with https:// everywhere, on the brand too', () => {
    const website = 'http://acme-dental.example';
    const found = check(desired({ brands: [brand({ content: { website } })] }));
    expect(found.map((each) => each.message)).toEqual([
      'The Website of brand acme does not start with https://.',
    ]);
    const samples = [
      'Acme Dental: pay at http://acme-dental.example/pay now. Reply STOP to opt out.',
      'Acme Dental: your forms are ready. Reply STOP to opt out.',
    ];
    expect(lint({ samples }).map((each) => each.message)).toEqual([
      'Sample 1 of campaign front-desk has an address that does not start with https://.',
    ]);
  });
});

describe('similar texts', () => {
  const similar = (...texts: readonly string[]) =>
    earlierSimilar(texts.map((text) => wordSet([text])));

  it('share at least four of five different words', () => {
    expect(similar('a b c d e', 'a b c d')).toEqual([null, 0]);
    expect(similar('a b c d e', 'a b c f')).toEqual([null, null]);
    expect(similar('', '')).toEqual([null, null]);
  });

  it('are found by the shortcut exactly where comparing every pair finds them', () => {
    const words = 'the of and to in is you that it he was for on are as'.split(' ');
    const texts = Array.from({ length: 200 }, (_, i) =>
      words.filter((_word, j) => ((i * 2654435761) >>> (j + 5)) % 5 !== 0).join(' '),
    );
    const sets = texts.map((text) => wordSet([text]));
    const slow = sets.map((set, i) =>
      sets.slice(0, i).some((other) => {
        const common = [...set].filter((word) => other.has(word)).length;
        return common / (set.size + other.size - common) >= 0.8;
      }),
    );
    expect(slow).toContain(true);
    expect(slow).toContain(false);
    expect(earlierSimilar(sets).map((found) => found !== null)).toEqual(slow);
  });
});
