/**
 * RSQL filters as the published API documents them: `==` `!=` `>` `<` `>=` `<=`, `;` for and, `,` for or, parentheses, `*` as wildcard, quotes.
 * Law: a filter that is not understood in full is refused; it never means "everything".
 */

/** How a field is read from an item. `fold`: compared without regard to case. */
export interface FilterField<T> {
  readonly read: (item: T) => string | null;
  readonly fold?: boolean;
}

export type FilterFields<T> = Readonly<Record<string, FilterField<T>>>;

export const FILTER_MAX = 2000;

/** Why a filter was refused. */
export class FilterError extends Error {}

/** Throws FilterError. */
export function parseFilter<T>(text: string, fields: FilterFields<T>): (item: T) => boolean {
  if (text.length > FILTER_MAX) throw new FilterError(`is longer than ${FILTER_MAX} characters`);
  const tokens = tokenize(text);
  let next = 0;

  function either(): (item: T) => boolean {
    const parts = [both()];
    while (tokens[next] === ',') {
      next += 1;
      parts.push(both());
    }
    return parts.length === 1 && parts[0] !== undefined
      ? parts[0]
      : (item) => parts.some((part) => part(item));
  }

  function both(): (item: T) => boolean {
    const parts = [term()];
    while (tokens[next] === ';') {
      next += 1;
      parts.push(term());
    }
    return parts.length === 1 && parts[0] !== undefined
      ? parts[0]
      : (item) => parts.every((part) => part(item));
  }

  function term(): (item: T) => boolean {
    const token = tokens[next];
    next += 1;
    if (token === '(') {
      const inner = either();
      if (tokens[next] !== ')') throw new FilterError('Invalid filter syntax');
      next += 1;
      return inner;
    }
    if (typeof token !== 'object') throw new FilterError('Invalid filter syntax');
    return comparison(token, fields);
  }

  const test = either();
  if (next !== tokens.length) throw new FilterError('Invalid filter syntax');
  return test;
}

interface Comparison {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

const COMPARISON =
  /([A-Za-z][A-Za-z.]*)(==|!=|>=|<=|>|<)(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"'();,<>=!~]+))/y;

function tokenize(text: string): readonly (Comparison | '(' | ')' | ';' | ',')[] {
  const tokens: (Comparison | '(' | ')' | ';' | ',')[] = [];
  for (let at = 0; at < text.length; ) {
    const char = text[at];
    if (char === '(' || char === ')' || char === ';' || char === ',') {
      tokens.push(char);
      at += 1;
      continue;
    }
    COMPARISON.lastIndex = at;
    const match = COMPARISON.exec(text);
    if (match === null) throw new FilterError('Invalid filter syntax');
    const [whole, field = '', operator = '', double, single, plain] = match;
    const value = (double ?? single)?.replace(/\\(.)/g, '$1') ?? plain ?? '';
    tokens.push({ field, operator, value });
    at += whole.length;
  }
  return tokens;
}

function comparison<T>(
  { field, operator, value }: Comparison,
  fields: FilterFields<T>,
): (item: T) => boolean {
  const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (known === undefined) throw new FilterError(`The field ${field} cannot be filtered by`);
  const fold = (text: string): string => (known.fold === true ? text.toLowerCase() : text);
  const wanted = fold(value);
  switch (operator) {
    case '==':
    case '!=': {
      const same = wanted.includes('*')
        ? wildcard(wanted)
        : (text: string): boolean => text === wanted;
      const negate = operator === '!=';
      return (item) => {
        const text = known.read(item);
        return (text !== null && same(fold(text))) !== negate;
      };
    }
    default:
      return (item) => {
        const text = known.read(item);
        return text !== null && ordered(operator, fold(text), wanted);
      };
  }
}

function ordered(operator: string, a: string, b: string): boolean {
  switch (operator) {
    case '>':
      return a > b;
    case '<':
      return a < b;
    case '>=':
      return a >= b;
    default:
      return a <= b;
  }
}

/** Matches by walking the literal pieces, so that no pattern can be slow. */
function wildcard(pattern: string): (text: string) => boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  const last = pieces[pieces.length - 1] ?? '';
  return (text) => {
    if (text.length < first.length + last.length) return false;
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    const end = text.length - last.length;
    for (const piece of pieces.slice(1, -1)) {
      const found = text.indexOf(piece, at);
      if (found === -1 || found + piece.length > end) return false;
      at = found + piece.length;
    }
    return true;
  };
}
