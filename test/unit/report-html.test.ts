import { describe, expect, it } from 'vitest';
import { formatPhone } from '../../src/model/phone.ts';
import type { Plan } from '../../src/model/plan.ts';
import { compareWith } from '../../src/plan/base.ts';
import { clean } from '../../src/report/clean.ts';
import { renderDiagnosticsHtml } from '../../src/report/diagnostics-html.ts';
import { STYLE } from '../../src/report/html/style.ts';
import { maskNumbers } from '../../src/report/mask.ts';
import { renderPlanHtml } from '../../src/report/plan-html.ts';
import { renderPlan } from '../../src/report/plan-text.ts';
import { assign, change, number, plan } from '../builders.ts';
import { expectGolden } from '../golden.ts';
import { fc } from '../random.ts';
import {
  attribute,
  COMPARED,
  FINDINGS,
  isWithin,
  large,
  parsed,
  planSaying,
  rawText,
  SCENARIOS,
  scenario,
  strangeIn,
  textOf,
} from './report-html.world.ts';
import { EMPTY, GAPS, HOSTILE, REFUSED, RICH } from './report-plan.world.ts';

const BASE = { base: 'offices/west/' };

/** Without the style sheet, which is the same everywhere, and its size. */
function withoutStyle(page: string): string {
  expect(page).toContain(STYLE);
  return page.replace(STYLE, '…').replace(/of about \d+ kB/, 'of about … kB');
}

/** What a reader reads. */
function read(page: string): string {
  const body = parsed(page).elements.find(({ tagName }) => tagName === 'body');
  if (body === undefined) throw new Error('no body');
  return inOneLine(textOf(body));
}

/** As it is on the page, where a line break may be a picture, and what stands between backticks is in another type. */
function shown(text: string): string {
  return inOneLine(clean(text));
}

function inOneLine(text: string): string {
  return text
    .replaceAll('`', '')
    .replace(/[\s␊␍]+/g, ' ')
    .trim();
}

