/**
 * What the commands' grammars share: ways to read an option, and help texts.
 */
import { InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../sandbox/duration.ts';

export const PATH = 'folder of the account, or anything in it';

export function formatOption(...choices: readonly string[]): Option {
  const [first = 'text'] = choices;
  return new Option('--format <format>', 'how to print the result').choices(choices).default(first);
}

export function stateOption(): Option {
  return new Option(
    '--state <where>',
    'where the log is: dir:PATH, git:REMOTE[#BRANCH] or postgres://HOST/DATABASE',
  );
}

/** `90s`, `5m`, `1h`, `500ms` or `0`, in ms. */
export function durationMs(text: string): number {
  const ms = text === '0' ? 0 : parseDuration(text);
  if (ms === null) throw new InvalidArgumentError('Write a number and a unit, such as 90s or 5m.');
  return ms;
}

/** A whole number, 0 or more. */
export function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}

/** 0: one that is free. */
export function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new InvalidArgumentError('It has to be a number from 0 to 65535.');
  }
  return Number(text);
}

/** How many times faster: any number above 0. */
export function factor(text: string): number {
  if (!/^\d{1,9}(\.\d{1,9})?$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError('It has to be a number above 0.');
  }
  return Number(text);
}

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ campaignctl ${line}\n`).join('')}`;
}

/** One copy of undici for `fetch` and its connection pool; must come before any request. */
export async function takeOverFetch(): Promise<void> {
  const { default: undici } = await import('undici');
  undici.install();
}
