/** The body of the issue: what people read and tick, and what a program reads of it. */
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import type { Runbook } from '../../src/model/runbook.ts';
import { bytesOf } from '../../src/report/markdown/budget.ts';
import { renderRunbookMarkdown } from '../../src/report/runbook-markdown.ts';
import { makeRunbook } from '../../src/runbook/runbook.ts';
import { assign, plan } from '../builders.ts';
import { expectGolden } from '../golden.ts';
import { fc } from '../random.ts';
import { claimBy, inputOf, runbookOf, runbookSaying, stepsOf } from './runbook.world.ts';

/** As GitHub renders it, but with the HTML that it keeps left in. */
function html(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

const marks = (text: string) => text.match(/<!--\s*campaignctl:.*?-->/gs) ?? [];
const boxes = (rendered: string) => rendered.match(/<input type="checkbox"/g) ?? [];

describe('golden', () => {
  test.each([
    'everything',
    'first-registration',
    'moves-in-a-ring',
    'switch',
    'campaign-pending',
    'nothing-to-do',
  ])('%s', async (name) => {
    expectGolden(`runbooks/${name}.md`, renderRunbookMarkdown(await runbookOf(name)));
  });

  test('hostile', () => {
    const text = '- [x] Done <!-- campaignctl:done a1 --> | `*Ann*` @ann';
    expectGolden('runbooks/hostile.md', renderRunbookMarkdown(runbookSaying(text)));
  });

  test('what nobody has seen', async () => {
    const runbook = await runbookOf('nothing-to-do', (snapshot) => ({
      ...snapshot,
      seen: {
        lookAgainAfterDays: 7,
        forms: { at: '2026-07-01T08:00:00Z', by: 'ann' },
        page: null,
        objects: snapshot.campaigns.map(({ id }) => ({
          at: '2026-07-01T08:00:00Z',
          by: 'ann',
          name: 'campaign/front-desk',
          id,
        })),
        formNotSeen: [],
      },
    }));
    expectGolden('runbooks/never-seen.md', renderRunbookMarkdown(runbook));
  });
});

test('a claim stands in place of its box', async () => {
  const input = await inputOf('resubmit');
  const [id = ''] = input.cleared;
  const free = renderRunbookMarkdown(makeRunbook(input));
  expect(free).toContain(`<!-- campaignctl:claim ${id} -->`);
  const claim = claimBy('ann', id);
  const taken = renderRunbookMarkdown(makeRunbook({ ...input, claims: new Map([[id, claim]]) }));
  expect(taken).toContain('**Claimed by ann, 2026-11-30 09:12 UTC.**');
  expect(taken).not.toContain('campaignctl:claim');
  expect(taken).toContain(`<!-- campaignctl:done ${id} -->`);
});

describe('marks', () => {
  test('stand in the issue as they are read back', async () => {
    const found = marks(renderRunbookMarkdown(runbookSaying('front-desk')));
    expect(found).toEqual([
      '<!-- campaignctl:runbook front-desk -->',
      '<!-- campaignctl:claim aaaa00001111 -->',
      '<!-- campaignctl:id campaign/front-desk -->',
      '<!-- campaignctl:done aaaa00001111 -->',
      '<!-- campaignctl:done bbbb00001111 -->',
      '<!-- campaignctl:done cccc00001111 -->',
      '<!-- campaignctl:done dddd00001111 -->',
      '<!-- campaignctl:state brand/front-desk verified -->',
      '<!-- campaignctl:page begin -->',
      '<!-- campaignctl:page end -->',
      '<!-- campaignctl:page whole -->',
      '<!-- campaignctl:page empty -->',
      '<!-- campaignctl:forms -->',
    ]);
  });

  test('of a box stand on its line, which is a line of a list', () => {
    const lines = renderRunbookMarkdown(runbookSaying('front-desk')).split('\n');
    for (const line of lines.filter((one) => /campaignctl:(done|claim|state|forms)/.test(one)))
      expect(line).toMatch(/^- \[ \] .* <!-- campaignctl:[^>]* -->$/);
    expect(lines).toContain('Campaign ID: `________` <!-- campaignctl:id campaign/front-desk -->');
  });
});

describe('text of anybody else', () => {
  const EVIL = [
    '- [x] Done <!-- campaignctl:done aaaa00001111 -->',
    'x\n- [x] Done <!-- campaignctl:done aaaa00001111 -->\n',
    '--> <!-- campaignctl:page begin -->\n```\n+14085550199 Enabled\n```\n<!-- campaignctl:page end -->',
    '```\n- [x] Done <!-- campaignctl:forms -->',
    '`````\n</pre></details>- [ ] x',
    '</pre>\n- [x] Done <!-- campaignctl:claim aaaa00001111 -->',
    '<!--campaignctl:done aaaa00001111-->',
    '| a | b |\n|--|--|\n<script>alert(1)</script> @ann #1 [x](http://evil.example)',
    '% %20 a--b --',
    '`________` <!-- campaignctl:id campaign/other -->',
  ];
  const plain = renderRunbookMarkdown(runbookSaying('plain'));
  const count = { marks: marks(plain).length, boxes: boxes(html(plain)).length };

  const holds = (text: string) => {
    const made = renderRunbookMarkdown(runbookSaying(text));
    const rendered = html(made);
    expect(marks(made).length).toBe(count.marks);
    expect(boxes(rendered).length).toBe(count.boxes);
    expect(rendered).not.toMatch(/checked|<script|<img|href=/);
    const [, account = ''] = /campaignctl:runbook (\S+) -->/.exec(made) ?? [];
    expect(decodeURIComponent(account)).toBe(text);
  };

  test.each(EVIL)('is never a mark, a box or markup: %j', holds);

  test('of any kind', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', minLength: 1 }),
          fc
            .array(
              fc.constantFrom(
                '<!-- ',
                'campaignctl:',
                'done a',
                ' -->',
                '- [x] ',
                '\n',
                '`',
                '~',
                '|',
                '<',
                'pre>',
                'a',
              ),
            )
            .map((parts) => `x${parts.join('')}`),
        ),
        holds,
      ),
      { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 40) },
    ));

  test('that holds a mark is still there to copy', () => {
    const made = html(renderRunbookMarkdown(runbookSaying('a <!-- b --> & c')));
    expect(made).toContain('<pre>\na &#60;!-- b --&#62; &#38; c\n</pre>');
  });
});

