import { readFileSync } from 'node:fs';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import type { Change, Plan } from '../../src/model/plan.ts';
import { compareWith } from '../../src/plan/base.ts';
import { renderApplyMarkdown } from '../../src/report/apply-markdown.ts';
import { renderFindingsMarkdown } from '../../src/report/findings-markdown.ts';
import { bytesOf } from '../../src/report/markdown/budget.ts';
import { prose, text } from '../../src/report/markdown/escape.ts';
import { renderPlanMarkdown } from '../../src/report/plan-markdown.ts';
import { expectGolden } from '../golden.ts';
import { assertPlanValid } from '../plan-valid.ts';
import { fc } from '../random.ts';

function goldenPlan(name: string): Plan {
  return JSON.parse(
    readFileSync(new URL(`../golden/plans/${name}/plan.json`, import.meta.url), 'utf8'),
  );
}

/** As GitHub renders it, but with the HTML that it keeps left in. */
function html(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

/** The text that GitHub looks for mentions, references and addresses in: not that of code, each node by itself. */
function textNodes(rendered: string): string[] {
  return rendered
    .replace(/<(code|pre)\b[^>]*>.*?<\/\1>/gs, '\u0000')
    .split(/<!--.*?-->|<[^>]*>|\u0000/s);
}

describe('golden', () => {
  test.each([
    'everything',
    'hostile-names',
    'gap-sms',
    'nothing-to-do',
    'max-outages',
    'unlisted-numbers',
  ])('%s', (name) => {
    expectGolden(`markdown/${name}.md`, renderPlanMarkdown(goldenPlan(name), { base: 'offices/' }));
  });

  test('a pull request, with what it did not cause folded', () => {
    const plan = goldenPlan('everything');
    const base: Plan = {
      ...plan,
      people: { ...plan.people, after: 48 },
      changes: plan.changes.filter(
        ({ campaign }) => campaign !== 'surveys' && campaign !== 'front-desk',
      ),
      refusals: [],
      limitRaises: [],
    };
    const gone = plan.changes[0] as Change;
    const compared = compareWith(
      { ...plan, changes: plan.changes.slice(1) },
      { ...base, changes: [gone, ...base.changes] },
      'main',
    );
    assertPlanValid(compared);
    expectGolden(
      'markdown/pull-request.md',
      renderPlanMarkdown(compared, {
        whole: {
          label: 'the whole plan',
          url: 'https://github.example/acme/texting/actions/runs/7',
        },
      }),
    );
  });
});

describe('hostile text', () => {
  const HOSTILE = fc
    .array(
      fc.constantFrom(
        ...'|`*_~[]()<>{}#@!:;&$\\/"\'\n\r\t.-+=0123 aZé',
        '</details>',
        '<img src=x>',
        '@octocat',
        '#12',
        'GH-7',
        'https://evil.example',
        'www.evil.example',
        'a@b.example',
        '```',
        '<!--',
        '-->',
        '||',
        ':smile:',
        '](x)',
        '\u202e',
        '\u001b[2J',
        '1. ',
        '- [ ] ',
        '$x$',
        '&lt;',
        'javascript:x',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''));

  test('stays text: no link, mention, reference, tag, emphasis or formula', () => {
    fc.assert(
      fc.property(HOSTILE, (hostile) => {
        const rendered = html(`- **x**: ${text(hostile)}, ${prose(hostile)}\n`);
        const tags = new Set(Array.from(rendered.matchAll(/<(\/?[a-z]\w*)/g), ([, tag]) => tag));
        for (const tag of tags)
          expect(['ul', '/ul', 'li', '/li', 'strong', '/strong', 'code', '/code']).toContain(tag);
        expect(rendered.match(/<strong>/g)).toHaveLength(1);
        for (const node of textNodes(rendered)) {
          expect(node).not.toMatch(/@[\w-]|#\d|\bGH-\d|:\/\/|\bwww\./i);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('breaks neither a table nor a fold', () => {
    fc.assert(
      fc.property(HOSTILE, HOSTILE, (name, label) => {
        const plan = goldenPlan('everything');
        const hostile: Plan = {
          ...plan,
          changes: plan.changes.map((change) => ({ ...change, person: name, why: label })),
          cannotText: plan.cannotText.map((one) => ({ ...one, person: name, reason: label })),
          unlisted: plan.unlisted.map((one) => ({
            ...one,
            text: label,
            lines: [name, ...one.lines],
          })),
        };
        const rendered = html(
          renderPlanMarkdown(compareWith(hostile, { ...hostile, changes: [] }, label)),
        );
        const of = (pattern: RegExp) => (rendered.match(pattern) ?? []).length;
        expect(of(/<details>/g)).toBe(of(/<\/details>/g));
        expect(of(/<summary>/g)).toBe(of(/<details>/g));
        expect(of(/<a /g)).toBe(0);
        expect(of(/<img/g)).toBe(0);
        for (const [row] of rendered.matchAll(/<tr>.*?<\/tr>/gs)) {
          expect([2, 3, 5]).toContain((row.match(/<t[dh]\b/g) ?? []).length);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('budget', () => {
  const many = (n: number): Plan => {
    const plan = goldenPlan('everything');
    const [first] = plan.changes.filter(
      ({ action, risk }) => action === 'assign' && risk === 'free',
    );
    const changes = Array.from({ length: n }, (_, i) => ({
      ...(first as Change),
      id: i.toString(16).padStart(16, '0'),
      address: `number/+1408555${String(1000 + i).padStart(4, '0')}`,
      person: `Person ${i}`,
    }));
    return { ...plan, changes: [...changes, ...plan.changes] };
  };

  test.each([2_000, 10_000, 60_000])('is never above %d bytes, and says what was cut', (budget) => {
    const whole = { label: 'the report', url: 'https://github.example/runs/7' };
    const cut = renderPlanMarkdown(many(5000), { budget, whole });
    expect(bytesOf(cut)).toBeLessThanOrEqual(budget);
    expect(cut).toMatch(
      /\*\*This is not all:\*\* \d+ entries did not fit; all of it: \[the report\]\(https:\/\/github\.example\/runs\/7\)\./,
    );
    const rendered = html(cut);
    expect((rendered.match(/<details>/g) ?? []).length).toBe(
      (rendered.match(/<\/details>/g) ?? []).length,
    );
  });

  test('what costs money, takes SMS or is refused is cut last', () => {
    const cut = renderPlanMarkdown(many(5000), { budget: 12_000 });
    const whole = renderPlanMarkdown(goldenPlan('everything'));
    for (const told of whole.match(/\*\*[^*\n]*(?:OUTAGE|PAID|IRREVERSIBLE|REFUSED)[^*\n]*\*\*/g) ??
      []) {
      expect(cut).toContain(told);
    }
  });

  test('a campaign keeps its heading where what stands first under it is cut', () => {
    const plan = goldenPlan('everything');
    const update = plan.changes.find(({ action }) => action === 'update') as Change;
    const move = plan.changes.find(({ action }) => action === 'move') as Change;
    const of = (campaign: string, at: number): Change[] => [
      {
        ...update,
        id: `a${at}`.padEnd(16, '0'),
        address: `campaign/${campaign}`,
        campaign,
        why: 'long '.repeat(300),
      },
      { ...move, id: `b${at}`.padEnd(16, '0'), campaign, person: `Mover of ${campaign}` },
    ];
    const whole: Plan = {
      ...plan,
      refusals: [],
      held: [],
      attention: [],
      changes: [...of('billing', 1), ...of('front-desk', 2), ...of('recall', 3)],
    };
    const cut = renderPlanMarkdown(whole, { budget: 4_500 });
    expect(cut).toContain('not all');
    const headingOf = (words: string) =>
      cut
        .slice(0, cut.indexOf(words))
        .match(/^#### .*$/gm)
        ?.at(-1);
    for (const campaign of ['billing', 'front-desk', 'recall']) {
      expect(headingOf(`Mover of ${campaign}`)).toBe(`#### ${campaign}`);
    }
  });

  test('a plan that fits is not cut', () => {
    expect(renderPlanMarkdown(goldenPlan('everything'))).not.toContain('not all');
  });
});

test('findings: what is wrong, where, and how to mend it', () => {
  const source = '    legal_name: Acme | Dental `x` @octocat';
  expectGolden(
    'markdown/findings.md',
    renderFindingsMarkdown(
      [
        {
          rule: 'schema-unknown-key',
          severity: 'error',
          message: '`legal_name` is not a key that can stand in brand `acme`.',
          place: { file: 'brands.yaml', line: 4, col: 5, endLine: 4, endCol: 15 },
          source,
          hint: 'Did you mean `legalName`?',
          fix: 'legalName',
        },
        {
          rule: 'brand-not-named',
          severity: 'warning',
          message: 'No sample names the brand.',
          place: { file: 'a|b.yaml', line: 9, col: 3 },
          hint: null,
        },
      ],
      { base: 'offices/' },
    ),
  );
});

test('findings: none', () => {
  expect(renderFindingsMarkdown([])).toBe('### Valid\n');
});

test('what an apply did', () => {
  const plan = goldenPlan('everything');
  const [first, second, third, fourth, fifth] = plan.changes as readonly [
    Change,
    Change,
    Change,
    Change,
    Change,
  ];
  const outcome = (change: Change, said: string, of: object = {}) => ({
    change,
    text: said,
    requestId: null,
    uncertain: false,
    ...of,
  });
  expectGolden(
    'markdown/apply.md',
    renderApplyMarkdown({
      format: 'campaignctl/apply-report@1',
      account: 'acme',
      sandbox: true,
      label: 'sandbox',
      plan,
      done: [outcome(first, 'done'), outcome(second, 'done')],
      waiting: [outcome(third, 'Carriers have not approved recall yet.')],
      held: [outcome(fourth, 'Nobody reviewed this.')],
      failed: [
        outcome(fifth, 'The registry did not answer; it may have arrived.', {
          uncertain: true,
          requestId: 'req-7',
        }),
      ],
      notAttempted: [],
      spentUsd: 0,
      unconfirmedUsd: 0,
      mayHaveSpentUsd: 89,
      unknownFees: 0,
      requests: 14,
      stopped: null,
    }),
  );
});
