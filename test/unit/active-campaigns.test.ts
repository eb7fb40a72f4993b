/** Several campaigns in one account, where the provider is understood to allow one. */
import { describe, expect, it } from 'vitest';
import type { Capabilities } from '../../src/model/capabilities.ts';
import type { Desired, DesiredCampaign } from '../../src/model/desired.ts';
import type { Plan } from '../../src/model/plan.ts';
import { explain } from '../../src/plan/explain.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { CONSOLE, SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';
import { renderExplanation } from '../../src/report/explain.ts';
import { renderPlanHtml } from '../../src/report/plan-html.ts';
import { renderPlanMarkdown } from '../../src/report/plan-markdown.ts';
import { renderPlan } from '../../src/report/plan-text.ts';
import { snapshotFrom } from '../snapshots.ts';
import { BRAND, bound, campaign, desired, number } from './check.world.ts';

const BRAND_LIVE = 'brands: { BACME01: { content: { legalName: Acme Dental Group LLC } } }';

function planOf(
  campaigns: readonly DesiredCampaign[],
  observed: string,
  capabilities: Capabilities = CONSOLE,
): Plan {
  return makePlan({ ...inputOf(campaigns, observed), capabilities });
}

function inputOf(campaigns: readonly DesiredCampaign[], observed: string) {
  const config: Desired = desired({
    brands: [{ ...BRAND, id: 'BACME01', content: {} }],
    campaigns,
  });
  return { desired: config, snapshot: snapshotFrom(`${BRAND_LIVE}\n${observed}`) };
}

/** One that would be registered; each looks like no other. */
function fresh(key: string, edit: Partial<DesiredCampaign> = {}): DesiredCampaign {
  const content = { useCase: `use-case-of-${key}`, description: `All about ${key}.` };
  return campaign({ key, content, numbers: [], ...edit });
}

function live(status: string, id = 'CLIVE01'): string {
  return `${id}: { brand: BACME01, status: ${status}, content: { useCase: mixed } }`;
}

const refusalsOf = ({ refusals }: Plan) =>
  refusals.filter(({ rule }) => rule === 'active-campaigns');

describe('another campaign', () => {
  it.each([
    ['approved', 1],
    ['pending', 1],
    ['rejected', 1],
    ['suspended', 1],
    ['unknown', 1],
    ['deactivated', 0],
  ])('beside one that is %s is refused %d times', (status, times) => {
    const campaigns = [bound('front-desk', { id: 'CLIVE01', numbers: [] }), fresh('billing')];
    const plan = planOf(campaigns, `campaigns: { ${live(status)} }`);
    const refusals = refusalsOf(plan);
    expect(refusals).toHaveLength(times);
    for (const { message, line, support } of refusals) {
      expect(message).toBe(
        '8x8 is understood to allow 1 active campaign per account (nobody has confirmed this), and this account has 1 already. Every campaign counts that is not deactivated, also one that is pending or rejected. Ask support before paying for `billing`, and record the case.',
      );
      expect(line).toBe('allow: { active-campaigns: "case number and what support said" }');
      expect(support?.text).toContain('May our account have 2 active SMS campaigns');
    }
    const register = plan.changes.find(({ address }) => address === 'campaign/billing');
    expect(register?.refused).toBe(times > 0);
  });

  it('is refused from the second of two that are new', () => {
    const plan = planOf([fresh('billing'), fresh('recall')], '');
    expect(refusalsOf(plan).map(({ message }) => message)).toEqual([
      expect.stringContaining('and this plan registers `billing` first. Every campaign counts'),
    ]);
  });

  it('is not refused where the case is recorded, and nothing is asked', () => {
    const allow = { 'active-campaigns': 'CAS-104233: two are fine' };
    const plan = planOf([fresh('billing', { allow })], `campaigns: { ${live('approved')} }`);
    expect(refusalsOf(plan)).toEqual([]);
    expect(renderPlan(plan, { color: false, columns: 100 })).not.toContain('To send to support');
  });

  it('is not refused where no limit is known', () => {
    const plan = planOf([fresh('billing')], `campaigns: { ${live('approved')} }`, SANDBOX);
    expect(refusalsOf(plan)).toEqual([]);
  });

  it('has its question to support ready to copy, in every report and in explain', () => {
    const ending = bound('old-promo', {
      id: 'COLD001',
      numbers: [],
      deactivateForever: 'replaced by billing',
    });
    const campaigns = [fresh('billing'), ending];
    const observed = `campaigns: { ${live('approved', 'COLD001')} }`;
    const input = inputOf(campaigns, observed);
    const plan = makePlan({ ...input, capabilities: CONSOLE });
    const text = [
      'Subject: A further SMS campaign in our account',
      '',
      'Hello,',
      '',
      'May our account have 2 active SMS campaigns at the same time?',
      'Company: Acme Dental Group LLC',
      'Campaign now: COLD001 (active)',
      'To be deactivated later: COLD001',
      'Campaign wanted besides: billing',
      'Purpose: All about billing.',
      '',
      'If it may: when SMS is turned on for a number, how is it put into one of the campaigns?',
      'We register nothing before your answer. Please tell us the case number.',
    ];
    expect(refusalsOf(plan)[0]?.support).toEqual({
      about: 'whether the account may also have billing',
      text: text.join('\n'),
    });
    const explained = explain({ ...input, plan, capabilities: CONSOLE, fees: null }, 'billing');
    for (const report of [
      renderPlan(plan, { color: false, columns: 80 }),
      renderPlanMarkdown(plan),
      renderPlanHtml(plan, { base: '' }),
      renderExplanation(explained, plan, { color: false, columns: 80 }),
    ]) {
      for (const line of text) expect(report).toContain(line);
    }
    expect(renderPlan(plan, { color: false, columns: 100 })).toContain(
      'By hand   1: ask support whether the account may also have billing, text below',
    );
  });
});