describe('a plan as a page', () => {
  it.each(['everything', 'first-registration', 'moves-in-a-ring-of-three'])('%s', (name) => {
    expectGolden(`report/html/${name}.html`, withoutStyle(renderPlanHtml(scenario(name), BASE)));
  });

  it('compared with the files before a pull request', () => {
    expectGolden('report/html/compared.html', withoutStyle(renderPlanHtml(COMPARED, BASE)));
  });

  it('is the same for the same plan, and leaves the plan as it is', () => {
    const before = JSON.stringify(COMPARED);
    expect(renderPlanHtml(COMPARED, BASE)).toBe(renderPlanHtml(COMPARED, BASE));
    expect(JSON.stringify(COMPARED)).toBe(before);
  });

  it.each(SCENARIOS)('%s: well-formed, and tells every fact', (name) => {
    const made = scenario(name);
    const page = renderPlanHtml(made, BASE);
    expect(strangeIn(page)).toEqual([]);
    const told = read(page);
    for (const fact of factsOf(made)) expect(told).toContain(shown(fact));
  });

  it('has one heading of the first level, and skips none below it', () => {
    for (const made of [RICH, COMPARED, EMPTY, GAPS, REFUSED]) {
      const levels = parsed(renderPlanHtml(made, BASE)).elements.flatMap(({ tagName }) =>
        /^h[1-6]$/.test(tagName) ? [Number(tagName.slice(1))] : [],
      );
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      levels.forEach((level, at) => {
        expect(level).toBeLessThanOrEqual((levels[at - 1] ?? 1) + 1);
      });
    }
  });

  it('names everybody who loses SMS, and folds nobody of them', () => {
    const losses = Array.from({ length: 60 }, (_, i) => ({
      number: number(`${1000 + i}`),
      person: `Person ${i}`,
      change: `id-${i}`,
      how: 'move' as const,
    }));
    const changes = [assign('0001', 'Jane Doe', 'front-desk')];
    const page = renderPlanHtml(plan({ changes, people: { ...EMPTY.people, losses } }), BASE);
    for (const { person, number: of } of losses) {
      expect(read(page)).toContain(`${person} ${formatPhone(of)}`);
    }
    expect(page).not.toContain('<details');
  });

  it('says that nobody loses SMS and nothing is paid only where all could be read', () => {
    const lines = (made: Plan) => read(renderPlanHtml(made, BASE));
    const changes = [assign('0101', 'Jane Doe', 'front-desk')];
    expect(lines(plan({ changes }))).toContain('Lose SMS nobody Fees none monthly:');
    expect(lines(plan({ changes, gaps: GAPS.gaps }))).not.toMatch(/nobody|none/);
  });

  it('says how fresh it is, and that a snapshot was saved earlier', () => {
    expect(read(renderPlanHtml(EMPTY, BASE))).toContain('Read 2026-07-24 09:30 UTC');
    const saved = plan({ readFrom: 'saved snapshot', sandbox: false, label: '8x8 Work' });
    expect(read(renderPlanHtml(saved, BASE))).toContain('Snapshot of 2026-07-24 09:30 UTC');
    expect(read(renderPlanHtml(saved, BASE))).not.toContain('SANDBOX');
  });

  it('says what was not read before anything else', () => {
    const page = read(renderPlanHtml(GAPS, BASE));
    expect(page).toMatch(/Not read SMS states: the registry answered 503.*Can text not known/);
  });

  it('says that a pull request causes nothing, and still what waits to be done', () => {
    const nothing = renderPlanHtml(compareWith(RICH, RICH, 'main'), BASE);
    expect(read(nothing)).toMatch(
      /Lose SMS nobody Fees none .*Changes No changes that main does not have\. Not new 13 changes/,
    );
    expect(read(nothing)).toContain('To send to support: 1');
    expect(strangeIn(nothing)).toEqual([]);
  });

  it('says that there is nothing to do in the words of the text', () => {
    const quiet = renderPlanHtml(EMPTY, BASE);
    expect(read(quiet)).toContain('Nothing to do. 46 of 46 listed numbers can text.');
    expect(renderPlan(EMPTY, { color: false, columns: 100 })).toContain(
      'Nothing to do. 46 of 46 listed numbers can text.',
    );
  });
});

