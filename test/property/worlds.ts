/**
 * Random worlds: a seed for the sandbox registry and a desired state, with every state a number, user or campaign can be in.
 */

import type {
  Desired,
  DesiredBrand,
  DesiredCampaign,
  DesiredNumber,
  E164,
} from '../../src/model/desired.ts';
import type { Place } from '../../src/model/diagnostic.ts';
import type { Content } from '../../src/model/kinds.ts';
import type { Item } from '../../src/plan/schedule.ts';
import { contentToWire } from '../../src/providers/eight-by-eight/vocabulary.ts';
import type { Seed, SeedCampaign, SeedNumber, SeedSms, SeedUser } from '../../src/sandbox/seed.ts';
import { fc } from '../random.ts';
import { CAMPAIGNS, type Name, type PlaceWorld } from './brute-force.ts';

export interface RandomWorld {
  readonly seed: Seed;
  readonly desired: Desired;
}

export const START = Date.parse('2026-07-24T09:30:00Z');
const HERE: Place = { file: 'campaigns.yaml', line: 1, col: 1 };

const BRAND: Content = {
  legalName: 'Acme Dental Group LLC',
  brandName: 'Acme Dental',
  legalForm: 'private-company',
  taxIdCountry: 'US',
  vertical: 'healthcare',
  website: 'https://acme-dental.example',
  supportEmail: 'help@acme-dental.example',
};

/** Every field differs per campaign, so that nothing looks alike by accident. */
function contentOf(key: string): Content {
  const useCases: Record<string, string> = {
    a: 'customer-care',
    b: 'account-notification',
    c: 'delivery-notification',
    d: 'marketing',
  };
  return {
    useCase: useCases[key] ?? 'mixed',
    description: `Campaign ${key} sends reminders and replies to people of Acme Dental.`,
    callToAction: `Patients tick the SMS box ${key} on https://acme-dental.example/contact`,
    privacyPolicy: 'https://acme-dental.example/privacy',
    'optIn.keywords': ['START'],
    'optIn.message':
      'Acme Dental: you are subscribed. Msg & data rates may apply. HELP for help, STOP to stop.',
    'optOut.keywords': ['STOP'],
    'optOut.message': 'Acme Dental: you are unsubscribed.',
    'help.keywords': ['HELP'],
    'help.message': 'Acme Dental: call 408 555 0100.',
    samples: [`Acme Dental ${key}: your appointment is at 9:00. STOP to opt out.`],
  };
}

type CampaignState = 'approved' | 'pending' | 'rejected' | 'suspended' | 'absent' | 'leaving';

interface DrawnCampaign {
  readonly state: CampaignState;
  /** Numbers allowed; `full`: as many as are in it. */
  readonly limit: number | 'full';
  readonly fee: boolean;
  readonly wanted: boolean;
  readonly edited: boolean;
}

interface DrawnNumber {
  readonly live:
    | 'off'
    | 'on'
    | 'pending-on'
    | 'pending-off'
    | 'enabling-failed'
    | 'disabling-failed'
    | 'blocked';
  /** Campaign it is live in: index. */
  readonly inside: number;
  readonly listed: number | 'noTexting' | 'nowhere';
  readonly user: number;
  readonly trouble: 'none' | 'cc' | 'inactive' | 'wrong-owner' | 'nobody';
}

const KEYS = ['a', 'b', 'c', 'd'];

const campaigns = fc.array(
  fc.record<DrawnCampaign>({
    state: fc.oneof(
      { weight: 8, arbitrary: fc.constant<CampaignState>('approved') },
      {
        weight: 3,
        arbitrary: fc.constantFrom<CampaignState>(
          'pending',
          'rejected',
          'suspended',
          'absent',
          'leaving',
        ),
      },
    ),
    limit: fc.oneof(fc.constant<'full'>('full'), fc.integer({ min: 0, max: 4 })),
    fee: fc.boolean(),
    wanted: fc.boolean(),
    edited: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
);

const numbers = fc.array(
  fc.record<DrawnNumber>({
    live: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<DrawnNumber['live']>('on', 'off') },
      {
        weight: 2,
        arbitrary: fc.constantFrom<DrawnNumber['live']>(
          'pending-on',
          'pending-off',
          'enabling-failed',
          'disabling-failed',
          'blocked',
        ),
      },
    ),
    inside: fc.nat(3),
    listed: fc.oneof(
      { weight: 6, arbitrary: fc.nat(3) },
      { weight: 2, arbitrary: fc.constantFrom<'noTexting' | 'nowhere'>('noTexting', 'nowhere') },
    ),
    user: fc.oneof({ weight: 4, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.nat(1) }),
    trouble: fc.oneof(
      { weight: 12, arbitrary: fc.constant<DrawnNumber['trouble']>('none') },
      {
        weight: 1,
        arbitrary: fc.constantFrom<DrawnNumber['trouble']>(
          'cc',
          'inactive',
          'wrong-owner',
          'nobody',
        ),
      },
    ),
  }),
  { maxLength: 9 },
);