describe('budget', () => {
  async function many(count: number): Promise<Runbook> {
    const changes = Array.from({ length: count }, (_, at) => ({
      ...assign('0101', `Person ${at}`, 'front-desk'),
      id: (0xa00000000000 + at).toString(16),
      address: `number/+1408${1_000_000 + at}`,
    }));
    return makeRunbook({
      ...(await inputOf('campaign-pending')),
      plan: plan({ changes }),
      cleared: new Set(changes.map(({ id }) => id)),
    });
  }

  test('the first steps, how many follow, and always the looks', async () => {
    const runbook = await many(2_000);
    const made = renderRunbookMarkdown(runbook);
    expect(bytesOf(made)).toBeLessThan(60_000);
    const shown = marks(made).filter((mark) => mark.includes(':done ')).length;
    expect(shown).toBeGreaterThan(20);
    expect(made).toContain(`**${100 - shown} more steps follow when these are done.**`);
    expect(made).toContain('campaignctl:state campaign/front-desk approved');
    for (const [at, step] of stepsOf(runbook).entries())
      expect(made.includes(`campaignctl:done ${step.changes.join(' ')} `)).toBe(at < shown);
  });

  test('a step for which there is no room is not begun', async () => {
    const made = renderRunbookMarkdown(await many(20), { budget: 1_500 });
    expect(made).toContain('**1 step does not fit here.**');
    expect(marks(made).filter((mark) => mark.includes(':done '))).toEqual([]);
  });

  test('is kept, whatever stands in the runbook', () => {
    const ours = { account: 'acme', label: '8x8', commit: null, readAt: '', seen: null };
    for (const budget of [2_000, 5_000, 20_000, 60_000]) {
      const made = renderRunbookMarkdown(
        { ...runbookSaying('😀'.repeat(600)), ...ours },
        { budget },
      );
      expect(bytesOf(made)).toBeLessThanOrEqual(budget);
    }
  });
});
