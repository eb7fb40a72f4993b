/** Plans and findings that the HTML pages are drawn from in tests, and what may stand in a page. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DefaultTreeAdapterTypes, type ParserError, parse } from 'parse5';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { Plan } from '../../src/model/plan.ts';
import { compareWith } from '../../src/plan/base.ts';
import { assign, campaign, change, number, place, plan } from '../builders.ts';
import { RICH } from './report-plan.world.ts';

const GOLDEN = fileURLToPath(new URL('../golden/plans/', import.meta.url));

export const SCENARIOS: readonly string[] = readdirSync(GOLDEN).sort();

/** The plan of a scenario, as it is kept for readers of JSON. */
export function scenario(name: string): Plan {
  return JSON.parse(readFileSync(`${GOLDEN}${name}/plan.json`, 'utf8')) as Plan;
}

/** A pull request on top of work that waits already: about half of it is its own. */
export const COMPARED: Plan = compareWith(
  RICH,
  {
    ...RICH,
    people: { ...RICH.people, after: 47 },
    changes: [
      ...RICH.changes.filter((_, at) => at % 2 === 1),
      assign('0777', 'Gia Nunn', 'front-desk'),
    ],
    held: [],
    attention: RICH.attention.slice(1),
    unlisted: RICH.unlisted.slice(1),
  },
  'main',
);

/** More than anybody reads: every seventh waits, every fiftieth loses SMS for a while. */
export function large(size: number): Plan {
  const changes = Array.from({ length: size }, (_, i) => {
    const wait = {
      kind: 'waiting',
      since: null,
      for: 'place',
      text: `c-${i % 20} is full`,
    } as const;
    const made = assign('0101', `Person ${i + 1}`, `c-${i % 20}`, {
      ...(i % 7 === 0 ? { when: wait } : {}),
      ...(i % 50 === 1 ? { risk: 'outage' as const } : {}),
    });
    return { ...made, id: `${(i + 1).toString(16)}c`, address: `number/+1408${1_000_000 + i}` };
  });
  return plan({
    campaigns: Array.from({ length: 20 }, (_, i) => campaign(`c-${i}`, {}, { wanted: 46 })),
    changes,
  });
}

export const FINDINGS: readonly Diagnostic[] = [
  {
    rule: 'schema-enum',
    severity: 'error',
    message: '`useCase` of campaign `front-desk` cannot be `customer-cares`.',
    place: { file: 'front-desk.yaml', line: 11, col: 14, endLine: 11, endCol: 28 },
    source: '    useCase: customer-cares',
    hint: 'Did you mean `customer-care`?',
    fix: 'customer-care',
  },
  {
    rule: 'number-listed-twice',
    severity: 'error',
    message: '+1 408 555 0101 is listed twice.',
    place: { file: 'front-desk.yaml', line: 17, col: 7, endLine: 17, endCol: 19 },
    source: '      +14085550101: sam',
    hint: null,
    related: [{ place: place(14), message: 'here first' }],
  },
  {
    rule: 'campaign-idle',
    severity: 'warning',
    message: 'An active campaign has no numbers.',
    place: place(4, 'old.yaml'),
    hint: null,
  },
  { rule: 'no-account', severity: 'info', message: 'No account.', place: null, hint: null },
];

/** Every text of a plan that can come from somebody else, all of them `text`. */
export function planSaying(text: string): Plan {
  const fields = { description: text, website: text, useCase: text, samples: [text, 'plain'] };
  const refused = change('campaign/surveys', 'register', {
    to: { fields },
    why: text,
    campaign: text,
    risk: 'paid',
    fee: { usd: 89, confirmed: true, accepted: null, note: text },
    refused: true,
  });
  const first = assign('0101', text, text, { when: { kind: 'by-hand', text } });
  const own = plan({
    account: text,
    label: text,
    sandbox: text.length % 2 === 0,
    readAt: text,
    people: {
      now: 1,
      after: 2,
      wanted: 3,
      losses: [{ number: number('0101'), person: text, change: first.id, how: 'for-good' }],
    },
    fees: { now: 89, unconfirmed: 0, unknown: 0, later: 0, monthly: text },
    campaigns: [
      campaign(text, { id: text, brand: text, since: text, waitingList: [number('0103')] }),
    ],
    changes: [
      refused,
      first,
      assign('0102', text, text, { when: { kind: 'after', changes: [first.id], text } }),
      assign('0103', text, text, {
        when: { kind: 'waiting', since: text, for: 'place', text },
      }),
      change(`brand/${text}`, 'update', {
        from: { fields: { website: `was ${text}`, legalName: 'plain' } },
        to: { fields: { website: text, legalName: text } },
        why: text,
      }),
      change(`number/${number('0104')}`, 'move', {
        from: { campaign: text, sms: 'on' },
        campaign: text,
        person: text,
        risk: 'outage',
        onAfter: first.id,
      }),
    ],
    refusals: [
      {
        rule: text,
        message: text,
        line: text,
        support: { about: text, text },
        changes: [refused.id],
        place: place(1, text),
      },
    ],
    held: [
      {
        number: number('0105'),
        person: text,
        campaign: text,
        rule: text,
        message: text,
        hint: text,
        place: place(2, text),
      },
    ],
    waiting: [
      {
        address: `campaign/${text}`,
        campaign: text,
        person: null,
        for: 'campaign-approval',
        since: text,
        text,
      },
    ],
    attention: [
      { rule: text, address: `campaign/${text}`, message: text, since: text, next: text },
    ],
    cannotText: [
      {
        number: number('0106'),
        person: text,
        campaign: text,
        rule: text,
        reason: text,
        since: text,
        next: text,
      },
    ],
    unlisted: [
      { kind: 'campaign', id: text, orphaned: true, text, lines: [text] },
      { kind: 'number', id: text, orphaned: false, text, lines: [text, text] },
    ],
    unmentioned: [
      { rule: text, userName: text, person: text, numbers: [number('0107'), number('0108')], text },
    ],
    notes: [{ rule: text, message: text, changes: [refused.id] }],
    limitRaises: [{ campaign: text, limit: 48, wanted: 60, text }],
    gaps: [{ part: 'users', reason: text }],
    diagnostics: [
      {
        rule: text,
        severity: 'error',
        message: text,
        place: { file: text, line: 1, col: 1, endLine: 1, endCol: 2 },
        source: text,
        hint: text,
        fix: text,
        related: [{ place: place(1, text), message: text }],
      },
    ],
    times: { brand: text, campaign: text, numberOn: text, move: text },
  });
  const other = { ...own, changes: own.changes.slice(2), attention: [] };
  const gone = assign('0199', text, text);
  return compareWith(own, { ...other, changes: [...other.changes, gone] }, text);
}

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

