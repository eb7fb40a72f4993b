/** The grammar as plain data: everything in it is explained, and its page has all of it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { grammarOf } from '../../src/commands/grammar.ts';
import { grammar } from '../../src/commands/program.ts';
import { allCommands, gist } from '../../src/model/grammar.ts';

const program = grammarOf(grammar('0', async () => {}));
const commands = allCommands(program);

describe('the grammar', () => {
  it('explains every command, argument and option', () => {
    expect(commands.length).toBeGreaterThan(15);
    for (const { path, description, arguments: all, options } of commands) {
      expect(description, path).toMatch(/^[A-Z].*\.$/s);
      for (const { name, description: told } of all) expect(told, `${path} ${name}`).not.toBe('');
      for (const { long, description: told } of options)
        expect(told, `${path} ${long}`).not.toBe('');
    }
  });

  it('knows examples, notes, choices, defaults and what a value is', () => {
    const plan = commands.find(({ path }) => path === 'plan');
    expect(plan).toMatchObject({ usage: '[options] [path]', name: 'plan' });
    expect(plan?.examples).toContain('plan offices/ --out plan.json');
    expect(plan?.notes.join()).toContain('--mask-numbers');
    const options = new Map(plan?.options.map((option) => [option.long, option]));
    expect(options.get('--out')).toMatchObject({ hasValue: true, takes: 'file', default: null });
    expect(options.get('--format')).toMatchObject({ default: 'text' });
    expect(options.get('--format')?.choices).toContain('json');
    expect(options.get('--detailed-exitcode')).toMatchObject({ hasValue: false, choices: [] });
    const toggle = commands.find(({ path }) => path === 'sandbox toggle');
    expect(toggle?.arguments.map(({ choices }) => choices)).toEqual([[], ['on', 'off']]);
  });

  it('leaves hidden commands out, and help', () => {
    const names = commands.map(({ name }) => name);
    expect(names).not.toContain('help');
    expect(names).not.toContain('completion-keys');
  });

  it('has a page with every command, and every option with its own words', () => {
    const file = new URL('../../docs/commands.md', import.meta.url);
    const page = readFileSync(file, 'utf8').replaceAll('\\|', '|');
    for (const { path, options } of commands) {
      if (path !== '') expect(page).toMatch(new RegExp(`^#+ ${path}$`, 'm'));
      for (const { flags } of options) expect(page).toContain(`\`${flags}\``);
    }
  });
});

it('takes the first sentence for the gist', () => {
  expect(gist('Check the YAML. Offline: needs nothing.')).toBe('Check the YAML');
  expect(gist('how to print the result')).toBe('how to print the result');
  expect(gist('such as 2.5 days.\nAnd more.')).toBe('such as 2.5 days');
});
