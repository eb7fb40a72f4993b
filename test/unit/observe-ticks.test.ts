/** A runbook with ticks: what they say, and what cannot be taken from them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { News } from '../../src/model/observed.ts';
import { parseTicks } from '../../src/observe/ticks.ts';
import {
  claimMark,
  doneMark,
  FORMS,
  idMark,
  PAGE_BEGIN,
  PAGE_EMPTY,
  PAGE_END,
  PAGE_WHOLE,
  runbookMark,
  stateMark,
} from '../../src/report/runbook/marks.ts';

const ABOUT = { account: 'acme', campaigns: ['front-desk', 'C7GH42I'] };
const HEAD = `${runbookMark('acme')}\n\n### acme\n\n`;

function news(text: string): readonly News[] {
  const ticks = parseTicks(text, ABOUT);
  expect(ticks.problems).toEqual([]);
  return ticks.news;
}

function problems(text: string): readonly string[] {
  const ticks = parseTicks(text, ABOUT);
  for (const { hint } of ticks.problems) expect(hint).toMatch(/\.$/);
  return ticks.problems.map(({ line, message }) => `${line ?? '-'}: ${message}`);
}

function golden(name: string): string {
  const path = fileURLToPath(new URL(`../golden/runbooks/${name}`, import.meta.url));
  return readFileSync(path, 'utf8');
}

const state = (address: string, status: string | null, id: string | null = null) => ({
  ...{ kind: 'state', address, status, id, reason: null, limit: null },
});

describe('what is ticked', () => {
  it('is told in the order in which it is recorded', () => {
    const text = `${HEAD}- [x] Admin Console shows **Verified** ${stateMark('brand/acme', 'verified')}
- [x] all of them ${FORMS}
Campaign ID: \`C7GH42I\` ${idMark('campaign/front-desk')}
Brand ID: \`________\` ${idMark('brand/acme')}
- [X] Done: register ${doneMark(['1a2b3c4d5e6f'])}
  - [ ] Done: another ${doneMark(['bbbbbbbbbbbb'])}
* [x] Done: two numbers ${doneMark(['2a2b3c4d5e6f', '3a2b3c4d5e6f'])}
- [x] I do this ${claimMark(['1a2b3c4d5e6f'])}
- [x] a list of somebody
`;
    expect(news(text.replaceAll('\n', '\r\n'))).toEqual([
      { kind: 'claim', changes: ['1a2b3c4d5e6f'] },
      { kind: 'done', changes: ['1a2b3c4d5e6f'], id: null },
      { kind: 'done', changes: ['2a2b3c4d5e6f', '3a2b3c4d5e6f'], id: null },
      state('brand/acme', 'verified'),
      state('campaign/front-desk', null, 'C7GH42I'),
      { kind: 'forms' },
    ]);
  });

  it('is nothing in a runbook as it was written', () => {
    for (const name of ['everything.md', 'first-registration.md', 'campaign-pending.md']) {
      expect(news(golden(name))).toEqual([]);
    }
  });

  it('is what its boxes mean where all are ticked', () => {
    const text = golden('first-registration.md')
      .replaceAll('[ ]', '[x]')
      .replace('`________`', '`BQ7K2LM`');
    expect(news(text)).toEqual([
      { kind: 'claim', changes: ['f5555b758515'] },
      { kind: 'done', changes: ['2259e0167c13'], id: null },
      { kind: 'done', changes: ['f5555b758515'], id: null },
      state('brand/acme', null, 'BQ7K2LM'),
    ]);
  });

  it('is no page of hostile names', () => {
    expect(parseTicks(golden('hostile.md').replaceAll('[ ]', '[x]'), ABOUT).news).toEqual([]);
    const text = `${HEAD}\`\`\`text
- [x] Done ${doneMark(['aaaaaaaaaaaa'])}
\`\`\`
- [x] Done ${doneMark(['bbbbbbbbbbbb'])} for Ann ${doneMark(['cccccccccccc'])}
- [ ] - [x] Done ${doneMark(['dddddddddddd'])}
`;
    expect(news(text)).toEqual([{ kind: 'done', changes: ['cccccccccccc'], id: null }]);
  });

  it.each([
    ['`C7GH42I`', 'C7GH42I'],
    ['C7GH42I', 'C7GH42I'],
    ['**C7GH42I**', 'C7GH42I'],
    ['`__C7_42I__`', 'C7_42I'],
    [' ` C7GH42I ` ', 'C7GH42I'],
  ])('an id may be written %s', (written, id) => {
    expect(news(`${HEAD}Campaign ID: ${written} ${idMark('campaign/front-desk')}\n`)).toEqual([
      state('campaign/front-desk', null, id),
    ]);
  });

  it('has the name of an object as it is, whatever it holds', () => {
    const text = `${HEAD}- [x] shows ${stateMark('brand/Acme & Co', 'verified')}\n`;
    expect(news(text)).toEqual([state('brand/Acme & Co', 'verified')]);
  });
});

describe('the SMS page', () => {
  const page = (rows: string, tick = ' ') =>
    `${HEAD}${PAGE_BEGIN}\n\`\`\`text\n${rows}\n\`\`\`\n${PAGE_END}\n\n- [${tick}] all ${PAGE_WHOLE}\n`;

  it('is a part of it, or the whole where that is ticked, with the lines of the text', () => {
    const rows = [
      { number: '+14085550101', status: 'on', campaign: null, line: 7 },
      { number: '+14085550102', status: 'off', campaign: null, line: 8 },
    ];
    const pasted = '+14085550101\tEnabled\n+14085550102\tDisabled';
    expect(news(page(pasted))).toEqual([{ kind: 'page', rows, whole: false }]);
    expect(news(page(pasted, 'x'))).toEqual([{ kind: 'page', rows, whole: true }]);
    expect(news(page(''))).toEqual([]);
  });

  it('keeps a blank at the end of a line', () => {
    expect(news(page('Number\tStatus\n+14085550101\tEnabled\n+14085550102\t'))).toMatchObject([
      { rows: [{ status: 'on' }, { status: 'off' }] },
    ]);
  });

  it('is not taken for whole where it says itself that there is more', () => {
    const pasted = '+14085550101\tEnabled\n+14085550102\tDisabled\n1-2 of 48';
    expect(news(page(pasted))).toMatchObject([{ kind: 'page', whole: false }]);
    expect(problems(page(pasted, 'x'))).toEqual([
      '9: `1-2 of 48` says that the page has 48 lines, and 2 were pasted.',
    ]);
  });

  it('may list no number at all, where that is ticked and nothing was pasted', () => {
    const empty = `- [x] no number ${PAGE_EMPTY}\n`;
    expect(news(`${page('')}${empty}`)).toEqual([{ kind: 'page', rows: [], whole: true }]);
    expect(problems(`${page('+14085550101\tEnabled')}${empty}`)).toEqual([
      '12: It is ticked that the SMS page lists no number, and something was pasted.',
    ]);
  });

  it('holds no boxes', () => {
    const ticks = parseTicks(page(`- [x] Done ${doneMark(['aaaaaaaaaaaa'])}`), ABOUT);
    expect(ticks.news).toEqual([]);
    expect(ticks.problems).toHaveLength(1);
  });

  it('has its doubts told by the lines of the text', () => {
    expect(problems(page('+14085550101\tEnabled\n+14085550102\tOdd', 'x'))).toEqual([
      '8: `Odd` is no status that is known.',
    ]);
    expect(problems(page('', 'x'))).toEqual([
      '11: It is ticked that the whole SMS page was pasted, and nothing was pasted.',
    ]);
    expect(problems(page('+14085550101\tEnabled').replace(PAGE_END, ''))).toEqual([
      '5: The end of the pasted SMS page is missing.',
    ]);
  });
});

describe('what cannot be taken', () => {
  it.each<[string, string, readonly string[]]>([
    ['no runbook', '- [x] shop\n', ['-: This is no runbook that campaignctl has written.']],
    [
      'one of another account',
      runbookMark('bolt'),
      ['1: This is a runbook of the account `bolt`; the account here is `acme`.'],
    ],
    [
      'two answers',
      `${HEAD}- [x] a ${stateMark('brand/acme', 'verified')}\n- [x] b ${stateMark('brand/acme', 'failed')}\n`,
      ['6: Several answers are ticked for brand acme: verified and failed.'],
    ],
    [
      'two ids',
      `${HEAD}Brand ID: A1 ${idMark('brand/acme')}\nBrand ID: A2 ${idMark('brand/acme')}\n`,
      ['6: Several ids are written for brand acme: A1 and A2.'],
    ],
    [
      'an id in a sentence',
      `${HEAD}Brand ID: not yet there! ${idMark('brand/acme')}\n`,
      ['5: `notyetthere!` cannot be the id of brand acme.'],
    ],
    [
      'a state of the other kind',
      `${HEAD}- [x] a ${stateMark('brand/acme', 'approved')}\n`,
      ['5: The mark of this box names no state that is known.'],
    ],
    [
      'a mark that was changed',
      `${HEAD}- [x] a <!-- campaignctl:done xyz -->\n`,
      ['5: The mark of this box names no change that can be read.'],
    ],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
    expect(parseTicks(text, ABOUT).news).toEqual([]);
  });

  it('leaves the rest as it is', () => {
    const text = `${HEAD}- [x] a ${stateMark('brand/acme', 'verified')}\n- [x] b ${stateMark('brand/acme', 'failed')}\n- [x] c ${doneMark(['aaaaaaaaaaaa'])}\n`;
    expect(parseTicks(text, ABOUT).news).toEqual([
      { kind: 'done', changes: ['aaaaaaaaaaaa'], id: null },
    ]);
  });

  it('calmly, whatever it is', () => {
    const start = performance.now();
    expect(problems('x'.repeat(17 * 1024 * 1024))).toHaveLength(1);
    const boxes = Array.from(
      { length: 20_000 },
      (_, at) => `- [x] a ${stateMark(`brand/b${at % 7}`, at % 2 === 0 ? 'verified' : 'failed')}`,
    );
    expect(problems(`${HEAD}${boxes.join('\n')}`)).toHaveLength(7);
    expect(problems(`${HEAD}${'<!-- campaignctl:done '.repeat(50_000)}`)).toEqual([]);
    expect(problems(`${HEAD}${`${PAGE_BEGIN}\n`.repeat(20_000)}`)).toHaveLength(1);
    expect(problems(`${HEAD}- [x] a <!-- campaignctl:done %E0%A4%A -->`)).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