/** What the page must say of a plan, in words that the text report uses too. */
function factsOf(made: Plan): string[] {
  const owner = ({
    number: of,
    person,
  }: {
    number: Plan['held'][number]['number'];
    person: string | null;
  }) => [formatPhone(of), ...(person === null ? [] : [person])];
  const numbers = made.changes.filter(({ address }) => address.startsWith('number/'));
  return [
    ...made.changes.map(({ id }) => id),
    ...numbers.flatMap(({ address, person }) =>
      owner({ number: address.slice('number/'.length) as Plan['held'][number]['number'], person }),
    ),
    ...made.changes.flatMap(({ when }) =>
      'text' in when ? [when.text.replace(/^.|\.$/g, '')] : [],
    ),
    ...made.changes.flatMap(({ address, why }) => (address.startsWith('number/') ? [] : [why])),
    ...made.people.losses.flatMap(owner),
    ...made.campaigns.map(({ key }) => key),
    ...made.refusals.flatMap(({ rule, message, line }) => [rule, message, line ?? '']),
    ...made.held.flatMap((one) => [...owner(one), one.rule, one.message, one.hint]),
    ...made.cannotText.flatMap((one) => [...owner(one), one.reason.slice(1)]),
    ...made.attention.map(({ message }) => message),
    ...made.waiting.map(({ text }) => text),
    ...made.unlisted.flatMap(({ text, lines }) => [text, ...lines]),
    ...made.limitRaises.map(({ text }) => text),
    ...made.gaps.map(({ reason }) => /[^.(]{10,}/.exec(reason)?.[0] ?? ''),
    ...made.diagnostics.map(({ message }) => message),
  ];
}

describe('a long plan', () => {
  const page = renderPlanHtml(large(10_000), BASE);
  const { elements } = parsed(page);

  it('is folded, and every change is in it', () => {
    const rows = elements.filter(
      (one) => one.tagName === 'tr' && (attribute(one, 'id') ?? '').startsWith('change-'),
    );
    expect(rows).toHaveLength(10_000);
    const open = rows.filter((row) => !isWithin(row, ({ tagName }) => tagName === 'details'));
    expect(open.length).toBeLessThan(2_000);
  });

  it('hides no outage in a fold', () => {
    const isRow = ({ tagName }: { tagName: string }) => tagName === 'tr';
    const isFold = ({ tagName }: { tagName: string }) => tagName === 'details';
    const badges = elements.filter(
      (one) => attribute(one, 'class') === 'badge bad' && isWithin(one, isRow),
    );
    expect(badges).toHaveLength(200);
    expect(badges.filter((one) => isWithin(one, isFold))).toEqual([]);
  });

  it('says how large it is: under 400 bytes for each change', () => {
    const bytes = Buffer.byteLength(page);
    expect(bytes).toBeLessThan(4_000_000);
    expect(read(page)).toContain(
      `One file of about ${(bytes / 1e6).toFixed(1)} MB; it loads nothing`,
    );
  });

  it('grows with its changes, and no faster', () => {
    const ratio =
      renderPlanHtml(large(10_000), BASE).length / renderPlanHtml(large(1_000), BASE).length;
    expect(ratio).toBeLessThan(10);
  });
});

describe('risk', () => {
  const risky = [
    change('campaign/surveys', 'register', { risk: 'paid', campaign: 'surveys', fee: null }),
    change('campaign/old-promo', 'deactivate', { risk: 'irreversible', campaign: 'old-promo' }),
    assign('0001', 'Refused Rae', 'front-desk', { refused: true }),
    assign('0002', 'Out Otto', 'front-desk', { risk: 'outage' }),
  ];
  const many = Array.from({ length: 200 }, (_, i) =>
    assign(`${2000 + i}`, `Person ${i}`, 'front-desk'),
  );
  const closed = (page: string, id: string): boolean => {
    const code = parsed(page).elements.find((one) => one.tagName === 'code' && textOf(one) === id);
    if (code === undefined) throw new Error(`${id} is not on the page`);
    return isWithin(code, ({ tagName }) => tagName === 'details');
  };

  it('is never in a closed fold', () => {
    const page = renderPlanHtml(plan({ changes: [...many, ...risky] }), BASE);
    for (const { id } of risky) expect(closed(page, id)).toBe(false);
    expect(closed(page, many[199]?.id ?? '')).toBe(true);
  });

  it('is folded only where the pull request did not cause it, and then counted at the top', () => {
    const made = plan({
      changes: risky,
      people: {
        ...EMPTY.people,
        losses: [
          { number: number('0002'), person: 'Out Otto', change: risky[3]?.id ?? '', how: 'move' },
        ],
      },
      base: {
        label: 'main',
        after: 46,
        same: {
          changes: [3],
          refusals: [],
          held: [],
          waiting: [],
          attention: [],
          cannotText: [],
          unlisted: [],
          unmentioned: [],
          notes: [],
          limitRaises: [],
          diagnostics: [],
        },
        gone: [assign('0777', 'Gia Nunn', 'front-desk')],
      },
    });
    const page = renderPlanHtml(made, BASE);
    expect(risky.map(({ id }) => closed(page, id))).toEqual([false, false, false, true]);
    const told = read(page);
    expect(told).toContain('Lose SMS nobody');
    expect(told).toMatch(/Not new 1 change Lose SMS 1: Out Otto/);
    expect(told).toContain('Not caused by this pull request; merging it does not approve them');
    expect(told).toMatch(/No longer planned, as it would be with main .*Gia Nunn \+1 408 555 0777/);
  });
});

describe('whatever stands in a plan', () => {
  const PAYLOADS = [
    '<script>alert(1)</script>',
    '</style><script>alert(1)</script>',
    '</title><img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    'javascript:alert(1)',
    'https://acme-dental.example/?a=1&b=<2>',
    '</pre></td></table><h1>Nothing to do.</h1>',
    '<!--',
    '-->',
    '<![CDATA[',
    '&lt;b&gt; &#60;b&#62; &amp;amp;',
    '`code` and ` one',
    '\u202etxt.exe\u202c \u2066x',
    '\u001b[31mred\u001b]0;title\u0007',
    '\0\ufffe\ufeff',
    '\ud800 lone',
    'אבג‏ דהו',
    `Z${'\u0301'.repeat(300)}algo`,
    'two\r\nlines\n\n  indented',
    '\n\nfirst lines empty',
    'x'.repeat(10_000),
    '👩‍👩‍👧 '.repeat(2_000),
    '__proto__',
    'constructor',
    '',
    ' ',
  ];

  it.each(PAYLOADS.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
    'stays text: %s',
    (_, text) => {
      const page = renderPlanHtml(planSaying(text), { base: `${text}/` });
      expect(strangeIn(page)).toEqual([]);
      if (text.length < 500) {
        expect(read(page)).toContain(shown(text));
      }
      const findings = renderDiagnosticsHtml(planSaying(text).diagnostics, { base: text });
      expect(strangeIn(findings)).toEqual([]);
    },
  );

  it('stays text, put together at random', () => {
    const text = fc
      .array(fc.oneof(fc.constantFrom(...PAYLOADS.slice(0, 17)), fc.string({ unit: 'binary' })), {
        maxLength: 6,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (said) => {
        expect(strangeIn(renderPlanHtml(planSaying(said), { base: '' }))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('shows no invisible or control character', () => {
    for (const page of [
      renderPlanHtml(HOSTILE, BASE),
      renderPlanHtml(planSaying('\u202e\u001b[1m\u0007\u2028'), BASE),
    ]) {
      expect(page).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u2028]/u);
    }
  });

  it('is pasted exactly as it was given', () => {
    const lines = ['', '  a: "<b> & \'c\'"', '', 'end'];
    const made = plan({
      unlisted: [{ kind: 'number', id: 'n', orphaned: false, text: 't', lines }],
    });
    const pre = parsed(renderPlanHtml(made, BASE)).elements.find(
      ({ tagName }) => tagName === 'pre',
    );
    expect(pre && rawText(pre)).toBe(lines.join('\n'));
  });
});

describe('with phone numbers masked', () => {
  const made = plan({
    ...RICH,
    changes: [
      ...RICH.changes,
      change('campaign/front-desk', 'update', {
        from: { fields: { 'help.message': 'Acme Dental: call 408 555 0100 or write to us.' } },
        to: { fields: { 'help.message': 'Acme Dental: call 408 555 0199 or write to us.' } },
        campaign: 'front-desk',
      }),
    ],
    diagnostics: FINDINGS,
  });
  const page = renderPlanHtml(made, BASE);
  const masked = maskNumbers(page);

  it('no number can be read, marked or not', () => {
    expect(page).toContain('408 555 <mark>0199</mark>');
    expect(masked).toContain('408 ••• <mark>••99</mark>');
    expect(read(masked)).not.toMatch(/555\D{0,2}0\d\d\d|\+1408555/);
  });

  it('markup and style stay as they are', () => {
    const skeleton = (of: string) =>
      parsed(of).elements.map(({ tagName, attrs }) => [tagName, attrs]);
    expect(skeleton(masked)).toEqual(skeleton(page));
    expect(masked).toContain(STYLE);
    expect(strangeIn(masked)).toEqual([]);
  });
});

describe('findings as a page', () => {
  it('name what is wrong, where, and how to mend it', () => {
    const page = renderDiagnosticsHtml(FINDINGS, BASE);
    expectGolden('report/html/findings.html', withoutStyle(page));
    expect(strangeIn(page)).toEqual([]);
  });

  it('are not called errors where there are none', () => {
    const warnings = FINDINGS.filter(({ severity }) => severity !== 'error');
    expect(read(renderDiagnosticsHtml(warnings, BASE))).toContain('Valid: 1 warning, 1 note');
    expect(read(renderDiagnosticsHtml([], BASE))).toContain('Valid No findings');
  });
});
