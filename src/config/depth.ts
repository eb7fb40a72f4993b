/**
 * Depth: how deep a text would nest, before it is parsed.
 * Law: never recurses and costs little; a parser that recurses is fed only what is shallow.
 */
import { Lexer } from 'yaml';
import type { SourceFile } from './source.ts';

/** The language needs five levels. */
export const DEEPEST = 50;

/** Offset at which the text nests deeper than `DEEPEST`; null where it never does. */
export function tooDeepAt(source: SourceFile): number | null {
  return deepBlockAt(source) ?? deepFlowAt(source.text);
}

const SPACE = 0x20;
const DASH = 0x2d;
const QUESTION = 0x3f;

/** Blocks nest by indentation, and by dashes that follow each other on one line. */
function deepBlockAt({ text, lineStarts }: SourceFile): number | null {
  const columns: number[] = [];
  for (const [index, start] of lineStarts.entries()) {
    const end = lineStarts[index + 1] ?? text.length;
    let at = start;
    while (text.charCodeAt(at) === SPACE) at += 1;
    if (at >= end || text.charCodeAt(at) < SPACE) continue;
    while ((columns.at(-1) ?? -1) >= at - start) columns.pop();
    columns.push(at - start);
    while (isIndicator(text, at)) {
      at += 2;
      while (text.charCodeAt(at) === SPACE) at += 1;
      columns.push(at - start);
      if (columns.length > DEEPEST) return at;
    }
    if (columns.length > DEEPEST) return at;
  }
  return null;
}

function isIndicator(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code === DASH || code === QUESTION) && text.charCodeAt(at + 1) === SPACE;
}

/** Counts every bracket first, which is quick; only where that could be too deep the ones inside texts are told apart. */
function deepFlowAt(text: string): number | null {
  const bracket = /[[\]{}]/g;
  let depth = 0;
  for (let match = bracket.exec(text); match !== null; match = bracket.exec(text)) {
    const opens = match[0] === '[' || match[0] === '{';
    depth = opens ? depth + 1 : Math.max(0, depth - 1);
    if (depth > DEEPEST) return lexedDepthAt(text);
  }
  return null;
}

/** Marks the next token as the text of a plain or block scalar (yaml's CST). */
const SCALAR_MARK = '\u001f';

function lexedDepthAt(text: string): number | null {
  let depth = 0;
  let offset = 0;
  let isText = false;
  for (const token of new Lexer().lex(text)) {
    if (isText) {
      isText = false;
    } else if (token === SCALAR_MARK) {
      isText = true;
      continue;
    } else if (token === '[' || token === '{') {
      depth += 1;
      if (depth > DEEPEST) return offset;
    } else if (token === ']' || token === '}') {
      depth -= 1;
    }
    if (!isMark(token)) offset += token.length;
  }
  return null;
}

/** Tokens that stand for no character of the text: document, flow error and scalar marks. */
function isMark(token: string): boolean {
  return token === '\u0002' || token === '\u0018' || token === SCALAR_MARK;
}
