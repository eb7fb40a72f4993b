/** The model of Admin Console is what public help pages say, and the operator has nothing else to go by than what is rendered. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AdminConsole, BRAND_LABELS, CAMPAIGN_LABELS } from './console-model.ts';
import { campaign, clerks, type Office, person } from './office.ts';
import { workThrough } from './operator.ts';

const HOUR = 3_600_000;
const sam = person('sam.roe', '+14085550102', {
  numbers: ['+14085550102', '+14085550112'],
  textsIn: 'CBILL01',
});

function consoleOf(office: Partial<Office>, limit = 48): AdminConsole {
  const campaigns = [campaign('billing', 'CBILL01', 'ACCOUNT_NOTIFICATION', { limit })];
  return new AdminConsole({ people: [], campaigns, ...office }, 'BOLD001', () => {});
}

const statuses = ({ rows }: AdminConsole): Readonly<Record<string, string>> =>
  Object.fromEntries(rows.map(({ number, status }) => [number, status]));

const filled = (labels: readonly string[]) =>
  new Map(
    labels.map((label) => {
      const entry = { 'Legal form of the organisation': 'Private Company', 'Use case': 'Mixed' };
      return [label, [Reflect.get(entry, label) ?? 'as written']];
    }),
  );

describe('the SMS page', () => {
  it('turns another number of the same user off without a word', () => {
    const console = consoleOf({ people: [sam] });
    console.enable(['+14085550112'], null);
    expect(statuses(console)).toEqual({ '+14085550102': 'Disabled', '+14085550112': 'Pending' });
    console.advance(3 * HOUR);
    expect(statuses(console)['+14085550112']).toBe('Enabled');
  });

  it('warns beyond the limit, and does nothing', () => {
    const people = clerks(3);
    const console = consoleOf({ people }, 2);
    const numbers = people.flatMap((one) => one.numbers);
    expect(() => console.enable(numbers, null)).toThrow('The limit of 2 numbers is reached');
    expect(console.rows).toEqual([]);
  });

  it('fills the place of a number until it is off, which shows as Disabled or nothing', () => {
    const people = [person('a', '+14085550102', { textsIn: 'CBILL01' }), ...clerks(1)];
    const console = consoleOf({ people }, 1);
    console.disable(['+14085550102']);
    expect(() => console.enable(['+14085550201'], null)).toThrow('The limit of 1');
    console.advance(HOUR);
    console.enable(['+14085550201'], null);
    expect(statuses(console)).toEqual({ '+14085550102': 'Disabled', '+14085550201': 'Pending' });
  });

  it('tells a failure, and is copied with tabs', () => {
    const console = consoleOf({ people: clerks(1) });
    console.failNext('+14085550201');
    console.enable(['+14085550201'], null);
    console.advance(3 * HOUR);
    expect(console.copied().split('\n')[1]?.split('\t').slice(1)).toEqual([
      '(408) 555-0201',
      'Enabling Failed',
      '',
    ]);
  });
});

describe('forms', () => {
  it('open in their order, and need every field', () => {
    const console = consoleOf({ campaigns: [] });
    const form = filled(CAMPAIGN_LABELS);
    expect(() => console.submitCampaign(form)).toThrow('The brand is not verified');
    expect(() => console.submitBrand(filled(BRAND_LABELS.slice(1)))).toThrow('is empty');
    console.submitBrand(filled(BRAND_LABELS));
    console.advance(HOUR);
    console.submitCampaign(form);
    expect(console.submissions.map(({ kind }) => kind)).toEqual(['brand', 'campaign']);
  });

  it('end a campaign for ever, with everybody in it', () => {
    const console = consoleOf({ people: [sam] });
    console.deactivateCampaign('CBILL01');
    expect(statuses(console)).toEqual({ '+14085550102': 'Disabled' });
    expect(() => console.deactivateCampaign('CBILL01')).toThrow('is Deactivated');
  });
});

describe('the operator', () => {
  const runbook = (...sentences: readonly string[]) =>
    [
      '#### Turn off 1 number',
      '',
      'Home › SMS › Your SMS enabled phone numbers',
      '',
      '**1. Turn SMS off for Sam Roe** <code>1a2b3c4d</code>',
      '',
      ...sentences.map((one) => `- ${one}`),
      '',
      '```',
      '+14085550102',
      '```',
      '',
      '- [ ] Done: Turn SMS off for Sam Roe <!-- campaignctl:done 1a2b3c4d5e6f -->',
    ].join('\n');

  const work = (markdown: string) => {
    const console = consoleOf({ people: [sam] });
    const desk = { name: 'jane', console, secrets: {}, wait: (ms: number) => console.advance(ms) };
    return { console, worked: workThrough(markdown, desk) };
  };

  it('does what is written, and ticks that box alone', () => {
    const { console, worked } = work(runbook('Select this number on the SMS page and disable it.'));
    expect(statuses(console)).toEqual({ '+14085550102': 'Pending' });
    expect(worked.markdown).toContain('- [x] Done: Turn SMS off for Sam Roe <!-- campaignctl:done');
  });

  it('stops at a sentence that it does not understand', () => {
    expect(() => work(runbook('Give this number to somebody.'))).toThrow('not understood');
  });

  it.each([
    'console-model.ts',
    'operator.ts',
    'operator-numbers.ts',
    'operator-session.ts',
    'runbook-reader.ts',
    'office.ts',
  ])('shares nothing with the tool: %s', (file) => {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    const imports = [...text.matchAll(/from '([^']+)'/g)].map(([, from]) => from);
    expect(imports.filter((from) => !/^\.\/[\w-]+\.ts$/.test(from ?? ''))).toEqual([]);
  });
});
