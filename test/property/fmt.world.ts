/**
 * Random files of an account, written as people write them: any order, any indentation, any quotes, any spelling of a
 * number, and comments wherever YAML takes one.
 * Law: each comment names what it belongs to, so that a test can see whether it still does.
 */
import { parse } from 'yaml';
import { fc } from '../random.ts';

export interface WrittenFile {
  readonly text: string;
  /** Each comment, with a word of the line that it stands beside or above; null where it belongs to no line. */
  readonly comments: readonly WrittenComment[];
}

export interface WrittenComment {
  readonly text: string;
  readonly beside: string | null;
  readonly above: string | null;
}

type Value =
  | { readonly is: 'text'; readonly text: string; readonly isMessage?: boolean }
  | { readonly is: 'raw'; readonly text: string }
  | { readonly is: 'list'; readonly items: readonly Value[] }
  | { readonly is: 'map'; readonly entries: readonly Entry[] };

interface Entry {
  readonly key: string;
  readonly value: Value;
}

/** Random decisions one after the other; 0, the plainest, once they have run out. */
class Choices {
  readonly #list: readonly number[];
  #at = 0;
  constructor(list: readonly number[]) {
    this.#list = list;
  }
  below(n: number): number {
    const value = this.#list[this.#at] ?? 0;
    this.#at += 1;
    return value % n;
  }
  /** True in one of `n` cases. */
  oneIn(n: number): boolean {
    return this.below(n) === n - 1;
  }
  of<T>(options: readonly [T, ...T[]]): T {
    return options[this.below(options.length)] ?? options[0];
  }
  shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    const taken: T[] = [];
    while (left.length > 0) taken.push(...left.splice(this.below(left.length), 1));
    return taken;
  }
}

export const writtenFiles: fc.Arbitrary<WrittenFile> = fc
  .array(fc.nat(5039), { minLength: 0, maxLength: 700, size: 'max' })
  .map((list) => {
    const choices = new Choices(list);
    return new Writer(choices).file(accountOf(choices));
  });

const TEXTS = [
  'Reminders for patients of Acme.',
  'Acme: hello, "you"',
  "It's 9:00 # or later",
  'no',
  'https://acme-dental.example/a?b=c#d',
  '2026-07-20 the page is live',
  'Zahnärzte in Köln – jederzeit',
  '- not a list of things',
  'Call [now], or {later} & win',
  'a back\\slash in it',
  '0042',
  'one  two   three and more',
] as const;

function text(choices: Choices): Value {
  return { is: 'text', text: choices.of(TEXTS) };
}

function message(choices: Choices): Value {
  return { is: 'text', text: `Acme: ${choices.of(TEXTS)}`, isMessage: true };
}

function map(entries: readonly (Entry | null)[]): Value {
  return { is: 'map', entries: entries.filter((entry) => entry !== null) };
}

function maybe(choices: Choices, key: string, value: () => Value): Entry | null {
  return choices.oneIn(2) ? { key, value: value() } : null;
}

function accountOf(choices: Choices): readonly Entry[] {
  const used = { number: 0 };
  const rest = [
    {
      key: 'account',
      value: map(
        choices.shuffled([
          { key: 'name', value: word('acme') },
          { key: 'provider', value: word('sandbox') },
        ]),
      ),
    },
    maybe(choices, 'brands', () =>
      map(keys(choices, 2).map((key) => ({ key, value: brandOf(choices) }))),
    ),
    maybe(choices, 'campaigns', () =>
      map(keys(choices, 3).map((key) => ({ key, value: campaignOf(choices, used) }))),
    ),
    maybe(choices, 'noTexting', () => numbers(choices, used)),
    maybe(choices, 'policy', () => map([{ key: 'maxOutages', value: raw('7') }])),
  ];
  const shuffled = choices.shuffled(rest.filter((entry) => entry !== null));
  return [{ key: 'version', value: raw('1') }, ...shuffled];
}

function keys(choices: Choices, most: number): readonly string[] {
  return choices
    .shuffled(['front-desk', 'billing', '2fa', 'recall'])
    .slice(0, 1 + choices.below(most));
}

function word(text: string): Value {
  return { is: 'text', text };
}

function raw(text: string): Value {
  return { is: 'raw', text };
}

function brandOf(choices: Choices): Value {
  return map(
    choices.shuffled([
      { key: 'id', value: word('BVDK2M7') },
      maybe(choices, 'legalName', () => text(choices)),
      maybe(choices, 'brandName', () => word('Acme')),
      maybe(choices, 'alternativeId', () =>
        map(
          choices.shuffled([
            { key: 'type', value: word('duns') },
            { key: 'value', value: word('0150483782') },
          ]),
        ),
      ),
      maybe(choices, 'allow', () =>
        map([
          { key: 'brand-declared-twice', value: word('two of them, on purpose') },
          { key: 'allow-unused', value: word('because it is so') },
        ]),
      ),
    ]),
  );
}

