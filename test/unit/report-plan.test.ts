import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { renderPlan } from '../../src/report/plan-text.ts';
import { assign, campaign, change, number, plan } from '../builders.ts';
import { expectGolden } from '../golden.ts';
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

  it('never breaks a line to paste', () => {
    const long = `reason: "${'word '.repeat(40)}"`;
    const text = renderPlan(
      plan({
        refusals: [{ rule: 'resubmit-needed', message: 'm', line: long, changes: [], place: null }],
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
