/**
 * Random registries for import: snapshots as no tidy registry would have them. Every state, two numbers of one user,
 * references of ours and of others, campaigns that are not there, and texts that somebody chose to be difficult.
 */
import type { E164 } from '../../src/model/desired.ts';
import type { Content, FieldValue } from '../../src/model/kinds.ts';
import type {
  BrandStatus,
  CampaignStatus,
  LiveBrand,
  LiveCampaign,
  LiveNumber,
  LiveUser,
  SmsStatus,
  Snapshot,
} from '../../src/model/snapshot.ts';
import { fc } from '../random.ts';

/** What has hurt readers of YAML, terminals and spreadsheets. */
const DIFFICULT = [
  '__proto__',
  'constructor',
  'null',
  '~',
  'true',
  'NO',
  'on',
  '1.40856E+10',
  '0x1f',
  '007',
  '- item',
  '-item',
  '? key',
  'a: b',
  'a:b',
  'A:B',
  'text # comment',
  'text #4',
  '#all',
  '{ a: 1 }',
  '[x]',
  '&anchor',
  '*alias',
  '!tag',
  '%TAG',
  '---',
  '...',
  '--- # not a document\nkey: value',
  '`tick`',
  '@acme',
  '"quoted"',
  "it's",
  `"both" it's`,
  '“curly” quotes',
  'back\\slash',
  'tab\there',
  'two\nlines',
  'two\n\n\nlines\n',
  '  indented\nthen not',
  'ends in space ',
  ' starts with one',
  '\n',
  '\r\nwindows\r\nlines',
  'a\rb',
  'bell\u0007',
  'escape \u001b[31mred\u001b[0m',
  'delete\u007f',
  'next line\u0085',
  'no\u00a0break',
  'zero\u200bwidth',
  'bidi \u202eevil\u202c',
  'line\u2028separator',
  'bom\ufeff',
  'lone \ud800 surrogate',
  'emoji 👩‍👩‍👧 🦷',
  'Müller & Söhne',
  '牙科',
  '12-3456789',
  'EIN 12-3456789.',
  'x'.repeat(1_000),
  'word '.repeat(300),
  'key: |\n  block',
  '<<: *all',
  '=cmd()',
  ',;,',
];

const difficult = fc.constantFrom(...DIFFICULT);
const anyText = fc.oneof(
  { weight: 5, arbitrary: difficult },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.tuple(difficult, difficult).map((both) => both.join(' ')) },
);

function oftenTidy<T extends FieldValue>(tidy: T, other: fc.Arbitrary<FieldValue>) {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant<FieldValue | undefined>(tidy) },
    { weight: 2, arbitrary: other },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

const anyList = fc.array(anyText, { maxLength: 4 });

function contentOf(fields: Readonly<Record<string, fc.Arbitrary<FieldValue | undefined>>>) {
  return fc
    .record(fields)
    .map(
      (record) =>
        Object.fromEntries(
          Object.entries(record).filter(([, value]) => value !== undefined),
        ) as Content,
    );
}

const brandContent = contentOf({
  legalName: oftenTidy('Acme Dental Group LLC', anyText),
  brandName: oftenTidy('Acme Dental', anyText),
  legalForm: oftenTidy('private-company', anyText),
  taxIdCountry: oftenTidy('US', fc.constantFrom('CA', 'ZZZ')),
  'alternativeId.type': oftenTidy('duns', anyText),
  'alternativeId.value': oftenTidy('150483782', anyText),
  'stock.symbol': oftenTidy('ACME', anyText),
  'stock.exchange': oftenTidy('NASDAQ', anyText),
  vertical: oftenTidy('healthcare', fc.constantFrom('space-travel', '')),
  website: oftenTidy('https://acme-dental.example', anyText),
  supportEmail: oftenTidy('help@acme-dental.example', anyText),
});

