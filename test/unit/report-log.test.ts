/** The audit: its view of the log, and its text. */
import { describe, expect, it } from 'vitest';
import { auditOf } from '../../src/apply/log/audit.ts';
import type { LogEntry } from '../../src/model/log.ts';
import { widthOf } from '../../src/report/layout.ts';
import { renderLog } from '../../src/report/log.ts';
import { expectGolden } from '../golden.ts';
import { LOG, lease, registration, runOf } from './audit.world.ts';

function textOf(entries: readonly LogEntry[], since: string | null = null, columns = 80): string {
  const audit = auditOf(entries, { account: 'acme', store: 'git:origin#campaignctl/acme', since });
  return renderLog(audit, { color: false, columns });
}

describe('the log as text', () => {
  it('tells every run', () => expectGolden('report/log.txt', textOf(LOG)));

  it('tells what was written since a day, with the answer to an earlier request', () => {
    expectGolden('report/log-since.txt', textOf(LOG, '2026-07-20T09:34:00.000Z'));
  });

  it('says calmly that it is empty, or that nothing is new', () => {
    expectGolden('report/log-empty.txt', textOf([]));
    expect(textOf(LOG, '2027-01-01T00:00:00.000Z')).toContain('Nothing was written since then.');
  });

  it.each([40, 80, 100])('stays within %d columns', (columns) => {
    for (const line of textOf(LOG, null, columns).split('\n')) {
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
  });

  it('lets no name reach the terminal or a CI system as more than text', () => {
    const evil = '\u001b]0;gone\u0007\n::error::x\u202e';
    const entries = runOf(
      'r1',
      '2026-07-20T09:00:00.000Z',
      lease(evil, evil),
      registration(evil, evil),
      {
        kind: 'result',
        write: evil,
        result: {
          outcome: 'unknown',
          code: evil,
          message: `${' '.repeat(60)}::error::${evil}`,
          requestId: evil,
        },
      },
      { kind: 'begun', by: evil, reason: evil },
      { kind: 'dropped', changes: [evil], reason: evil },
    );
    const text = textOf(entries, null, 40);
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(text).not.toMatch(/^\s*(?:::|##\[)/m);
  });
});

describe('the audit', () => {
  it('leaves no entry out but signs of life, and what stands with its request', () => {
    const { runs, entries } = auditOf(LOG, { account: 'acme', store: 'x', since: null });
    expect(entries).toBe(LOG.length);
    const shown = runs.flatMap(({ events }) => events);
    const of = (kind: string) => LOG.filter((entry) => entry.kind === kind).length;
    for (const kind of ['approved', 'dropped', 'settled', 'unlocked', 'begun', 'ended']) {
      expect(shown.filter((event) => event.kind === kind)).toHaveLength(of(kind));
    }
    expect(shown.filter(({ kind }) => kind === 'write')).toHaveLength(of('intent'));
    expect(runs.map(({ end }) => end.how)).toEqual([
      'taken-over',
      'released',
      'released',
      'unlocked',
      'none',
      'open',
    ]);
  });
});