describe('an account with more campaigns than are understood to be allowed', () => {
  const observed = `campaigns: { ${live('approved', 'CDESK01')}, ${live('suspended', 'CRECAL1')}, ${live('deactivated', 'COLD001')} }`;
  const block = (edit: Partial<DesiredCampaign> = {}) =>
    bound('front-desk', { id: 'CDESK01', numbers: [], ...edit });

  it('is told so, and nothing is refused', () => {
    const plan = planOf([block()], observed);
    expect(plan.refusals).toEqual([]);
    expect(plan.notes).toEqual([
      {
        rule: 'active-campaigns',
        message:
          'The account has 2 campaigns that are not deactivated, and 8x8 is understood to allow 1 active campaign per account (nobody has confirmed this). Nothing is refused for those that exist.',
        changes: [],
      },
    ]);
    const plain = (text: string) => text.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
    for (const report of [
      renderPlan(plan, { color: false, columns: 80 }),
      renderPlanMarkdown(plan),
      renderPlanHtml(plan, { base: '' }),
    ]) {
      expect(plain(report)).toContain('Nothing is refused for those that exist.');
    }
  });

  it('is not told so where the case is recorded, where no limit is known, or where not all were read', () => {
    const allow = { 'active-campaigns': 'CAS-104233' };
    expect(planOf([block({ allow })], observed).notes).toEqual([]);
    expect(planOf([block()], observed, SANDBOX).notes).toEqual([]);
    const unread = `${observed}\ngaps: [{ part: campaigns, reason: it did not answer }]`;
    expect(planOf([block()], unread).notes).toEqual([]);
  });
});

describe('which campaign a number is put into', () => {
  const recorded = { 'active-campaigns': 'CAS-104233' };
  const plans = (second: string, sms: string, capabilities: Capabilities) =>
    planOf(
      [
        bound('billing', { id: 'CBILL01', numbers: [], allow: recorded }),
        bound('front-desk', { id: 'CDESK01', numbers: [number('+14085550101')] }),
      ],
      `campaigns: { ${live('approved', 'CDESK01')}, ${live(second, 'CBILL01')} }
users: { jane.doe@acme-dental.example: Jane Doe }
numbers: { "+14085550101": { owner: jane.doe@acme-dental.example, ${sms} } }`,
      capabilities,
    );
  const ON_ELSEWHERE = 'sms: on, campaign: CBILL01';

  it.each([
    ['a move', 'suspended', ON_ELSEWHERE, '1 move of this plan chooses one campaign of several'],
    ['turning SMS on, where several are active', 'approved', 'sms: off', '1 change of this plan'],
  ])('is told as unconfirmed for %s', (_, second, sms, words) => {
    const plan = plans(second, sms, CONSOLE);
    expect(plan.refusals).toEqual([]);
    expect(plan.notes).toEqual([
      {
        rule: 'campaign-choice-unknown',
        message: expect.stringContaining(words),
        changes: plan.changes.map(({ id }) => id),
      },
    ]);
    expect(plan.notes[0]?.message).toContain('No source confirms that 8x8 can do that');
  });

  it.each([
    ['where one is active', 'suspended', 'sms: off', CONSOLE],
    ['where the provider is known to do so', 'approved', ON_ELSEWHERE, SANDBOX],
  ] as const)('is not told %s', (_, second, sms, capabilities) => {
    const plan = plans(second, sms, capabilities);
    expect(plan.changes).toHaveLength(1);
    expect(plan.notes).toEqual([]);
  });
});