function campaignOf(choices: Choices, used: { number: number }): Value {
  const reply = () =>
    map(
      choices.shuffled([
        maybe(choices, 'keywords', () => ({
          is: 'list',
          items: choices.shuffled(['STOP', 'YES', 'sign me up']).map(word),
        })),
        { key: 'message', value: message(choices) },
      ]),
    );
  return map(
    choices.shuffled([
      { key: 'id', value: word(`C${used.number}7GH42I`) },
      maybe(choices, 'formerly', () =>
        choices.oneIn(2)
          ? { is: 'list', items: [word(`old-${used.number}`), word(`older-${used.number}`)] }
          : word(`once-${used.number}`),
      ),
      maybe(choices, 'description', () => text(choices)),
      maybe(choices, 'optOut', reply),
      maybe(choices, 'help', reply),
      maybe(choices, 'samples', () => ({
        is: 'list',
        items: Array.from({ length: 1 + choices.below(3) }, () => message(choices)),
      })),
      maybe(choices, 'limit', () =>
        map(
          choices.shuffled([
            { key: 'wanted', value: raw('60') },
            { key: 'granted', value: raw('60') },
            { key: 'case', value: choices.oneIn(2) ? raw('104233') : word('104233') },
          ]),
        ),
      ),
      maybe(choices, 'numbers', () => numbers(choices, used)),
      maybe(choices, 'unknownThing', () => map([{ key: 'a', value: text(choices) }])),
    ]),
  );
}

function numbers(choices: Choices, used: { number: number }): Value {
  const entries = Array.from({ length: 1 + choices.below(4) }, () => {
    used.number += 1;
    const line = String(1000 + used.number);
    const key = choices.of([
      `+1408555${line}`,
      `(408) 555-${line}`,
      `408-555-${line}`,
      `408555${line}`,
      `+1 408 555 ${line}`,
    ]);
    return { key, value: word(`user${used.number}@acme-dental.example`) };
  });
  return map(entries);
}

const COLUMNS = [0, 1, 2, 3, 5] as const;

class Writer {
  readonly #choices: Choices;
  readonly #lines: string[] = [];
  readonly #comments: WrittenComment[] = [];
  /** Spaces on the next line would belong to a text below `|` or `>`. */
  #isInText = false;

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  file(entries: readonly Entry[]): WrittenFile {
    const choices = this.#choices;
    this.#remarks(0, null);
    if (choices.oneIn(6)) this.#lines.push('---');
    this.#entries(entries, choices.oneIn(8) ? 2 : 0, 1 + choices.below(4));
    this.#remarks(0, null);
    const end = choices.of(['\n', '\r\n']);
    const text = this.#lines.join(end) + choices.of([end, '', `${end}${end}`]);
    return { text: choices.oneIn(8) ? `\ufeff${text}` : text, comments: this.#comments };
  }

  /** Empty lines and comments on lines of their own; `below`: a word of the line that follows. */
  #remarks(indent: number, below: string | null): void {
    const choices = this.#choices;
    while (choices.oneIn(5)) {
      if (choices.oneIn(2)) this.#lines.push(this.#isInText ? '' : choices.of(['', '   ']));
      const isLast = choices.oneIn(2);
      const deep = Math.max(0, indent - 2 + choices.of(COLUMNS));
      const column = this.#isInText ? Math.min(deep, indent) : deep;
      // What is indented deeper, or parted by an empty line, may belong elsewhere.
      const isAbove = isLast && column <= indent;
      const text = this.#comment(null, isAbove ? below : null);
      this.#lines.push(`${' '.repeat(column)}${text}${choices.oneIn(6) ? '  ' : ''}`);
      if (isAbove) return;
    }
    if (choices.oneIn(8)) this.#lines.push('');
  }

