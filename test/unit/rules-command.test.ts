/** `campaignctl rules`, as text and as JSON. That the table itself is whole is for rules.test.ts. */
import { expect, it } from 'vitest';
import { type RulesOptions, rules } from '../../src/commands/rules.ts';
import { RULES } from '../../src/config/rules.ts';
import { ioDouble } from '../crash/io-double.ts';
import { expectGolden } from '../golden.ts';
import { assertRulesValid } from '../plan-valid.ts';

function run(options: Partial<RulesOptions> = {}, columns = 80) {
  const { io, out, err } = ioDouble({}, '.');
  const code = rules({ format: 'text', ...options }, { ...io, columns });
  return { code, stdout: out(), stderr: err() };
}

it('lists every rule once, in the groups of its page', () => {
  const { code, stdout, stderr } = run();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expectGolden('report/rules.txt', stdout);
  for (const { id } of RULES) {
    expect(stdout.match(new RegExp(`^  (?:error|warning|info) +${id}(?: |$)`, 'gm'))).toHaveLength(
      1,
    );
  }
});

it.each(['samples-without-opt-out', 'number-owner-differs'])('tells about one: %s', (id) => {
  const { code, stdout } = run({ id });
  expect(code).toBe(0);
  expectGolden(`report/rule-${id}.txt`, stdout);
});

it('takes capital letters and spaces around an id', () => {
  expect(run({ id: ' YAML-Tab ' }).stdout).toBe(run({ id: 'yaml-tab' }).stdout);
});

it('is JSON with the same rules', () => {
  const { stdout } = run({ format: 'json' });
  assertRulesValid(stdout);
  const told = JSON.parse(stdout).rules.map(({ id }: { id: string }) => id);
  expect([...told].sort()).toEqual(RULES.map(({ id }) => id).sort());
  const one = run({ format: 'json', id: 'yaml-tab' }).stdout;
  assertRulesValid(one);
  expect(JSON.parse(one).rules).toHaveLength(1);
});

it.each([
  ['lok-alike', 'Did you mean look-alike?'],
  ['phone', 'Did you mean phone-damaged, or phone-invalid, or phone-not-geographic?'],
  ['', '`campaignctl rules` lists them all.'],
  ['\u001b[2J', '`campaignctl rules` lists them all.'],
])('offers what was meant: %j', (id, hint) => {
  const { code, stdout, stderr } = run({ id });
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr.endsWith(`${hint}\n`)).toBe(true);
  expect(stderr).not.toContain('\u001b');
  const json = run({ id, format: 'json' });
  expect(json.code).toBe(3);
  expect(JSON.parse(json.stdout)).toMatchObject({ format: 'campaignctl/error@1' });
});

it.each([40, 60, 100])('fits %i columns', (columns) => {
  const { stdout } = run({}, columns);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
});
