/** `observed.yaml` after something else is observed: only what changed is touched. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseObserved } from '../../src/config/observed.ts';
import type { E164 } from '../../src/model/desired.ts';
import type { Observed, ObservedCampaign, ObservedNumber, Seen } from '../../src/model/observed.ts';
import { writeObserved } from '../../src/observe/write.ts';
import { expectGolden } from '../golden.ts';

const SAMPLE = readFileSync(
  fileURLToPath(new URL('../golden/observed/sample.yaml', import.meta.url)),
  'utf8',
);
const SEEN: Seen = { at: '2026-12-01T08:00:00Z', by: 'bob' };

function read(text: string): Observed {
  const { observed } = parseObserved(text);
  if (observed === null) throw new Error('The file has a mistake.');
  return observed;
}

function number(text: string): E164 {
  return text as unknown as E164;
}

/** The sample, with its campaign changed. */
function withCampaign(change: (campaign: ObservedCampaign) => Partial<ObservedCampaign>): Observed {
  const observed = read(SAMPLE);
  const campaign = observed.campaigns.get('front-desk');
  if (campaign === undefined) throw new Error('The sample has no campaign.');
  return {
    ...observed,
    campaigns: new Map([['front-desk', { ...campaign, ...change(campaign) }]]),
  };
}

/** `- line` and `+ line` of each line that differs. */
function difference(before: string, after: string): readonly string[] {
  const old = before.split('\n');
  const now = after.split('\n');
  const gone = old.filter((line) => !now.includes(line));
  const come = now.filter((line) => !old.includes(line));
  return [...gone.map((line) => `- ${line.trim()}`), ...come.map((line) => `+ ${line.trim()}`)];
}

const ON: ObservedNumber = { status: 'on', since: null, reason: null, seen: SEEN, lookAgain: null };

describe('a file that is there', () => {
  it('stays byte for byte where it says the same', () => {
    expect(writeObserved(SAMPLE, read(SAMPLE))).toBe(SAMPLE);
  });

  it('changes one line for one number', () => {
    const after = withCampaign(({ numbers }) => ({
      numbers: new Map([...numbers, [number('+14085550102'), ON]]),
    }));
    expect(difference(SAMPLE, writeObserved(SAMPLE, after))).toEqual([
      '- +14085550102: { status: Pending on, seen: { at: 2026-11-30T09:15:00Z, by: ann }, lookAgain: 2026-12-02 }',
      '+ +14085550102: { status: Enabled, seen: { at: 2026-12-01T08:00:00Z, by: bob } }',
    ]);
  });

  it('gets new settings where they belong, and loses others', () => {
    const after = withCampaign(() => ({
      status: 'rejected',
      reason: 'no: privacy',
      lastResubmit: 'page is live',
      limit: null,
      content: { description: 'Reminders.', samples: ['Acme: hi'], 'help.keywords': ['HELP'] },
    }));
    const text = writeObserved(SAMPLE, after);
    expect(text).toContain(`    brand: acme
    status: rejected
    reason: "no: privacy"
    lastResubmit: page is live
    seen: { at: 2026-11-30T09:12:00Z, by: ann }
    form:
      description: Reminders.
      help:
        keywords: [HELP]
      samples:
        - "Acme: hi"
    numbers:
      +14085550101:`);
    expect(text).toContain('front-desk:                       # key of its block\n');
  });

  it('carries the comment of a number to its new place, and keeps that of one that goes', () => {
    const head = 'version: 1\nobserved: acme\n';
    const line = (n: number, comment = '') =>
      `1408555010${n}: { status: Enabled, seen: { at: 2026-12-01T08:00:00Z, by: bob } }${comment}\n`;
    const text = `${head}campaigns:
  a:
    status: approved
    seen: { at: 2026-12-01T08:00:00Z, by: bob }
    numbers:
      # the front desk
      ${line(1, '   # Jane')}      ${line(2, ' # gone soon')}      ${line(3)}# the others
numbers:
  ${line(4)}`;
    const observed = read(text);
    const campaign = observed.campaigns.get('a');
    const numbers = new Map([[number('+14085550103'), ON]]);
    const after: Observed = {
      ...observed,
      campaigns: new Map(campaign === undefined ? [] : [['a', { ...campaign, numbers }]]),
      numbers: new Map([...observed.numbers, [number('+14085550101'), ON]]),
    };
    expect(writeObserved(text, after)).toBe(`${head}campaigns:
  a:
    status: approved
    seen: { at: 2026-12-01T08:00:00Z, by: bob }
    numbers:
      # the front desk
      # gone soon
      ${line(3)}# the others
numbers:
  ${line(4)}  +${line(1, ' # Jane')}`);
  });

  it('keeps the line ends of Windows', () => {
    const text = SAMPLE.replaceAll('\n', '\r\n');
    const after = writeObserved(text, { ...read(text), page: SEEN });
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(difference(text, after)).toEqual([
      '- pageSeen: { at: 2026-11-30T09:15:00Z, by: ann }    # the whole SMS page was seen: other numbers are Disabled',
      '+ pageSeen: { at: 2026-12-01T08:00:00Z, by: bob }    # the whole SMS page was seen: other numbers are Disabled',
    ]);
  });

  it('is written anew, with its comments, where braces hold all of it', () => {
    const text =
      '{ version: 1, observed: acme, # ours\n  formsSeen: { at: 2026-12-01T08:00:00Z, by: ann } }\n';
    const after = writeObserved(text, { ...read(text), page: SEEN });
    expect(after.split('\n').slice(2)).toEqual([
      '# ours',
      'version: 1',
      'observed: acme # name of the account',
      'formsSeen: { at: 2026-12-01T08:00:00Z, by: ann } # all brands and campaigns are written below',
      'pageSeen: { at: 2026-12-01T08:00:00Z, by: bob } # the whole SMS page was seen: other numbers are Disabled',
      '',
    ]);
  });

  it('is not edited where it has a mistake', () => {
    expect(() => writeObserved('version: 2\n', read(SAMPLE))).toThrow('mistakes');
  });
});

describe('a new file', () => {
  it('begins with what it is', () => {
    expectGolden('observed/new.yaml', writeObserved(null, read(SAMPLE)));
  });
});
