/** Plans that the text reports are drawn from in tests. */
import type { Change, Plan } from '../../src/model/plan.ts';
import { assign, campaign, change, number, place, plan } from '../builders.ts';

const OPT_IN =
  'Acme Dental: you are subscribed. Msg & data rates may apply. Reply HELP for help, STOP to opt out.';

export const CONTENT = {
  useCase: 'customer-care',
  description: 'Appointment reminders and replies to patients of the front desk.',
  callToAction: 'Patients tick the SMS box on https://acme-dental.example/contact',
  privacyPolicy: 'https://acme-dental.example/privacy',
  'optIn.keywords': ['START'],
  'optIn.message': OPT_IN,
  'optOut.keywords': ['STOP'],
  'optOut.message': 'Acme Dental: you are unsubscribed.',
  'help.keywords': ['HELP'],
  'help.message': 'Acme Dental: call 408 555 0100 or write to help@acme-dental.example.',
  samples: [
    'Acme Dental: your appointment is on Monday at 9:00. Reply STOP to opt out.',
    'Acme Dental: your forms are ready. Reply STOP to opt out.',
  ],
};

export const EMPTY = plan();

/** A new account: a brand, a campaign, three numbers that wait for it. */
export const FIRST: Plan = firstRegistration();

function firstRegistration(): Plan {
  const brand = change('brand/acme', 'register', {
    to: {
      reference: 'acme/brand/acme',
      fields: {
        legalName: 'Acme Dental Group LLC',
        brandName: 'Acme Dental',
        legalForm: 'private-company',
        taxIdCountry: 'US',
        vertical: 'healthcare',
        website: 'https://acme-dental.example',
        supportEmail: 'help@acme-dental.example',
      },
    },
    why: 'The registry has no such brand. Verification takes about a minute.',
  });
  const frontDesk = change('campaign/front-desk', 'register', {
    to: { reference: 'acme/campaign/front-desk', fields: CONTENT },
    risk: 'paid',
    fee: { usd: 89, confirmed: true, accepted: 89, note: 'once, on a separate order invoice' },
    when: { kind: 'after', changes: [brand.id], text: 'once brand acme is verified' },
    why: 'The registry has no such campaign. Carriers take days to approve it.',
    campaign: 'front-desk',
  });
  const people: [string, string][] = [
    ['0101', 'Jane Doe'],
    ['0102', 'Ann Lee'],
    ['0103', 'Bob Ray'],
  ];
  return plan({
    people: { now: 0, after: 3, wanted: 3, losses: [] },
    fees: { ...EMPTY.fees, now: 89 },
    campaigns: [
      campaign(
        'front-desk',
        { id: null, status: null, since: null },
        { live: 0, planned: 3, wanted: 3 },
      ),
    ],
    changes: [
      brand,
      frontDesk,
      ...people.map(([lastFour, person]) =>
        assign(lastFour, person, 'front-desk', {
          when: {
            kind: 'waiting',
            since: null,
            for: 'campaign-approval',
            text: 'Carriers have not approved front-desk yet.',
          },
        }),
      ),
    ],
  });
}

/** Everything at once. */
export const RICH: Plan = rich();

