/**
 * Edits: what one person told by editing a runbook in Markdown, apart from what others have told in it; and a fresh
 * runbook that keeps what is ticked, filled in and pasted in the one before it.
 * Law: pure; text in, text out. A tick that no box of the fresh runbook stands for is kept under its own mark, unless it
 * is recorded: nobody's word is lost because a runbook was written anew.
 */
import { FENCE, filledIn, type Marked, markedLines } from './marked.ts';
import { plainText } from './table.ts';

export interface Edit {
  /** Boxes that were ticked, by what their marks say. */
  readonly boxes: ReadonlySet<string>;
  /** The SMS page that was pasted; null: none was. */
  readonly page: string | null;
}

/** null: nothing was told, whatever else was changed. */
export function editOf(before: string, after: string): Edit | null {
  const [old, now] = [told(plainText(before)), told(plainText(after))];
  const boxes = new Set([...now.boxes].filter((box) => !old.boxes.has(box)));
  const page = now.page !== old.page && now.page !== '' ? now.page : null;
  return boxes.size === 0 && page === null ? null : { boxes, page };
}

/** The runbook as if nobody else had told anything. null: nothing of the edit is left in it. */
export function onlyEdit(text: string, edit: Edit): string | null {
  const plain = plainText(text);
  const own = ownIn(plain, edit);
  if (own.boxes.size === 0 && !own.page) return null;
  return rewritten(plain, (one, line, next) => {
    const mine = boxesOf(one).filter((box) => own.boxes.has(box));
    if (one.isTicked) return [mine.length === 0 ? unticked(line) : marked(line, one, mine)];
    // An id belongs to the box behind it.
    if (one.kind === 'id' && !boxesOf(next).some((box) => own.boxes.has(box))) return [''];
    if (one.block !== null && !own.page) return [line, ...EMPTY];
    return null;
  });
}

/** The runbook without the ticks of an edit, and without its page unless that is kept. Ids that were filled in stay. */
export function withoutEdit(text: string, edit: Edit, { keepPage = false } = {}): string {
  const plain = plainText(text);
  const own = ownIn(plain, edit);
  return rewritten(plain, (one, line) => {
    if (one.isTicked && boxesOf(one).some((box) => own.boxes.has(box))) return [unticked(line)];
    if (one.block !== null && own.page && !keepPage) return [line, ...EMPTY];
    return null;
  });
}

/** `recorded`: ids of changes that the log knows as done. */
export function carried(fresh: string, before: string, recorded: ReadonlySet<string>): string {
  const plain = plainText(before);
  const { boxes, ids, page } = told(plain);
  const kept = new Set<string>();
  let hasBlock = false;
  const text = rewritten(fresh, (one, line) => {
    const own = boxesOf(one);
    if (own.length > 0 && own.every((box) => boxes.has(box))) {
      if (own.includes(WHOLE) && page === '') return null;
      for (const box of own) kept.add(box);
      return [line.replace('[ ]', '[x]')];
    }
    const id = one.kind === 'id' ? (ids.get(one.words[0] ?? '') ?? '') : '';
    if (id !== '') return [line.replace(/`_+`/, () => `\`${id}\``)];
    hasBlock ||= one.block !== null;
    return one.block !== null && page !== '' ? [line, ...fenced(page)] : null;
  });
  const isLeft = (box: string) =>
    !kept.has(box) && !recorded.has(/^(?:claim|done) (.*)$/.exec(box)?.[1] ?? '');
  const left = leftOf(plain, isLeft, hasBlock ? '' : page);
  return left.length === 0 ? text : `${[text.trimEnd(), LEFT, ...left].join('\n\n')}\n`;
}

const LEFT = '#### Told in the runbook before this one, and not recorded yet';

/** What no place of the fresh runbook stands for, as it stands here. `page`: empty: the page has its place. */
function leftOf(text: string, isLeft: (box: string) => boolean, page: string): readonly string[] {
  const lines = text.split('\n');
  const left: string[] = [];
  let id: string | null = null;
  for (const one of markedLines(text)) {
    const line = lines[one.line - 1] ?? '';
    if (one.kind === 'id') id = isId(filledIn(one.text)) ? line : null;
    if (one.block !== null && page !== '') {
      left.push([line, ...fenced(page), markOf('page end')].join('\n'));
    }
    const own = one.isTicked ? boxesOf(one).filter(isLeft) : [];
    if (own.length > 0 && (!own.includes(WHOLE) || page !== '')) {
      // The id of a step stands before its box.
      if (one.kind === 'done' && id !== null) left.push(id);
      left.push(byItself(marked(line, one, own)));
    }
    if (one.kind !== 'id' && one.kind !== 'claim') id = null;
  }
  return [...new Set(left)];
}

