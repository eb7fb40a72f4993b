import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { renderPlan } from '../../src/report/plan-text.ts';
import { assign, campaign, change, number, plan } from '../builders.ts';
import { expectGolden } from '../golden.ts';
import { fc } from '../random.ts';
import { EMPTY, FIRST, GAPS, HOSTILE, LARGE, REFUSED, RICH } from './report-plan.world.ts';

const PLANS: Readonly<Record<string, Plan>> = {
  empty: EMPTY,
  'first-registration': FIRST,
  rich: RICH,
  refused: REFUSED,
  gaps: GAPS,
  hostile: HOSTILE,
  large: LARGE,
};

const ESC = '\u001b';

/** Colours as `<1>`, so that a golden file can be read. */
function colorsVisible(text: string): string {
  return text.replaceAll(new RegExp(`${ESC}\\[(\\d+)m`, 'g'), '<$1>');
}

function withoutColors(text: string): string {
  return text.replaceAll(new RegExp(`${ESC}\\[\\d+m`, 'g'), '');
}

describe('the plan as text', () => {
  it.each(Object.entries(PLANS))('%s', (name, made) => {
    expectGolden(`report/plan-${name}.txt`, renderPlan(made, { color: false, columns: 80 }));
  });

  it.each([60, 120])('at %i columns', (columns) => {
    expectGolden(`report/plan-rich-${columns}.txt`, renderPlan(RICH, { color: false, columns }));
  });

  it('in ASCII', () => {
    const text = renderPlan(RICH, { color: false, columns: 80, unicode: false });
    expectGolden('report/plan-rich-ascii.txt', text);
    expect(text).not.toMatch(/[→·…█▓▒░▕▏]/u);
  });

  it('in colour', () => {
    const text = renderPlan(RICH, { color: true, columns: 80 });
    expectGolden('report/plan-rich-color.txt', colorsVisible(text));
  });

  it.each(Object.entries(PLANS))('%s: colour adds nothing but colour', (_, made) => {
    const plain = renderPlan(made, { color: false, columns: 80 });
    expect(withoutColors(renderPlan(made, { color: true, columns: 80 }))).toBe(plain);
  });

  it('lists what is paid, an outage, refused or final however many there are', () => {
    const changes = Array.from({ length: 60 }, (_, i) =>
      change(`number/${number(`${1000 + i}`)}`, 'turn-off', {
        person: `Person ${i}`,
        risk: 'outage',
      }),
    );
    const text = renderPlan(plan({ changes }), { color: false, columns: 80 });
    for (const { person } of changes) expect(text).toMatch(new RegExp(`${person} `));
    expect(text).not.toContain('more (--format json');
  });

  it('shows the peak only where it is above what is live and what is planned', () => {
    const line = (live: number, peak: number, planned: number) =>
      renderPlan(
        plan({
          campaigns: [campaign('front-desk', {}, { live, peak, planned })],
          gaps: [{ part: 'brands', reason: 'time-out' }],
        }),
        { color: false, columns: 80 },
      ).match(/▏ (.*)/)?.[1];
    expect(line(41, 47, 46)).toBe('41 → 47 → 46 of 48');
    expect(line(41, 46, 46)).toBe('41 → 46 of 48');
    expect(line(46, 46, 41)).toBe('46 → 41 of 48');
    expect(line(46, 46, 46)).toBe('46 of 48');
    expect(line(46, 47, 46)).toBe('46 → 47 → 46 of 48');
  });

  it('says that nothing is to do only where nothing is to say', () => {
    const said = (of: Partial<Plan>) => renderPlan(plan(of), { color: false, columns: 80 });
    expect(said({})).toContain('Nothing to do. 46 of 46 listed numbers can text.');
    expect(said({ gaps: GAPS.gaps })).not.toContain('Nothing to do');
    expect(said({ attention: RICH.attention })).not.toContain('Nothing to do');
    expect(said({ cannotText: RICH.cannotText })).not.toContain('Nothing to do');
    expect(said({ diagnostics: RICH.diagnostics })).not.toContain('Nothing to do');
    const none = said({ people: { now: 0, after: 0, wanted: 0, losses: [] } });
    expect(none).toContain('Nothing to do. No number is listed.');
  });

  it('tells a cause once, however many parts were not read for it', () => {
    const down = (list: string, path: string, id: string) =>
      `The list of ${list} could not be read. The registry could not answer (503) (GET ${path}). Request ${id}.`;
    const text = renderPlan(
      plan({
        gaps: [
          { part: 'users', reason: down('users', '/users', '5b-1') },
          { part: 'sms', reason: down('SMS numbers', '/sms/numbers', '5b-2') },
          { part: 'brands', reason: 'The list of brands is not complete: 2 of 4 were told.' },
        ],
      }),
      { color: false, columns: 100 },
    );
    expect(text).toContain(
      'NOT READ  users, SMS states: The registry could not answer (503).\n' +
        'NOT READ  brands: The list of brands is not complete: 2 of 4 were told. Nothing is planned there.\n',
    );
    expect(text).toMatch(/\nNothing could be planned\.\n$/);
    expect(text).not.toContain('No changes');
  });

  it('end a cause with one sign', () => {
    const asked = plan({ gaps: [{ part: 'brands', reason: 'No connection: is it running?' }] });
    expect(renderPlan(asked, { color: false, columns: 200 })).toContain(
      'is it running? Nothing is planned there.',
    );
  });

  it('counts the numbers that wait, not the campaign they wait for', () => {
    const [entry] = RICH.waiting;
    if (entry === undefined) throw new Error('nothing waits');
    const registration = {
      ...entry,
      address: 'campaign/front-desk',
      campaign: 'front-desk',
      person: null,
      for: 'campaign-approval',
    } as const;
    const change = assign('0101', 'Jane Doe', 'front-desk', {
      when: {
        kind: 'waiting',
        since: null,
        for: 'campaign-approval',
        text: 'Carriers look at it.',
      },
    });
    const waits = (of: Partial<Plan>) =>
      /^Waits +(.*)$/m.exec(renderPlan(plan(of), { color: false, columns: 80 }))?.[1];
    expect(waits({ waiting: [registration], changes: [change] })).toBe(
      '1 for approval of front-desk',
    );
    expect(waits({ waiting: [registration] })).toBe('for approval of front-desk');
    const campaigns = [campaign('front-desk', { status: 'rejected' })];
    expect(waits({ campaigns, changes: [change] })).toBe('1 until front-desk is sent again');
  });

  it('names places on the way from where the reader is', () => {
    const text = renderPlan(
      { ...RICH, refusals: REFUSED.refusals },
      { color: false, columns: 80, base: 'offices/\u001bwest/' },
    );
    expect(text).toContain('offices/␛west/front-desk.yaml:31\n');
    expect(text).toContain('offices/␛west/surveys.yaml:12\n');
    expect(text).toContain('warning campaign-idle  offices/␛west/old.yaml:4:');
  });

  it('says how full a campaign is only where that is known and means something', () => {
    const line = (of: Parameters<typeof campaign>[1], live: number, made: Partial<Plan> = {}) =>
      renderPlan(
        plan({
          campaigns: [campaign('front-desk', of, { live, peak: live, planned: live })],
          attention: RICH.attention,
          ...made,
        }),
        { color: false, columns: 80 },
      ).match(/^ {2}front-desk {2}(.*)$/m)?.[1];
    const gap = (part: 'sms' | 'campaigns' | 'users') => ({ gaps: [{ part, reason: 'time-out' }] });
    const deactivated = { status: 'deactivated', since: null } as const;
    expect(line(deactivated, 0)).toBe('deactivated');
    expect(line(deactivated, 2)).toBe('deactivated  2 numbers still in it');
    expect(line({ status: 'unknown' }, 0, gap('campaigns'))).toBe('not read');
    expect(line({ status: 'unknown' }, 3)).toContain('state unknown  ▕');
    expect(line({}, 0, gap('sms'))).toBe('active  numbers not read');
    expect(line({ id: null, status: null }, 0, gap('sms'))).toContain('0 of 48');
    expect(line({}, 3, gap('users'))).toContain('3 of 48');
    expect(line({}, 49)).toMatch(/49 of 48, above its limit$/);
  });

  it('tells once why numbers are turned on that seemed to be on, or once more', () => {
    const blocked = { from: { campaign: null, sms: 'on' }, why: 'It is blocked.' } as const;
    const text = renderPlan(
      plan({
        changes: [
          assign('0101', 'Jane Doe', 'front-desk', blocked),
          assign('0102', 'Sam Roe', 'front-desk', { why: 'It is listed.' }),
          assign('0103', 'Ann Lee', 'front-desk', blocked),
          assign('0104', 'Bob Ray', 'front-desk', {
            from: { campaign: null, sms: 'enabling-failed' },
            why: 'It failed.',
          }),
        ],
      }),
      { color: false, columns: 80 },
    );
    const told = text.split('\n').flatMap((row) => /It .*|[A-Z]\w+ \w+/.exec(row)?.[0] ?? []);
    expect(told.slice(-6)).toEqual([
      'Sam Roe',
      'It is blocked:',
      'Jane Doe',
      'Ann Lee',
      'It failed:',
      'Bob Ray',
    ]);
  });

  it('never breaks a line to paste', () => {
    const long = `reason: "${'word '.repeat(40)}"`;
    const text = renderPlan(
      plan({
        refusals: [
          {
            rule: 'resubmit-needed',
            message: 'm',
            line: long,
            support: null,
            changes: [],
            place: null,
          },
        ],
        unlisted: [{ kind: 'number', id: 'n', orphaned: false, text: 't', lines: [`${long}2`] }],
        limitRaises: [{ campaign: 'front-desk', limit: 48, wanted: 99, text: `${long}3` }],
      }),
      { color: false, columns: 60 },
    );
    for (const line of [long, `${long}2`, `${long}3`]) expect(text).toContain(line);
  });
});