function rich(): Plan {
  const update = change('campaign/front-desk', 'update', {
    from: {
      fields: {
        privacyPolicy: 'http://acme-dental.example/privacy',
        'help.keywords': ['HELP'],
        description:
          'Appointment reminders and replies to patients of the front desk. Patients write first or sign up on the website. We never send marketing. Each text names the practice. Nobody outside the front desk sends texts.',
        'optIn.message': 'Acme Dental: you are subscribed. Reply HELP for help, STOP to opt out.',
        samples: [...CONTENT.samples, 'Acme Dental: please call us back. Reply STOP to opt out.'],
      },
    },
    to: {
      fields: {
        privacyPolicy: 'https://acme-dental.example/privacy',
        'help.keywords': ['HELP', 'INFO'],
        description:
          'Appointment reminders and replies to patients of the front desk. Patients write first or sign up on the website. We never send marketing. Each text names the practice. Nobody but the front desk sends texts.',
        'optIn.message': OPT_IN,
        samples: [
          'Acme Dental: your appointment is on Tuesday at 9:00. Reply STOP to opt out.',
          'Acme Dental: your forms are ready. Reply STOP to opt out.',
        ],
      },
    },
    why: 'The texts differ from the registry. Carriers look at them again; texting goes on meanwhile.',
    campaign: 'front-desk',
  });
  const sam = change(`number/${number('0199')}`, 'turn-off', {
    from: { campaign: 'front-desk', sms: 'on' },
    to: { campaign: null, sms: 'off' },
    risk: 'outage',
    why: 'Written under noTexting.',
    person: 'Sam Roe',
  });
  const ann = change(`number/${number('0102')}`, 'move', {
    from: { campaign: 'billing', sms: 'on' },
    to: { campaign: 'front-desk', sms: 'on' },
    risk: 'outage',
    when: { kind: 'after', changes: [sam.id], text: 'after Sam Roe has left front-desk' },
    why: 'Listed under front-desk.',
    campaign: 'front-desk',
    person: 'Ann Lee',
  });
  const kim = change(`number/${number('0110')}`, 'move', {
    from: { campaign: 'front-desk', sms: 'on' },
    to: { campaign: 'billing', sms: 'on' },
    risk: 'outage',
    onAfter: ann.id,
    why: 'Listed under billing.',
    campaign: 'billing',
    person: 'Kim Po',
  });
  const max = change(`number/${number('0120')}`, 'switch', {
    from: { number: number('0121'), sms: 'on' },
    to: { number: number('0120'), sms: 'on' },
    risk: 'outage',
    why: 'A user texts from one number only; SMS moves with this line.',
    campaign: 'front-desk',
    person: 'Maximiliana von Hohenlohe-Bartenstein',
  });
  const promo = change('campaign/old-promo', 'deactivate', {
    from: { status: 'approved' },
    to: { status: 'deactivated' },
    risk: 'irreversible',
    why: 'Written as deactivateForever: replaced by front-desk.',
    campaign: 'old-promo',
  });
  const waits = (lastFour: string, person: string): Change =>
    assign(lastFour, person, 'front-desk', {
      when: {
        kind: 'waiting',
        since: null,
        for: 'place',
        text: 'front-desk is full; these numbers get a place when its limit is raised.',
      },
    });
  return plan({
    people: {
      now: 46,
      after: 48,
      wanted: 51,
      losses: [
        { number: number('0199'), person: 'Sam Roe', change: sam.id, how: 'for-good' },
        { number: number('0102'), person: 'Ann Lee', change: ann.id, how: 'move' },
        { number: number('0110'), person: 'Kim Po', change: kim.id, how: 'long' },
        { number: number('0121'), person: max.person, change: max.id, how: 'move' },
      ],
    },
    fees: { ...EMPTY.fees, now: 89, unconfirmed: 89 },
    campaigns: [
      campaign(
        'front-desk',
        { waitingList: [number('0141'), number('0142')] },
        { live: 41, planned: 46, peak: 47, wanted: 48 },
      ),
      campaign('billing', {}, { live: 12, planned: 11, peak: 12, limit: 48, wanted: 11 }),
      campaign(
        'recall',
        { status: 'rejected', since: '2026-07-20T10:00:00.000Z' },
        { live: 0, planned: 0, wanted: 0 },
      ),
      campaign(
        'surveys',
        { id: null, status: null, since: null },
        { live: 0, planned: 2, wanted: 2 },
      ),
      campaign('old-promo', {}, { live: 0, planned: 0, wanted: 0 }),
    ],
    changes: [
      update,
      change('campaign/surveys', 'register', {
        to: { fields: CONTENT },
        risk: 'paid',
        fee: { usd: 89, confirmed: true, accepted: 89, note: 'once' },
        why: 'The registry has no such campaign. Carriers take days to approve it.',
        campaign: 'surveys',
      }),
      change('campaign/recall', 'resubmit', {
        from: { status: 'rejected', fields: {} },
        to: { status: 'pending', fields: {} },
        risk: 'paid',
        fee: { usd: 89, confirmed: false, accepted: 89, note: 'nobody has confirmed it' },
        why: 'Sent to carriers again: 2026-07-20 privacy page is live',
        campaign: 'recall',
      }),
      assign('0101', 'Jane Doe', 'front-desk'),
      assign('0107', 'Bob Ray', 'front-desk'),
      assign('0108', null, 'front-desk'),
      kim,
      sam,
      ann,
      max,
      promo,
      waits('0141', 'Lou Tan'),
      waits('0142', 'Eve Orr'),
    ],
    held: [
      {
        number: number('0103'),
        person: 'Ann Lee',
        campaign: 'front-desk',
        rule: 'number-owner-differs',
        message:
          'The line says bob.ray@acme-dental.example, but Ann Lee (ann.lee@acme-dental.example) holds the number.',
        hint: 'Write ann.lee@acme-dental.example if she should text, or mend the user in Admin Console.',
        place: place(31),
      },
    ],
    waiting: [
      {
        address: 'campaign/newsletter',
        campaign: 'newsletter',
        person: null,
        for: 'campaign-approval',
        since: '2026-07-20T10:00:00.000Z',
        text: 'Carriers are looking at the campaign; this takes days.',
      },
      ...['0131', '0132'].map((lastFour, i) => ({
        address: `number/${number(lastFour)}`,
        campaign: 'front-desk',
        person: i === 0 ? 'Pat Kay' : 'Uma Sol',
        for: 'number-on' as const,
        since: '2026-07-23T18:00:00.000Z',
        text: 'SMS is being turned on; this takes up to 48 hours.',
      })),
    ],
    attention: [
      {
        rule: 'campaign-rejected',
        address: 'campaign/recall',
        message: 'Carriers rejected the campaign: the privacy page does not mention SMS.',
        since: '2026-07-20T10:00:00.000Z',
        next: 'Mend what carriers name (most often the website), then write `resubmit` with a reason.',
      },
      {
        rule: 'sms-enabling-failed',
        address: `number/${number('0155')}`,
        message: 'Turning SMS on failed: carrier error 7.',
        since: null,
        next: 'apply tries again; if it fails again, ask support',
      },
    ],
    cannotText: [
      ...[
        ['0161', 'Gus Hale'],
        ['0162', 'Ida Moss'],
        ['0163', null],
      ].map(([lastFour, person]) => ({
        number: number(lastFour ?? ''),
        person: person ?? null,
        campaign: null,
        rule: 'sms-without-campaign',
        reason: 'SMS is on, but the number is in no campaign, so carriers block every text',
        since: null,
        next: 'list it under a campaign, or under noTexting',
      })),
      {
        number: number('0170'),
        person: 'Tim Fox',
        campaign: 'recall',
        rule: 'campaign-rejected',
        reason: 'carriers rejected its campaign: the privacy page does not mention SMS',
        since: '2026-07-20T10:00:00.000Z',
        next: 'mend what they name, then write `resubmit` with a reason',
      },
    ],
    unlisted: [
      {
        kind: 'number',
        id: 'front-desk',
        orphaned: false,
        text: '2 numbers are in front-desk, but no file mentions them.',
        lines: [
          'campaigns:',
          '  front-desk:',
          '    numbers:',
          `      ${number('0181')}: gil.fry@acme-dental.example`,
          `      ${number('0182')}: anyone`,
        ],
      },
      {
        kind: 'campaign',
        id: 'C7GH42I',
        orphaned: true,
        text: 'Campaign C7GH42I (approved, 1 number); it was registered for `alerts`, whose block is gone.',
        lines: [
          'campaigns:',
          '  alerts:',
          '    id: C7GH42I',
          '    numbers:',
          `      ${number('0190')}: liz.ode@acme-dental.example`,
        ],
      },
    ],
    limitRaises: [
      {
        campaign: 'front-desk',
        limit: 48,
        wanted: 120,
        text: 'Please raise the number limit of our SMS campaign C-front-desk (Acme Dental) from 48 to 120.\n\nUse case: customer care. Each number belongs to one employee who answers patients.\nReference: acme/campaign/front-desk\n',
      },
    ],
    diagnostics: [
      {
        rule: 'campaign-idle',
        severity: 'warning',
        message: 'An active campaign has no numbers.',
        place: place(4, 'old.yaml'),
        source: 'old-promo:',
        hint: 'T-Mobile charges $250 after 60 days.',
      },
    ],
  });
}