/** Of an answer, what it is about stands above it. */
function byItself(line: string): string {
  const [mark, address, status] = /<!-- campaignctl:state (\S+) (\S+) -->\s*$/.exec(line) ?? [];
  if (mark === undefined) return line;
  return `- [x] Admin Console shows \`${address}\` as \`${status}\` ${mark}`;
}

/** Boxes of an edit that the text does not have, ticked or not, each as `after` told it: nobody has taken them back. */
export function goneFrom(text: string, edit: Edit, after: string): ReadonlyMap<string, string> {
  const there = [...markedLines(plainText(text))];
  const boxes = new Set(there.flatMap(boxesOf));
  const lines = plainText(after).split('\n');
  const gone = new Map<string, string>();
  for (const one of markedLines(lines.join('\n'))) {
    const words = byItself(lines[one.line - 1] ?? '').replace(AROUND, '$1');
    for (const box of one.isTicked ? boxesOf(one) : []) {
      if (edit.boxes.has(box) && !boxes.has(box)) gone.set(box, words);
    }
  }
  if (edit.page !== null && there.every(({ block }) => block === null))
    gone.set('page', 'SMS page');
  return gone;
}

/** The tick and the mark. */
const AROUND = /^.*?\[[xX]\]\s+(.*?)\s*<!-- campaignctl:[^>]*-->\s*$/;

/** What is pasted between the marks of the SMS page; empty: nothing is. */
export function pageIn(text: string): string {
  return told(plainText(text)).page;
}

interface ToldAll {
  readonly boxes: ReadonlySet<string>;
  /** Address → id that is filled in. */
  readonly ids: ReadonlyMap<string, string>;
  readonly page: string;
}

function told(text: string): ToldAll {
  const boxes = new Set<string>();
  const ids = new Map<string, string>();
  let page = '';
  for (const one of markedLines(text)) {
    if (one.isTicked) for (const box of boxesOf(one)) boxes.add(box);
    if (one.kind === 'id') {
      const id = filledIn(one.text);
      if (isId(id)) ids.set(one.words[0] ?? '', id);
    }
    if (one.block !== null && page === '') page = pageOf(one.block);
  }
  return { boxes, ids, page };
}

function isId(text: string): boolean {
  return /^[^<>]{1,100}$/.test(text);
}

/** What of an edit still stands there. */
function ownIn(text: string, edit: Edit): { boxes: ReadonlySet<string>; page: boolean } {
  const now = told(text);
  const boxes = new Set([...edit.boxes].filter((box) => now.boxes.has(box)));
  const page = now.page !== '' && (now.page === edit.page || boxes.has(WHOLE));
  if (!page) boxes.delete(WHOLE);
  return { boxes, page };
}

const WHOLE = 'page whole';

/** A box stands for each of its changes, so that it is known again where others have joined it. */
function boxesOf(one: Marked | null): readonly string[] {
  switch (one?.kind) {
    case 'done':
    case 'claim':
      return one.words.map((id) => `${one.kind} ${id}`);
    case 'state':
    case 'forms':
      return [[one.kind, ...one.words].join(' ').trim()];
    case 'page':
      return one.words[0] === 'whole' || one.words[0] === 'empty' ? [`page ${one.words[0]}`] : [];
    default:
      return [];
  }
}

/** A tab at the end of a line is a cell of what was pasted. */
function pageOf(block: readonly string[]): string {
  const lines = block.filter((line) => !FENCE.test(line));
  const isBlank = (line: string) => line.trim() === '';
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  return lines.slice(Math.max(first, 0), last + 1).join('\n');
}

/** In place of a page. */
const EMPTY = fenced('');

function fenced(page: string): string[] {
  return ['```text', page, '```'];
}

function unticked(line: string): string {
  return line.replace(/\[[xX]\]/, '[ ]');
}

/** The line with a mark of these boxes alone. */
function marked(line: string, one: Marked, boxes: readonly string[]): string {
  if (boxes.length === boxesOf(one).length) return line;
  const ids = boxes.map((box) => box.slice(one.kind.length + 1));
  return `${one.text}${markOf([one.kind, ...ids].join(' '))}`;
}

function markOf(words: string): string {
  return `<!-- campaignctl:${words} -->`;
}

/** In place of a line, and of the block behind it where it has one; null: as it is. `next`: the box behind the line. */
type Rewrite = (one: Marked, line: string, next: Marked | null) => readonly string[] | null;

function rewritten(text: string, rewrite: Rewrite): string {
  const lines = text.split('\n');
  const all = [...markedLines(text)];
  for (const [at, one] of [...all.entries()].reverse()) {
    const next = all.slice(at + 1).find(({ kind }) => kind !== 'id' && kind !== 'claim') ?? null;
    const instead = rewrite(one, lines[one.line - 1] ?? '', next);
    if (instead !== null) lines.splice(one.line - 1, 1 + (one.block?.length ?? 0), ...instead);
  }
  return lines.join('\n');
}