  #comment(beside: string | null, above: string | null): string {
    const id = this.#comments.length;
    const rest = this.#choices.of(['', ' a: b', ' "', ' - [ {', ' #', ' é 漢', '!', ' \\']);
    const text = `# ${id}${rest}`;
    this.#comments.push({ text, beside, above });
    return text;
  }

  /** A comment at the end of a line, or nothing. */
  #beside(mark: string | null): string {
    const choices = this.#choices;
    if (!choices.oneIn(4)) return choices.oneIn(9) ? '  ' : '';
    return (
      choices.of([' ', '  ', '     ', '                         ']) + this.#comment(mark, null)
    );
  }

  #entries(entries: readonly Entry[], indent: number, step: number): void {
    for (const { key, value } of entries) {
      const mark = value.is === 'text' && value.text.startsWith('user') ? value.text : key;
      if (key !== 'version') this.#remarks(indent, mark);
      this.#value(`${' '.repeat(indent)}${this.#key(key)}:`, mark, value, indent, step);
    }
  }

  #key(key: string): string {
    const choices = this.#choices;
    return choices.oneIn(6) && key !== 'version' ? choices.of([`"${key}"`, `'${key}'`]) : key;
  }

  #value(head: string, mark: string, value: Value, indent: number, step: number): void {
    const choices = this.#choices;
    const inner = indent + step;
    this.#isInText = false;
    if (value.is === 'raw') {
      this.#lines.push(`${head} ${value.text}${this.#beside(mark)}`);
    } else if (value.is === 'text') {
      this.#text(head, mark, value, inner);
    } else if (choices.oneIn(4)) {
      const isLong = choices.oneIn(3);
      const [first = '', ...rest] = this.#flow(value, inner, isLong).split('\n');
      const lines = [`${head} ${first}`, ...rest];
      // The place beside the key may be taken by a comment behind the bracket.
      const beside = this.#beside(isLong ? null : mark);
      this.#lines.push(...lines.slice(0, -1), `${lines.at(-1)}${beside}`);
    } else if (value.is === 'map') {
      this.#lines.push(`${head}${this.#beside(mark)}`);
      this.#entries(value.entries, inner, step);
    } else {
      this.#lines.push(`${head}${this.#beside(mark)}`);
      const dash = choices.oneIn(2) ? indent : inner;
      for (const item of value.items) {
        if (item.is !== 'text') throw new Error('lists hold texts');
        const word = item.text.split(/[\s"]/).at(-1) ?? '';
        this.#remarks(dash, null);
        this.#text(`${' '.repeat(dash)}-`, word, item, dash + 1 + choices.below(3));
      }
    }
  }

  #text(head: string, mark: string, value: Extract<Value, { is: 'text' }>, inner: number): void {
    const choices = this.#choices;
    const [first = '', ...rest] = this.#spelt(value, inner, false).split('\n');
    this.#isInText = /^[|>]/.test(first);
    // The mark may stand on another line than the comment.
    const isFar = rest.length > 0 && (!this.#isInText || head.endsWith('-'));
    const beside = this.#beside(isFar ? null : mark);
    // A comment beside a text without quotes is a finding.
    const isFinding = beside.trim() !== '' && /^[^"'|>]/.test(first) && /\s/.test(value.text);
    if (this.#isInText) this.#lines.push(`${head} ${first}${beside}`, ...rest);
    else if (isFinding || rest.length > 0) {
      const quoted = JSON.stringify(value.text);
      this.#lines.push(`${head} ${isFinding ? quoted : [first, ...rest].join('\n')}${beside}`);
    } else if (choices.oneIn(9) && beside.trim() === '') {
      this.#lines.push(head, `${' '.repeat(inner)}${first}`);
    } else this.#lines.push(`${head} ${first}${beside}`);
  }

  /** One of the ways to write a text, each of which was tried with the parser. */
  #spelt({ text: value }: Extract<Value, { is: 'text' }>, inner: number, isFlow: boolean): string {
    const choices = this.#choices;
    const pad = ' '.repeat(Math.max(inner, 1));
    const words = value.split(' ');
    const broken = words.length > 3 && !/ {2}/.test(value);
    const half = `${words.slice(0, 2).join(' ')}\n${pad}${words.slice(2).join(' ')}`;
    const ways = [
      value,
      JSON.stringify(value),
      `'${value.replaceAll("'", "''")}'`,
      ...(broken
        ? [half, `'${half.replaceAll("'", "''")}'`, `"${half.replace(/["\\]/g, '\\$&')}"`]
        : []),
      ...(isFlow || value.startsWith('user')
        ? []
        : [`|\n${pad}${value}`, `>-\n${pad}${broken ? half : value}`]),
    ];
    const wanted = ways[choices.below(ways.length)] ?? value;
    return readsAs(wanted, value, inner, isFlow) ? wanted : JSON.stringify(value);
  }

  /** Between brackets or braces, on one line or on several with comments. */
  #flow(value: Value, inner: number, isLong: boolean): string {
    const choices = this.#choices;
    const pad = ' '.repeat(inner);
    if (value.is === 'raw') return value.text;
    if (value.is === 'text') return this.#spelt(value, inner, true);
    const parts =
      value.is === 'list'
        ? value.items.map((item) => this.#flow(item, inner, isLong))
        : value.entries.map(
            ({ key, value: one }) => `${this.#key(key)}: ${this.#flow(one, inner, isLong)}`,
          );
    const [open, close] = value.is === 'list' ? ['[', ']'] : ['{', '}'];
    if (!isLong) return `${open}${choices.of([' ', ''])}${parts.join(', ')} ${close}`;
    const lines = parts.map((part, i) => {
      const comma = i < parts.length - 1 || choices.oneIn(2) ? ',' : '';
      const above = choices.oneIn(5) ? `${pad}${this.#comment(null, null)}\n` : '';
      return `${above}${pad}${part}${comma}${choices.oneIn(5) ? `  ${this.#comment(null, null)}` : ''}`;
    });
    const header = choices.oneIn(6) ? ` ${this.#comment(null, null)}` : '';
    return `${open}${header}\n${lines.join('\n')}\n${pad}${close}`;
  }
}

function readsAs(written: string, value: string, inner: number, isFlow: boolean): boolean {
  const pad = ' '.repeat(Math.max(0, inner - 1));
  try {
    const text = isFlow ? `${pad}k: [${written}]\n` : `${pad}k: ${written}\n`;
    const read: unknown = parse(text, { schema: 'failsafe' });
    const { k } = read as { k: unknown };
    const got = isFlow ? (k as unknown[])[0] : k;
    return typeof got === 'string' && got.replace(/\n+$/, '') === value;
  } catch {
    return false;
  }
}