export const randomWorlds: fc.Arbitrary<RandomWorld> = fc
  .record({ campaigns, numbers, maxOutages: fc.constantFrom(null, 0, 2, 100) })
  .map(({ campaigns: drawn, numbers: lines, maxOutages }) => build(drawn, lines, maxOutages));

function build(
  drawn: readonly DrawnCampaign[],
  lines: readonly DrawnNumber[],
  maxOutages: number | null,
): RandomWorld {
  const lists = new Map<string, DesiredNumber[]>(KEYS.map((key) => [key, []]));
  const noTexting: DesiredNumber[] = [];
  const users = new Map<number, SeedUser>();
  const seeded: SeedNumber[] = [];
  const texting = new Set<number>();
  lines.forEach((line, i) => {
    const number = `+1408555${String(1000 + i)}`;
    const owner = line.user < 0 ? i + 3 : line.user;
    const sms = smsOf(line, drawn, texting, owner);
    seeded.push({ number, ...(sms === undefined ? {} : { sms }) });
    if (line.trouble !== 'nobody')
      users.set(owner, withNumber(users.get(owner), owner, line, number));
    const written: DesiredNumber = {
      number: number as E164,
      user: line.trouble === 'wrong-owner' ? 'somebody.else@acme.example' : userName(owner),
      place: { ...HERE, line: 10 + i },
    };
    if (line.listed === 'noTexting') noTexting.push(written);
    else if (line.listed !== 'nowhere') {
      const index = line.listed % drawn.length;
      if (drawn[index]?.state !== 'leaving') lists.get(KEYS[index] ?? 'a')?.push(written);
    }
  });
  const nowhere = lines.flatMap((line, i) =>
    line.listed === 'nowhere' && line.live === 'on' && line.user < 0 ? [i] : [],
  );
  // Every other number that no line mentions is in a campaign that no block mentions.
  nowhere.forEach((i, at) => {
    const entry = seeded[i];
    if (entry?.sms === undefined || at % 2 === 1) return;
    seeded[i] = {
      ...entry,
      sms: { ...entry.sms, status: 'ON', campaign: at % 4 === 0 ? 'CFOREI1' : 'CORPHA1' },
    };
  });
  const seed: Seed = {
    times: { campaign: 'never' },
    users: [...users.values()],
    numbers: seeded,
    brands: [
      {
        id: 'BACME01',
        referenceId: 'acme/brand/acme',
        status: 'VERIFIED',
        ...contentToWire('brand', BRAND),
        taxId: '123456789',
      },
      strangeBrand('BFOREI1', null),
      strangeBrand('BORPHA1', 'acme/brand/gone'),
    ],
    campaigns: [
      ...drawn.flatMap((campaign, i) => seedCampaign(campaign, i, seeded)),
      strangeCampaign('CFOREI1', 'BFOREI1', null),
      strangeCampaign('CORPHA1', 'BORPHA1', 'acme/campaign/gone'),
    ],
  };
  return { seed, desired: desiredOf(drawn, lists, noTexting, maxOutages) };
}

/** A brand that no block mentions. */
function strangeBrand(id: string, referenceId: string | null) {
  const content = contentToWire('brand', { ...BRAND, legalName: `${id} Incorporated` });
  return { id, referenceId, status: 'VERIFIED', ...content, taxId: '987654321' };
}

function strangeCampaign(id: string, brand: string, referenceId: string | null): SeedCampaign {
  const content = contentToWire('campaign', {
    ...contentOf(id),
    useCase: 'public-service-announcement',
  });
  return { id, referenceId, brand, status: 'APPROVED', ...content };
}

function smsOf(
  line: DrawnNumber,
  drawn: readonly DrawnCampaign[],
  texting: Set<number>,
  owner: number,
): SeedSms | undefined {
  const index = line.inside % drawn.length;
  const state = drawn[index]?.state ?? 'absent';
  const campaign = ['approved', 'suspended', 'leaving'].includes(state) ? `CLIVE0${index}` : null;
  if (line.live === 'off' || line.trouble === 'nobody') return undefined;
  if (line.live === 'enabling-failed') return { status: 'ENABLING_FAILED' };
  // A user has one SMS number: the registry would not be in any other state.
  if (texting.has(owner)) return undefined;
  texting.add(owner);
  if (line.live === 'blocked' || campaign === null) return { status: 'ON' };
  const status = line.live.toUpperCase().replaceAll('-', '_');
  return { status, campaign, since: '2026-07-24T09:29:00Z' };
}

