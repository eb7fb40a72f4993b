import { describe, expect, it } from 'vitest';
import type { ApplyReport } from '../../src/model/report.ts';
import { renderApplyReport } from '../../src/report/apply-text.ts';
import { plan, report } from '../builders.ts';
import { expectGolden } from '../golden.ts';
import {
  ALL_DONE,
  HOSTILE_REPORT,
  IDLE,
  INTERRUPTED,
  MIXED,
  STOPPED,
  SUBMITTED,
  UNCERTAIN,
} from './report-apply.world.ts';
import { GAPS, RICH } from './report-plan.world.ts';

const REPORTS: Readonly<Record<string, ApplyReport>> = {
  idle: IDLE,
  'all-done': ALL_DONE,
  submitted: SUBMITTED,
  mixed: MIXED,
  'stopped-by-access': STOPPED,
  interrupted: INTERRUPTED,
  uncertain: UNCERTAIN,
  hostile: HOSTILE_REPORT,
};

const OPTIONS = { color: false, columns: 100 };
const ESC = '\u001b';

describe('the apply report as text', () => {
  it.each(Object.entries(REPORTS))('%s', (name, made) => {
    const text = renderApplyReport(made, { color: false, columns: 80 });
    expectGolden(`report/apply-${name}.txt`, text);
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each(Object.entries(REPORTS))('%s: colour adds nothing but colour', (_, made) => {
    const colored = renderApplyReport(made, { color: true, columns: 80 });
    const plain = renderApplyReport(made, { color: false, columns: 80 });
    expect(colored).not.toBe(plain);
    expect(colored.replaceAll(new RegExp(`${ESC}\\[\\d+m`, 'g'), '')).toBe(plain);
  });

  it('names everybody in a list that is not folded', () => {
    const text = renderApplyReport(MIXED, { color: false, columns: 80 });
    for (const { change } of [...MIXED.done, ...MIXED.failed, ...MIXED.notAttempted]) {
      expect(text).toContain(change.id.slice(0, 8));
    }
  });

  it('does not call an open plan done', () => {
    const said = (of: Parameters<typeof plan>[0]) =>
      renderApplyReport(report({ plan: plan(of) }), { color: false, columns: 80 });
    expect(said({})).toContain('Nothing to do.');
    expect(said({ waiting: RICH.waiting })).toContain('Nothing was done. Open: 3 under way');
    expect(said({ gaps: GAPS.gaps })).toContain('NOT READ  SMS states');
    expect(said({ held: RICH.held })).toContain('number-owner-differs');
  });

  it('counts the held numbers only, where the plan stands above', () => {
    const made = report({ plan: plan({ held: RICH.held }) });
    const options = { color: false, columns: 80 };
    const text = renderApplyReport(made, { ...options, planShown: true });
    expect(text).toContain('\n1 number held, listed above.\n');
    expect(text).not.toContain('number-owner-differs');
    const none = renderApplyReport(ALL_DONE, { ...options, planShown: true });
    expect(none).toBe(renderApplyReport(ALL_DONE, options));
  });

  it('says that nothing was spent only where that is certain', () => {
    const costOf = (of: Partial<ApplyReport>) =>
      renderApplyReport({ ...UNCERTAIN, unconfirmedUsd: 0, mayHaveSpentUsd: 0, ...of }, OPTIONS)
        .split('\n')
        .find((line) => line.startsWith('Cost'));
    expect(costOf({})).toBe('Cost      nothing spent · 12 requests');
    expect(costOf({ spentUsd: 88.5 })).toBe('Cost      $88.50 spent · 12 requests');
    expect(costOf({ unknownFees: 1 })).toBe('Cost      1 fee unknown · 12 requests');
    expect(costOf({ mayHaveSpentUsd: 89 })).toBe(
      'Cost      up to $89 may have been spent (billing): no certain answer · 12 requests',
    );
    expect(costOf({ unconfirmedUsd: 89, spentUsd: 89 })).toBe(
      'Cost      $89 spent · up to $89, unconfirmed (recall) · 12 requests',
    );
  });

  it('sends nobody to mend what may have arrived', () => {
    const text = renderApplyReport(UNCERTAIN, OPTIONS);
    expect(text).toContain('see whether it arrived; apply goes on from there.');
    expect(text).not.toContain('mended');
    const [uncertain] = UNCERTAIN.failed;
    const both = { ...UNCERTAIN, failed: [...UNCERTAIN.failed, ...MIXED.failed] };
    expect(uncertain?.uncertain).toBe(true);
    expect(renderApplyReport(both, OPTIONS)).toContain('once what failed is mended');
    expect(renderApplyReport({ ...UNCERTAIN, stopped: 'interrupt' }, OPTIONS)).toContain(
      'see whether it arrived',
    );
  });

  it('tells what was stopped even where nothing was done', () => {
    const text = renderApplyReport(report({ stopped: 'access' }), { color: false, columns: 80 });
    expect(text).toContain('refused the API key');
    expect(text).not.toContain('Nothing to do');
  });
});
