import { describe, expect, it } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import { FIELDS, type Kind } from '../../src/model/kinds.ts';
import { canonicalDesired } from '../../src/providers/eight-by-eight/canonical.ts';
import { CONSOLE, SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';
import {
  contentFromWire,
  contentToWire,
  e164,
  fromWireEnum,
  toWireEnum,
  WIRE_FIELDS,
} from '../../src/providers/eight-by-eight/vocabulary.ts';

const KINDS: readonly Kind[] = ['brand', 'campaign'];

describe('the two vocabularies', () => {
  it.each(KINDS)('name every field of a %s once', (kind) => {
    expect(WIRE_FIELDS[kind].map(({ name }) => name)).toEqual(FIELDS[kind].map(({ name }) => name));
    const lists = FIELDS[kind].filter(({ list }) => list).map(({ name }) => name);
    const wireLists = WIRE_FIELDS[kind].filter(({ as }) => as === 'list').map(({ name }) => name);
    expect(wireLists).toEqual(lists);
    expect(new Set(WIRE_FIELDS[kind].map(({ wire }) => wire)).size).toBe(FIELDS[kind].length);
  });

  it.each(['2FA', 'K12_EDUCATION', 'CUSTOMER_CARE', 'PUBLIC_SERVICE_ANNOUNCEMENT', 'GIIN'])(
    'lead from %s to the configuration and back',
    (value) => {
      expect(fromWireEnum(value)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(toWireEnum(fromWireEnum(value))).toBe(value);
    },
  );

  it.each(KINDS)('lose nothing of a %s', (kind) => {
    const content = Object.fromEntries(
      FIELDS[kind].map(({ name, list }) => [name, list ? [`${name}-1`, ''] : 'some-value']),
    );
    expect(contentFromWire(kind, contentToWire(kind, content))).toEqual(content);
  });

  it('do not know other fields', () => {
    expect(() => contentToWire('campaign', { brand: 'acme' })).toThrow('no field brand');
    expect(contentFromWire('brand', { brandId: 'B1', website: null, vertical: 7 })).toEqual({});
  });

  it.each([
    ['+14085550101', '+14085550101'],
    ['14085550101', null],
    ['+1 408 555 0101', null],
    ['+0123456', null],
    [14085550101, null],
    [null, null],
  ])('read %s as %s', (value, number) => {
    expect(e164(value)).toBe(number);
  });
});

describe('canonical', () => {
  it('tidies texts and nothing else, and twice is once', () => {
    const place = { file: 'acme.yaml', line: 1, col: 1 };
    const block = { id: null, formerly: [], allow: {}, places: {}, place };
    const desired: Desired = {
      account: {
        name: 'acme',
        provider: 'sandbox',
        sandboxSeed: null,
        smsVia: 'console',
        usersExport: null,
        place,
      },
      policy: { maxOutages: null, lookAgainAfterDays: null },
      brands: [
        {
          ...block,
          key: 'acme',
          taxIdFrom: null,
          feeAccepted: null,
          content: { website: 'https://a.example/ ' },
        },
      ],
      campaigns: [
        {
          ...block,
          key: 'front-desk',
          brand: 'acme',
          feeAccepted: 89,
          limitWanted: null,
          limitGranted: null,
          resubmit: null,
          deactivateForever: null,
          numbers: [],
          content: {
            description: 'One.\r\n\r\nTwo.\n',
            samples: [' Hi\n', 'Yo'],
            useCase: 'mixed',
          },
        },
      ],
      noTexting: [],
    };
    const tidy = canonicalDesired(desired);
    expect(tidy.brands[0]?.content).toEqual({ website: 'https://a.example/' });
    expect(tidy.campaigns[0]?.content).toEqual({
      description: 'One.\n\nTwo.',
      samples: ['Hi', 'Yo'],
      useCase: 'mixed',
    });
    expect(canonicalDesired(tidy)).toEqual(tidy);
    expect({ ...tidy, brands: [], campaigns: [] }).toEqual({
      ...desired,
      brands: [],
      campaigns: [],
    });
  });
});

describe('capabilities', () => {
  it('claim nothing that is unknown about 8x8', () => {
    expect(CONSOLE.mutability).toEqual({ brand: {}, campaign: {} });
    expect(CONSOLE.activeCampaigns).toEqual({ max: 1, confirmed: false });
    expect(CONSOLE.fees.resubmission).toMatchObject({ usd: 89, confirmed: false });
    expect(CONSOLE.fees.brandRegistration).toMatchObject({ usd: null, confirmed: false });
  });

  it.each(KINDS)('of the sandbox tell of every field of a %s whether it may change', (kind) => {
    const named = Object.keys(SANDBOX.mutability[kind]).filter((name) => name !== 'brand');
    expect(named.sort()).toEqual(FIELDS[kind].map(({ name }) => name).sort());
  });
});