describe('whatever stands in the plan', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.lorem({ maxCount: 40 }),
  );
  const fields = fc.record({ description: text, samples: fc.array(text, { maxLength: 3 }) });
  const anyPlan = fc
    .record({
      name: fc.option(text),
      from: fields,
      to: fields,
      why: text,
      message: text,
      key: text,
    })
    .map(({ name, from, to, why, message, key }) =>
      plan({
        campaigns: [campaign(key)],
        changes: [
          assign('0101', name, key, {
            when: { kind: 'waiting', since: null, for: 'place', text: message },
          }),
          change('campaign/front-desk', 'update', {
            from: { fields: from },
            to: { fields: to },
            why,
            campaign: key,
          }),
          change('campaign/front-desk', 'register', { to: { fields: to }, why, risk: 'paid' }),
        ],
        attention: [{ rule: 'r', address: `campaign/${key}`, message, since: why, next: message }],
      }),
    );

  it('reaches a terminal without control characters, in lines that fit', () => {
    fc.assert(
      fc.property(anyPlan, fc.constantFrom(40, 60, 80, 100, 140), (made, columns) => {
        const shown = renderPlan(made, { color: false, columns });
        expect(renderPlan(made, { color: false, columns })).toBe(shown);
        expect(shown).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u);
        for (const line of shown.split('\n')) {
          if (!line.includes('://'))
            expect(stringWidth(line)).toBeLessThanOrEqual(Math.min(columns, 100));
        }
      }),
      { numRuns: 300 },
    );
  });
});