function withNumber(
  user: SeedUser | undefined,
  owner: number,
  line: DrawnNumber,
  number: string,
): SeedUser {
  const extension = { type: line.trouble === 'cc' ? 'CC' : 'UC', numbers: [number] };
  return {
    userName: userName(owner),
    firstName: `Person${owner}`,
    lastName: 'Test',
    status: line.trouble === 'inactive' ? 'INACTIVE' : (user?.status ?? 'ACTIVE'),
    extensions: [...(user?.extensions ?? []), extension],
  };
}

function userName(owner: number): string {
  return `user${owner}@acme.example`;
}

function seedCampaign(
  campaign: DrawnCampaign,
  i: number,
  numbers: readonly SeedNumber[],
): SeedCampaign[] {
  if (campaign.state === 'absent') return [];
  const filled = numbers.filter((number) => number.sms?.campaign === `CLIVE0${i}`).length;
  const key = KEYS[i] ?? 'a';
  const status = campaign.state === 'leaving' ? 'APPROVED' : campaign.state.toUpperCase();
  return [
    {
      id: `CLIVE0${i}`,
      referenceId: `acme/campaign/${key}`,
      brand: 'BACME01',
      status,
      numberLimit: campaign.limit === 'full' ? filled : campaign.limit,
      ...contentToWire('campaign', contentOf(key)),
    },
  ];
}

function desiredOf(
  drawn: readonly DrawnCampaign[],
  lists: ReadonlyMap<string, readonly DesiredNumber[]>,
  noTexting: readonly DesiredNumber[],
  maxOutages: number | null,
): Desired {
  const block = (key: string, content: Content) => ({
    key,
    place: HERE,
    id: null,
    formerly: [],
    content,
    allow: {},
    places: {},
  });
  const brand: DesiredBrand = { ...block('acme', BRAND), taxIdFrom: 'ACME_EIN', feeAccepted: null };
  return {
    account: {
      name: 'acme',
      provider: 'sandbox',
      sandboxSeed: null,
      smsVia: 'console',
      usersExport: null,
      place: HERE,
    },
    policy: { maxOutages, lookAgainAfterDays: null },
    brands: [brand],
    campaigns: drawn.map((campaign, i): DesiredCampaign => {
      const key = KEYS[i] ?? 'a';
      const edit = campaign.edited
        ? { samples: [`Acme Dental ${key}: new text. STOP to opt out.`] }
        : {};
      return {
        ...block(key, { ...contentOf(key), ...edit }),
        brand: 'acme',
        feeAccepted: campaign.fee ? 89 : null,
        limitWanted: campaign.wanted ? 100 : null,
        limitGranted: null,
        resubmit: campaign.wanted ? '2026-07-20 the privacy page is live' : null,
        deactivateForever: campaign.state === 'leaving' ? 'replaced' : null,
        numbers: lists.get(key) ?? [],
      };
    }),
    noTexting,
  };
}

/** Approved campaigns a, b, c that are full but for `spare` places each, and numbers that move between them or go off (`to: null`). */
export function placeWorld(
  moves: readonly { readonly from: Name; readonly to: Name | null }[],
  spare: number,
): RandomWorld & PlaceWorld {
  const lines: DrawnNumber[] = moves.map(({ from, to }) => ({
    live: 'on',
    inside: CAMPAIGNS.indexOf(from),
    listed: to === null ? 'noTexting' : CAMPAIGNS.indexOf(to),
    user: -1,
    trouble: 'none',
  }));
  const filled = Object.fromEntries(
    CAMPAIGNS.map((name) => [name, moves.filter((move) => move.from === name).length]),
  ) as Record<Name, number>;
  const limits = Object.fromEntries(
    CAMPAIGNS.map((name) => [name, filled[name] + spare]),
  ) as Record<Name, number>;
  const drawn = CAMPAIGNS.map(
    (name): DrawnCampaign => ({
      state: 'approved',
      limit: limits[name],
      fee: false,
      wanted: false,
      edited: false,
    }),
  );
  const items = moves.map(
    ({ from, to }, i): Item => ({
      key: `+1408555${String(1000 + i)}`,
      leaves: from,
      takes: to,
      texts: true,
    }),
  );
  return { ...build(drawn, lines, 100), items, limits, filled };
}
