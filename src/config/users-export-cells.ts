/**
 * What single cells of a Users export say. Pure.
 * Law: undefined is "not understood", which is something else than an empty cell.
 */
import type { E164 } from '../model/desired.ts';
import { type PhoneRefusal, parsePhone } from '../model/phone.ts';
import type { ExportedNumber } from '../model/users-export.ts';

interface Numbers {
  readonly numbers: readonly { readonly number: E164; readonly country: string }[];
  /** The first text that is no number. */
  readonly fault:
    | (Pick<PhoneRefusal, 'rule' | 'hint'> & { readonly text: string; readonly why: string })
    | null;
}

/** Parts of a cell; a space parts numbers only where what it parts is a number on either side. */
const BETWEEN = /[,;|\n\r\t]+/;
/** A number of the plan with its area code, however it is written. */
const ONE = /(?:\+?1[ .-]*)?\(?\d{3}\)?[ .-]*\d{3}[ .-]*\d{4}(?!\d)/g;

/** Longer cells hold something else than the numbers of a user. */
const LONGEST_CELL = 2_000;

/**
 * The US and Canadian numbers of a cell. Toll-free and foreign numbers, and extensions of a few digits, can be in no
 * campaign and are passed over.
 */
export function numbersIn(cell: string): Numbers {
  // So do systems keep a spreadsheet from reading a number as one.
  const text = cell.replace(/^="([^"]*)"$|^'/, '$1').slice(0, LONGEST_CELL + 1);
  if (text === '') return NONE;
  const whole = parsePhone(text);
  if (whole.ok) return { numbers: [whole], fault: null };
  // As a whole: `14,085,550,101` is one number that a spreadsheet spoiled, and not four.
  if (whole.rule === 'phone-damaged' || text.length > LONGEST_CELL) {
    return { numbers: [], fault: faultOf(text, whole) };
  }
  const numbers: Numbers['numbers'][number][] = [];
  let fault: Numbers['fault'] = null;
  for (const part of text.split(BETWEEN).flatMap(severalIn)) {
    const phone = parsePhone(part);
    if (phone.ok) numbers.push(phone);
    else if (UNREAD.has(phone.rule)) fault ??= faultOf(part, phone);
  }
  return { numbers, fault };
}

const NONE: Numbers = { numbers: [], fault: null };
const UNREAD: ReadonlySet<string> = new Set(['phone-damaged', 'phone-invalid']);

function faultOf(text: string, { rule, message, hint }: PhoneRefusal): Numbers['fault'] {
  return { rule, text, why: message, hint };
}

/** A part that is several numbers with nothing else than space between them, else as it is; without extensions. */
function severalIn(part: string): readonly string[] {
  const text = part.trim();
  if (text === '' || /^\d{1,6}$/.test(text)) return [];
  const found = text.match(ONE) ?? [];
  return found.length > 1 && text.replace(ONE, '').trim() === '' ? found : [text];
}

/** An empty cell says nothing against anybody. */
export function activeIn(cell: string): boolean | undefined {
  switch (cell.toLowerCase()) {
    case '':
    case 'active':
      return true;
    case 'inactive':
      return false;
    default:
      return undefined;
  }
}

export function extensionIn(cell: string): ExportedNumber['extension'] | undefined {
  switch (cell.toUpperCase()) {
    case '':
      return 'unknown';
    case 'UC':
      return 'UC';
    case 'CC':
      return 'CC';
    default:
      return undefined;
  }
}

const DAY = /^(\d{4}-\d{2}-\d{2})(?:[T ].{1,30})?$/;

/** Midnight of the day, UTC; null: the cell is empty. `02/03/2023` may be two days, and is neither. */
export function dayIn(cell: string): string | null | undefined {
  if (cell === '') return null;
  const day = DAY.exec(cell)?.[1];
  const time = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
