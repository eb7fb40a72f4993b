/** The page of capabilities: nothing is left out, and what nobody knows stands as unknown. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FIELDS } from '../../src/model/kinds.ts';
import { CONSOLE, SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';

const { href } = new URL('../../.ci/capabilities-page.mjs', import.meta.url);
const { pageOfCapabilities } = (await import(href)) as {
  pageOfCapabilities: (columns: object, fields: object) => string;
};
const page = (one: object): string => pageOfCapabilities({ one }, FIELDS);

it('says unknown where the tables do', () => {
  const text = page({ ...CONSOLE, smsOnByDefaultBefore: null });
  expect(text).toContain('| SMS was on by itself for users created before | unknown |');
  expect(text).toContain('| Sample Message (`samples`) | unknown |');
  expect(text).toContain('| registration of a brand | unknown: ');
  expect(text).toContain('| active campaigns in an account | 1, unconfirmed |');
  expect(page(SANDBOX)).toContain('| active campaigns in an account | no limit |');
});

it('has a row for every field of brand and campaign', () => {
  const text = page(SANDBOX);
  for (const { name } of [...FIELDS.brand, ...FIELDS.campaign])
    expect(text).toContain(`(\`${name}\`)`);
});

it('does not leave out what it has no row for', () => {
  expect(() => page({ ...CONSOLE, newMember: 1 })).toThrow('no row for newMember');
});

it('is linked from the README', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(readme).toContain('(docs/capabilities.md)');
});