const campaignContent = contentOf({
  useCase: oftenTidy('customer-care', fc.constantFrom('marketing', 'unheard-of')),
  description: oftenTidy('Appointment reminders and replies to patients.', anyText),
  callToAction: oftenTidy('Patients tick a box on https://acme-dental.example/contact', anyText),
  privacyPolicy: oftenTidy('https://acme-dental.example/privacy', anyText),
  'optIn.keywords': oftenTidy(['START'], anyList),
  'optIn.message': oftenTidy('Acme Dental: you are subscribed.', anyText),
  'optOut.keywords': oftenTidy(['STOP', 'END'], anyList),
  'help.message': oftenTidy('Acme Dental: call 408 555 0100.', anyText),
  samples: oftenTidy(['Acme Dental: see you at 9:00. Reply STOP to opt out.'], anyList),
});

/** Ids of the registry; the last one is none that a file can hold. */
const ids = (prefix: string, count: number) => [
  ...Array.from({ length: count }, (_, i) => `${prefix}LIVE${i}`),
  `${prefix}/live.5`,
];
const BRAND_IDS = ids('B', 3);
const CAMPAIGN_IDS = ids('C', 4);

const references = (kind: string) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        ...['front-desk', 'con', 'on', '2024', 'constructor', 'a'].map(
          (key) => `acme/${kind}/${key}`,
        ),
        `acme/${kind}/__proto__`,
        `acme/${kind}/Not A Key`,
        `acme/${kind}/`,
        `globex/${kind}/front-desk`,
        'front-desk',
        '550e8400-e29b-41d4-a716-446655440000',
      ),
    },
    { weight: 1, arbitrary: anyText },
  );

const reasons = fc.oneof(fc.constantFrom(null, 'EIN 12-3456789 is not that of the IRS'), anyText);

const brands = fc.subarray(BRAND_IDS).chain((some) =>
  fc.tuple(
    ...some.map((id) =>
      fc.record<LiveBrand>({
        id: fc.constant(id),
        referenceId: references('brand'),
        status: fc.constantFrom<BrandStatus>(
          'verified',
          'pending',
          'unverified',
          'failed',
          'unknown',
        ),
        since: fc.constant('2026-07-01T09:00:00.000Z'),
        reason: reasons,
        content: brandContent,
        version: fc.constant('1'),
      }),
    ),
  ),
);

const campaigns = fc.subarray(CAMPAIGN_IDS, { minLength: 1 }).chain((some) =>
  fc.tuple(
    ...some.map((id) =>
      fc.record<LiveCampaign>({
        id: fc.constant(id),
        referenceId: references('campaign'),
        brandId: fc.constantFrom(null, ...BRAND_IDS, 'BGONE'),
        status: fc.oneof(
          { weight: 4, arbitrary: fc.constant<CampaignStatus>('approved') },
          {
            weight: 3,
            arbitrary: fc.constantFrom<CampaignStatus>(
              'pending',
              'rejected',
              'suspended',
              'deactivated',
              'unknown',
            ),
          },
        ),
        since: fc.constant('2026-07-01T09:00:00.000Z'),
        reason: reasons,
        reviewSince: fc.constantFrom(null, '2026-07-02T09:00:00.000Z'),
        lastResubmit: fc.constantFrom(null, 'the page is live'),
        limit: fc.constantFrom(null, 0, 1, 48, 60, 200_000),
        content: campaignContent,
        version: fc.constant('1'),
      }),
    ),
  ),
);

const userNames = fc.oneof(
  { weight: 4, arbitrary: fc.nat(4).map((n) => `user${n}@acme.example`) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'anyone',
      'Anyone',
      'USER1@acme.example',
      "o'brien@acme.example",
      'plus+tag@acme.example',
      '123',
      'true',
      'null',
      '-dash',
      '@at',
      '1.5',
      'x',
    ),
  },
  { weight: 1, arbitrary: anyText },
);

const users = fc.array(
  fc.record({
    userName: userNames,
    name: fc.oneof(fc.constantFrom('Ann Lee', ''), anyText),
    active: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.constant(false)),
  }),
  { minLength: 1, maxLength: 8, size: 'max' },
);

interface DrawnNumber {
  readonly status: SmsStatus;
  readonly campaign: number;
  readonly owner: number;
  readonly trouble:
    | 'none'
    | 'cc'
    | 'toll-free'
    | 'abroad'
    | 'foreign'
    | 'porting'
    | 'nobody'
    | 'stranger';
}

