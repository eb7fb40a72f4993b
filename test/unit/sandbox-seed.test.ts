import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseDuration } from '../../src/sandbox/duration.ts';
import { parseFaultRules } from '../../src/sandbox/faults.ts';
import { createRegistry } from '../../src/sandbox/registry.ts';
import { parseSeed, SeedError } from '../../src/sandbox/seed.ts';
import { START, standardSeed } from '../worlds.ts';

const NOW = Date.parse(START);

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof SeedError) return error.problems;
    throw error;
  }
  return [];
}

test('the standard seed holds every special case', () => {
  const { state } = createRegistry(standardSeed(), NOW);
  expect(state.places.get('C7GH42I')).toBe(46);
  expect(state.numbers.get('+14085550245')).toMatchObject({ status: 'ON', campaignId: 'C7GH42I' });
  expect(state.numbers.get('+14085550105')).toMatchObject({ status: 'ON', campaignId: null });
  expect(state.numbers.get('+18005550108')?.category).toBe('TOLL_FREE');
  expect(state.numbers.get('+14165550109')).toMatchObject({ country: 'CA', inventory: 'ASSIGNED' });
  expect(state.numbers.get('+14085550190')?.inventory).toBe('AVAILABLE');
  expect(state.owners.get('+14085550106')?.extension).toBe('CC');
  expect(state.campaigns.get('C7GH42I')?.referenceId).toBeNull();
});

test('a plain number in YAML is an integer and means the same', () => {
  const seed = parseSeed(
    `
users:
  - userName: jane.doe@acme-dental.example
    numbers: [+14085550101]
numbers:
  - number: +14085550190
    count: 2
`,
    'acme.seed.yaml',
  );
  const { state } = createRegistry(seed, NOW);
  expect([...state.numbers.keys()]).toEqual(['+14085550101', '+14085550190', '+14085550191']);
  expect([...state.users.values()][0]).toMatchObject({ firstName: 'Jane', lastName: 'Doe' });
});

test('a repeated user counts names and numbers up', () => {
  const { state } = createRegistry(
    { users: [{ userName: 'clerk{n}', numbers: ['+14085550299'], count: 2 }] },
    NOW,
  );
  expect([...state.users.values()].map(({ userName }) => userName)).toEqual(['clerk1', 'clerk2']);
  expect(state.owners.get('+14085550300')?.user.userName).toBe('clerk2');
});

test('a temporary number and the one that is being ported name each other', () => {
  const [a, b] = ['+14085550191', '+14085550192'];
  for (const numbers of [
    [{ number: a, temporaryNumber: b }, { number: b }],
    [{ number: a }, { number: b, portingNumber: a }],
  ]) {
    const { state } = createRegistry({ numbers }, NOW);
    expect(state.numbers.get(a)).toMatchObject({ portingNumber: null, temporaryNumber: b });
    expect(state.numbers.get(b)).toMatchObject({ portingNumber: a, temporaryNumber: null });
  }
});

test('an empty seed is an empty registry', () => {
  expect(parseSeed('', 'empty.seed.yaml')).toEqual({});
  expect(createRegistry(null, NOW).state.numbers.size).toBe(0);
});

test('every mistake of shape is told at once, with its path', () => {
  const text = `
users:
  - firstName: Jane
    numbers: [4085550101, "+1 408"]
campaigns: {}
brand: []
clock: { mode: fast }
times: [1]
`;
  expect(problemsOf(() => parseSeed(text, 'x.seed.yaml'))).toEqual([
    'users[0]: needs userName',
    'users[0].numbers[1]: must be a phone number such as +14085550101',
    'campaigns: must be a list',
    'brand: is not known here',
    'clock.mode: must be one of real, stepped',
    'times: must be a map',
  ]);
});

test('every mistake of meaning is told at once', () => {
  const problems = problemsOf(() =>
    createRegistry(
      {
        times: { brand: 'soon' },
        campaigns: [{ id: 'front-desk', brand: 'acme' }],
        users: [
          { userName: 'jane.doe', numbers: ['+14085550101'] },
          { userName: 'sam.roe', numbers: ['+14085550101'] },
          { userName: 'jane.doe', sms: { campaign: 'C0000XX' } },
          { userName: 'a b' },
        ],
        numbers: [{ number: '+14085550190' }, { number: '+14085550190' }],
      },
      NOW,
    ),
  );
  expect(problems).toEqual([
    'times.brand: must be a duration such as 2h or 3d',
    'campaigns[0].id: must be C and six capitals or digits, such as C7GH42I',
    'campaigns[0].brand: no brand acme',
    'users[1]: +14085550101 is already held by jane.doe',
    'users[2]: the user jane.doe is there twice',
    'users[2].sms: the user holds no number',
    'users[3].userName: "a b" is no user name',
    'numbers[1]: +14085550190 is there twice',
  ]);
});

test('the seed file is named in the error, and a syntax error is one', () => {
  expect(() => parseSeed('users: [', 'acme.seed.yaml')).toThrow(/acme\.seed\.yaml/);
});

test('ids are made from counters and spread', () => {
  const ids = Array.from({ length: 3 }, () => ({}));
  const brands = createRegistry({ brands: ids }, NOW).state.brands;
  expect([...brands.keys()]).toEqual([...createRegistry({ brands: ids }, NOW).state.brands.keys()]);
  expect(new Set([...brands.keys()].map((id) => id.slice(0, 3))).size).toBe(3);
});

test.each([
  ['3d', 259_200_000],
  ['1d12h', 129_600_000],
  ['10m', 600_000],
  ['1.5h', 5_400_000],
  ['500ms', 500],
  ['', null],
  ['3', null],
  ['-1h', null],
  ['3 d', null],
])('duration %j', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test('the examples of the documentation work', () => {
  const text = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');
  const [seed = '', faults = ''] = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(
    ([, yaml]) => yaml,
  );
  const { state } = createRegistry(parseSeed(seed, 'docs/sandbox.md'), NOW);
  expect(state.places.get('C7GH42I')).toBe(46);
  expect(state.numbers.get('+18005550108')?.category).toBe('TOLL_FREE');
  expect(parseFaultRules(parse(faults))).toHaveLength(2);
});