/** Changes that the guard refuses. */
export const REFUSED: Plan = refused();

function refused(): Plan {
  const register = change('campaign/surveys', 'register', {
    to: { fields: { useCase: 'customer-care', description: CONTENT.description } },
    risk: 'paid',
    fee: { usd: 89, confirmed: true, accepted: null, note: 'once' },
    why: 'The registry has no such campaign. Carriers take days to approve it.',
    campaign: 'surveys',
    refused: true,
    place: place(12, 'surveys.yaml'),
  });
  const off = ['Ann Lee', 'Bob Ray', 'Sam Roe'].map((person, i) =>
    change(`number/${number(`010${i}`)}`, 'turn-off', {
      from: { campaign: 'front-desk', sms: 'on' },
      to: { campaign: null, sms: 'off' },
      risk: 'outage',
      why: 'Written under noTexting.',
      person,
      refused: true,
    }),
  );
  return plan({
    people: {
      now: 46,
      after: 46,
      wanted: 46,
      losses: [],
    },
    campaigns: [
      campaign('front-desk'),
      campaign(
        'surveys',
        { id: null, status: null, since: null },
        { live: 0, planned: 0, wanted: 0 },
      ),
    ],
    changes: [register, ...off],
    refusals: [
      {
        rule: 'fee-not-accepted',
        message: 'Registering surveys costs $89, and nobody has accepted it.',
        line: 'fee: { accepted: 89 }',
        support: null,
        changes: [register.id],
        place: place(12, 'surveys.yaml'),
      },
      {
        rule: 'max-outages',
        message:
          '3 people would lose SMS, some of them for a while only; 2 are allowed in one apply.',
        line: 'policy: { maxOutages: 3 }',
        support: null,
        changes: off.map(({ id }) => id),
        place: place(40, 'acme.yaml'),
      },
    ],
  });
}