const drawnNumbers = fc.array(
  fc.record<DrawnNumber>({
    status: fc.oneof(
      { weight: 6, arbitrary: fc.constant<SmsStatus>('on') },
      {
        weight: 4,
        arbitrary: fc.constantFrom<SmsStatus>(
          'off',
          'pending-on',
          'pending-off',
          'enabling-failed',
          'disabling-failed',
          'unknown',
        ),
      },
    ),
    // Which of those that are there; -1: in no campaign, -2: in one that is not there.
    campaign: fc.oneof(
      { weight: 8, arbitrary: fc.nat(4) },
      { weight: 1, arbitrary: fc.constantFrom(-1, -2) },
    ),
    // -1: a user of its own.
    owner: fc.oneof({ weight: 1, arbitrary: fc.constant(-1) }, { weight: 2, arbitrary: fc.nat(7) }),
    trouble: fc.oneof(
      { weight: 10, arbitrary: fc.constant<DrawnNumber['trouble']>('none') },
      {
        weight: 2,
        arbitrary: fc.constantFrom<DrawnNumber['trouble']>(
          'cc',
          'toll-free',
          'abroad',
          'foreign',
          'porting',
          'nobody',
          'stranger',
        ),
      },
    ),
  }),
  { maxLength: 14, size: 'max' },
);

/** Extra numbers in one campaign, so that some lists are long. */
const crowds = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(48, 49, 50, 51, 70) },
);

export const randomSnapshots: fc.Arbitrary<Snapshot> = fc
  .record({ brands, campaigns, users, numbers: drawnNumbers, crowd: crowds })
  .map((drawn): Snapshot => {
    const made = (one: DrawnNumber, i: number) =>
      liveNumber(one, i, drawn.users.length, campaignOf(one.campaign, drawn.campaigns));
    const numbers = drawn.numbers.map(made);
    const crowd = Array.from({ length: drawn.crowd }, (_, i) =>
      made({ status: 'on', campaign: 0, owner: -1, trouble: 'none' }, 100 + i),
    );
    const own = [...numbers, ...crowd].flatMap(({ ownerId }): LiveUser[] =>
      ownerId?.startsWith('own-')
        ? [{ ...USER, id: ownerId, userName: `${ownerId}@acme.example` }]
        : [],
    );
    return {
      provider: 'sandbox',
      readAt: '2026-07-24T09:30:00.000Z',
      brands: drawn.brands as readonly LiveBrand[],
      campaigns: drawn.campaigns as readonly LiveCampaign[],
      numbers: [...numbers, ...crowd],
      users: [...drawn.users.map((user, i) => ({ ...USER, ...user, id: `u-${i}` })), ...own],
      gaps: [],
      usersExport: null,
      seen: null,
    };
  });

const USER: LiveUser = {
  id: '',
  userName: '',
  name: 'Somebody',
  active: true,
  numbersTold: true,
  hasUc: true,
  createdAt: null,
};

function campaignOf(which: number, campaigns: readonly LiveCampaign[]): string | null {
  if (which < 0) return which === -1 ? null : 'CGONE00';
  return campaigns[which % campaigns.length]?.id ?? null;
}

function liveNumber(
  one: DrawnNumber,
  i: number,
  users: number,
  campaignId: string | null,
): LiveNumber {
  const area =
    one.trouble === 'foreign' ? '+1876' : one.trouble === 'toll-free' ? '+1800' : '+1408';
  const ownerId =
    one.trouble === 'nobody'
      ? null
      : one.trouble === 'stranger'
        ? 'u-nobody-knows'
        : one.owner < 0
          ? `own-${i}`
          : `u-${one.owner % users}`;
  return {
    number: `${area}555${String(1000 + i)}` as E164,
    inventory: one.trouble === 'porting' ? 'porting' : 'assigned',
    category: one.trouble === 'toll-free' ? 'toll-free' : 'local',
    country: one.trouble === 'abroad' ? 'JM' : null,
    ownerId,
    extension: one.trouble === 'cc' ? 'CC' : 'UC',
    portsTo: null,
    sms: {
      status: one.status,
      campaignId,
      since: null,
      reason: null,
      version: '1',
    },
  };
}
