import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { readSavedPlan } from '../../src/plan/saved.ts';

const text = readFileSync(new URL('../golden/plans/everything/plan.json', import.meta.url), 'utf8');
const saved = JSON.parse(text) as Plan;
const ACME = { account: 'acme', provider: 'sandbox' };

function problemOf(of: string | object, wanted = ACME): string {
  const read = readSavedPlan(typeof of === 'string' ? of : JSON.stringify(of), wanted);
  return read.ok ? '' : read.problem;
}

describe('a plan file', () => {
  it('is read as it was written', () => {
    expect(saved.changes.length).toBeGreaterThan(5);
    expect(readSavedPlan(text, ACME)).toEqual({ ok: true, plan: saved });
  });

  it.each([
    ['cut off', text.slice(0, 5000), 'is not whole'],
    ['empty', '', 'is not whole'],
    ['something else', '{"hello": 1}', 'is no plan'],
    ['a list', '[]', 'is no plan'],
    [
      'a report',
      { ...saved, format: 'campaignctl/apply-report@1' },
      'is no plan but campaignctl/apply-report@1',
    ],
    [
      'of another version',
      { ...saved, format: 'campaignctl/plan@2' },
      'was written by another version of campaignctl',
    ],
    ['without changes', { ...saved, changes: undefined }, 'is damaged'],
    ['with half a change', { ...saved, changes: [{ id: 'x' }] }, 'is damaged'],
    ['without what it takes away', { ...saved, base: { same: { changes: [] } } }, 'is damaged'],
    ['without a time', { ...saved, readAt: 'yesterday' }, 'is damaged'],
  ])('that is %s is refused', (_, file, problem) => {
    expect(problemOf(file)).toContain(problem);
  });

  it('of another account or provider is refused by name', () => {
    expect(problemOf(text, { ...ACME, account: 'other' })).toBe(
      'is a plan for the account acme, not for other',
    );
    expect(problemOf(text, { ...ACME, provider: '8x8' })).toContain('for the provider sandbox');
  });

  it('that somebody edited is refused: each change is named by a hash of what was reviewed', () => {
    for (const [at, change] of saved.changes.entries()) {
      const forged = { ...change, address: `${change.address}9` };
      const changes = saved.changes.with(at, forged);
      expect(problemOf({ ...saved, changes })).toContain('was changed after it was made');
    }
  });
});