/** Two parts of the registry could not be read. */
export const GAPS: Plan = plan({
  people: { now: null, after: null, wanted: 46, losses: [] },
  gaps: [
    { part: 'sms', reason: 'the registry answered 503 five times at page 3' },
    { part: 'users', reason: 'the list changed while it was read.' },
  ],
});

/** Names and texts of somebody who means harm. */
export const HOSTILE: Plan = plan({
  account: 'ac\u001b[2Jme',
  campaigns: [campaign('front-desk')],
  changes: [
    assign('0101', 'Eve\u001b[31m\u202eEvil\nNothing to do.', 'front-desk'),
    assign('0102', '王小明', 'front-desk'),
    assign('0103', 'Zoe\u0301 👩‍👩‍👧', 'front-desk'),
    change('campaign/front-desk', 'update', {
      from: { fields: { description: 'plain', website: 'x' } },
      to: { fields: { description: `two\nlines \u001b]0;title\u0007 ${'x'.repeat(150)}` } },
      why: 'It says\u0007 so\r\nand more.',
      campaign: 'front-desk',
    }),
  ],
  attention: [
    {
      rule: 'campaign-suspended',
      address: 'campaign/front-desk',
      message:
        'Carriers suspended it: \u009b31m\u2066see\u2069 https://acme-dental.example/a/very/long/address/that/nobody/would/ever/want/to/break/in/two/pieces/as/it/is/one',
      since: 'yester\u001bday',
      next: 'ask\tsupport',
    },
  ],
});

/** More assignments than anybody reads. */
export const LARGE: Plan = plan({
  people: { now: 0, after: 500, wanted: 500, losses: [] },
  campaigns: [campaign('front-desk', {}, { live: 0, planned: 500, limit: 600, wanted: 500 })],
  changes: Array.from({ length: 500 }, (_, i) =>
    assign(`${1000 + i}`, `Person ${i + 1}`, 'front-desk', i === 480 ? { risk: 'outage' } : {}),
  ),
});
