import { expect, test } from 'vitest';
import { FilterError, parseFilter } from '../../src/sandbox/rsql.ts';

interface Item {
  readonly name: string | null;
  readonly status: string;
}

const FIELDS = {
  'basicInfo.name': { read: (item: Item) => item.name, fold: true },
  status: { read: (item: Item) => item.status },
};

function matches(filter: string, item: Item): boolean {
  return parseFilter(filter, FIELDS)(item);
}

const jane: Item = { name: 'Jane Doe', status: 'ACTIVE' };

test.each([
  ['basicInfo.name=="jane doe"', true],
  ["basicInfo.name=='Jane Doe'", true],
  ['basicInfo.name==jane', false],
  ['basicInfo.name!=jane', true],
  ['status==ACTIVE', true],
  // Enums must match exactly.
  ['status==active', false],
  ['basicInfo.name==jane*', true],
  ['basicInfo.name==*doe', true],
  ['basicInfo.name==*e*d*e', true],
  ['basicInfo.name==*x*', false],
  // The pieces of a pattern may not overlap.
  ['basicInfo.name=="jane doe*doe"', false],
  ['status==INACTIVE,basicInfo.name==j*', true],
  ['status==INACTIVE;basicInfo.name==j*', false],
  // `;` binds tighter than `,`.
  ['status==INACTIVE;basicInfo.name==x,status==ACTIVE', true],
  ['status==INACTIVE;(basicInfo.name==x,status==ACTIVE)', false],
  ['status>=ACT', true],
  ['status<ACT', false],
  ['basicInfo.name=="a \\"quoted\\" name"', false],
])('%s', (filter, expected) => {
  expect(matches(filter, jane)).toBe(expected);
});

test('an escaped quote is part of the value', () => {
  expect(matches('basicInfo.name=="a \\"b\\""', { name: 'a "b"', status: '' })).toBe(true);
});

test('a field without a value equals nothing', () => {
  const nameless: Item = { name: null, status: 'ACTIVE' };
  expect(matches('basicInfo.name==*', nameless)).toBe(false);
  expect(matches('basicInfo.name!=jane', nameless)).toBe(true);
});

test.each([
  '',
  'status',
  'status=ACTIVE',
  'status==',
  'status== ACTIVE',
  'status==ACTIVE;',
  '(status==ACTIVE',
  'status==ACTIVE)',
  'status==A B',
  'status==ACTIVE status==ACTIVE',
  'unknown==1',
  // Field paths are case-sensitive; members of every object are no fields.
  'Status==ACTIVE',
  'constructor==x',
  `status=="${'x'.repeat(2000)}"`,
])('refuses %j', (filter) => {
  expect(() => parseFilter(filter, FIELDS)).toThrow(FilterError);
});
