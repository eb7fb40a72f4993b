/** The question: one line of input is the answer. */
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { askLine } from '../../src/commands/io.ts';

it.each([
  ['a line', 'yes\n', 'yes'],
  ['a line of Windows', 'yes\r\n', 'yes'],
  ['the first of two lines', 'no\nyes\n', 'no'],
  ['a line without an end', 'yes', 'yes'],
  ['an empty line', '\nyes\n', ''],
])('is answered by %s', async (_, typed, answer) => {
  const { asked, input, shown } = ask();
  input.end(typed);
  expect(await asked).toBe(answer);
  expect(shown()).toBe('Apply? ');
});

it('is not answered by the end of the input, which ends its line on the screen', async () => {
  const { asked, input, shown } = ask();
  input.end();
  expect(await asked).toBe('');
  expect(shown()).toBe('Apply? \n');
});

it('waits for the rest of the line, and then lets go of the input', async () => {
  const { asked, input } = ask();
  input.write('y');
  const soon = new Promise((resolve) => setImmediate(resolve, 'waits'));
  expect(await Promise.race([asked, soon])).toBe('waits');
  input.write('es\n');
  expect(await asked).toBe('yes');
  expect(input.isPaused()).toBe(true);
});

function ask() {
  const input = new PassThrough();
  const output = new PassThrough();
  const asked = askLine('Apply? ', input, output);
  return { asked, input, shown: () => String(output.read()) };
}
