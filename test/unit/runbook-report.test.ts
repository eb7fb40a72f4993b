/** A runbook at a terminal and as a page. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { formatPhone } from '../../src/model/phone.ts';
import type { Runbook } from '../../src/model/runbook.ts';
import { clean } from '../../src/report/clean.ts';
import { STYLE } from '../../src/report/html/style.ts';
import { renderRunbookHtml } from '../../src/report/runbook-html.ts';
import { renderRunbook } from '../../src/report/runbook-text.ts';
import { expectGolden } from '../golden.ts';
import { fc } from '../random.ts';
import { parsed, strangeIn, textOf } from './report-html.world.ts';
import { runbookOf, runbookSaying, stepsOf } from './runbook.world.ts';

const PLAIN = { color: false, columns: 80 } as const;
const SHOWN = ['everything', 'first-registration', 'moves-in-a-ring'];
const SCENARIOS = fileURLToPath(new URL('../golden/plans/', import.meta.url));

/** Every text in it that a person needs. */
function factsOf(runbook: Runbook): string[] {
  return [
    runbook.account,
    ...runbook.parts.flatMap(({ title, where }) => [title, ...where]),
    ...stepsOf(runbook).flatMap(({ title, instructions, fields, numbers, losses }) => [
      title,
      ...instructions,
      ...fields.flatMap(({ label, values, before, secretFrom }) => [
        label,
        ...values,
        ...(before ?? []),
        secretFrom ?? '',
      ]),
      ...numbers.flatMap(({ number, person, silences }) => [
        number,
        person ?? 'no user',
        silences === null ? '' : formatPhone(silences),
      ]),
      ...losses.map(({ person, number }) => person ?? formatPhone(number)),
    ]),
    ...runbook.looks.flatMap(({ title, answers }) => [title, ...answers.map(({ label }) => label)]),
    ...runbook.support.map(({ text }) => text),
    ...[...runbook.held, ...runbook.later].map(({ why }) => why.slice(1).replaceAll('`', '')),
    ...runbook.waiting.map(({ text }) => text),
  ];
}

/** Line breaks and signs that differ from one form to another do not count. */
function plain(text: string): string {
  return text.replace(/[\s`]+/g, '');
}

function read(page: string): string {
  const body = parsed(page).elements.find(({ tagName }) => tagName === 'body');
  return body === undefined ? '' : textOf(body);
}

describe('at a terminal', () => {
  it.each(SHOWN)('%s', async (name) => {
    expectGolden(`runbooks/${name}.txt`, renderRunbook(await runbookOf(name), PLAIN));
  });

  it('in ASCII', async () => {
    const text = renderRunbook(await runbookOf('everything'), { ...PLAIN, unicode: false });
    expect(text).not.toMatch(/[→·…›]/u);
  });

  it.each([40, 80])('at %i columns, but for what is to be copied', async (columns) => {
    const runbook = await runbookOf('everything');
    const values = new Set(
      [
        ...stepsOf(runbook).flatMap(({ fields }) =>
          fields.flatMap(({ values: own, before }) => [...own, ...(before ?? [])]),
        ),
        ...runbook.support.map(({ text }) => text),
      ].flatMap((value) => value.split('\n')),
    );
    const wide = renderRunbook(runbook, { ...PLAIN, columns })
      .split('\n')
      .filter((line) => stringWidth(line) > columns && !values.has(line.trim()));
    expect(wide).toEqual([]);
  });

  it('shows a CI system no command, and a terminal no escape', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = renderRunbook(runbookSaying(`::error::${text}\u001b[2J`), PLAIN);
        expect(shown).not.toMatch(/^\s*::/m);
        expect(shown).not.toContain('\u001b');
      }),
      { numRuns: 30 },
    ));
});

describe('as a page', () => {
  it.each(SHOWN)('%s', async (name) => {
    const page = renderRunbookHtml(await runbookOf(name));
    expect(page).toContain(STYLE);
    const shown = page.replace(STYLE, '…').replace(/of about \d+ kB/, 'of about … kB');
    expectGolden(`runbooks/${name}.html`, shown);
  });

  it('has one heading of the first level, and skips none below it', async () => {
    const levels = parsed(renderRunbookHtml(await runbookOf('everything'))).elements.flatMap(
      ({ tagName }) => (/^h[1-6]$/.test(tagName) ? [Number(tagName.slice(1))] : []),
    );
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, at) => {
      expect(level).toBeLessThanOrEqual((levels[at - 1] ?? 1) + 1);
    });
  });

  it('folds no step', async () => {
    const page = renderRunbookHtml(await runbookOf('everything'));
    const folds = parsed(page).elements.filter(({ tagName }) => tagName === 'summary');
    expect(folds.map(textOf)).toEqual(['What it holds now']);
  });

  it('is made of nothing but our own, whatever stands in it', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.constantFrom('"><script>alert(1)</script>', '</pre></style><!-- x', '&lt;b&gt;'),
        ),
        (text) => {
          expect(strangeIn(renderRunbookHtml(runbookSaying(text)))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    ));
});

describe('both tell', () => {
  it.each(readdirSync(SCENARIOS))('every fact of %s', async (name) => {
    if ((await loadConfig(`${SCENARIOS}${name}`)).desired === null) return;
    const runbook = await runbookOf(name);
    const page = renderRunbookHtml(runbook);
    expect(strangeIn(page)).toEqual([]);
    // The id at the right edge parts a title of two lines.
    const text = renderRunbook(runbook, PLAIN).replace(/ {2}[0-9a-f]{8}$/gm, '');
    const told = [plain(text), plain(read(page))];
    for (const { id } of stepsOf(runbook)) {
      expect(renderRunbook(runbook, PLAIN)).toMatch(new RegExp(` ${id}$`, 'm'));
      expect(read(page)).toContain(id);
    }
    for (const fact of factsOf(runbook))
      for (const text of told) expect(text).toContain(plain(clean(fact.replace(/\s+/g, ' '))));
  });
});