export interface Parsed {
  readonly errors: readonly ParserError[];
  readonly elements: readonly Element[];
  readonly comments: number;
}

/** A page as a browser reads it. */
export function parsed(page: string): Parsed {
  const errors: ParserError[] = [];
  const document = parse(page, {
    onParseError(error) {
      // Harmless, and text as any other.
      if (String(error.code) !== 'noncharacter-in-input-stream') errors.push(error);
    },
  });
  const elements: Element[] = [];
  let comments = 0;
  const walk = (node: Node): void => {
    if (node.nodeName === '#comment') comments += 1;
    if ('tagName' in node) elements.push(node);
    if ('childNodes' in node) node.childNodes.forEach(walk);
  };
  walk(document);
  return { errors, elements, comments };
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value;
}

/** Its text, spaces made one. */
export function textOf(node: Node): string {
  return rawText(node).replace(/\s+/g, ' ').trim();
}

export function rawText(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(rawText).join('') : '';
}

export function isWithin(element: Node, what: (element: Element) => boolean): boolean {
  const parent = 'parentNode' in element ? element.parentNode : null;
  if (parent === null) return false;
  return ('tagName' in parent && what(parent)) || isWithin(parent, what);
}

/** What our own templates write, and nothing else: tag → attributes. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  html: ['lang'],
  head: [],
  meta: ['charset', 'http-equiv', 'content', 'name'],
  title: [],
  style: [],
  body: [],
  a: ['class', 'href'],
  header: [],
  main: ['id', 'tabindex'],
  nav: ['aria-labelledby'],
  footer: [],
  section: ['aria-labelledby', 'class'],
  article: ['class', 'id'],
  div: ['class'],
  p: ['class'],
  h1: [],
  h2: ['id', 'class'],
  h3: ['id'],
  small: [],
  ul: ['class', 'aria-hidden'],
  ol: ['class', 'start', 'style'],
  li: ['class'],
  dl: ['class'],
  dt: [],
  dd: [],
  details: ['class'],
  summary: [],
  table: ['class'],
  caption: ['class'],
  thead: [],
  tbody: [],
  tr: ['id'],
  th: ['scope', 'colspan'],
  td: [],
  svg: ['class', 'height', 'aria-hidden', 'focusable'],
  rect: ['class', 'x', 'y', 'width', 'height'],
  line: ['class', 'x1', 'x2', 'y1', 'y2'],
  text: ['x', 'y', 'text-anchor'],
  pre: ['class'],
  code: ['class'],
  span: ['class', 'aria-hidden'],
  strong: ['class'],
  b: ['class', 'aria-hidden'],
  i: ['class'],
  bdi: [],
  br: [],
  del: [],
  ins: [],
  mark: [],
};

const VALUE: Readonly<Record<string, RegExp>> = {
  href: /^#[a-z0-9-]+$/,
  style: /^counter-reset: step \d+$/,
  content:
    /^(?:default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'|width=device-width, initial-scale=1|light dark|no-referrer|noindex)$/,
};

const PLAIN = /^[a-zA-Z0-9 .%-]*$/;

/** Whatever in the page is not of our making; empty where all is well. */
export function strangeIn(page: string): string[] {
  const { errors, elements, comments } = parsed(page);
  const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);
  const known = new Set(ids);
  return [
    ...errors.map(
      ({ code, startOffset }) => `${code}: ${page.slice(startOffset - 40, startOffset + 40)}`,
    ),
    ...(comments > 0 ? [`${comments} comments`] : []),
    ...(known.size < ids.length ? ['an id twice'] : []),
    ...elements.flatMap((element) => strange(element, known)),
  ];
}

function strange(element: Element, ids: ReadonlySet<string>): string[] {
  const allowed = ALLOWED[element.tagName];
  if (allowed === undefined) return [`<${element.tagName}>`];
  return element.attrs.flatMap(({ name, value }) => {
    const isKnown = allowed.includes(name) && (VALUE[name] ?? PLAIN).test(value);
    const leads =
      (name === 'href' && !ids.has(value.slice(1))) ||
      (name === 'aria-labelledby' && !ids.has(value));
    return isKnown && !leads ? [] : [`<${element.tagName} ${name}="${value}">`];
  });
}
