import { describe, expect, it } from 'vitest';
import { type DiffLine, diffField } from '../../src/report/field-diff.ts';

/** `-a *b*`: removed, with `b` marked. */
function drawn(lines: readonly DiffLine[]): string[] {
  return lines.map((line) => {
    if (line.kind === 'skipped') return `(${line.count})`;
    const sign = { same: ' ', added: '+', removed: '-' }[line.kind];
    return sign + line.words.map(({ text, differs }) => (differs ? `*${text}*` : text)).join('');
  });
}

describe('the difference of two values', () => {
  it('marks the words that differ in a sentence that stays much the same', () => {
    expect(drawn(diffField('We write on Monday.', 'We write on Tuesday.'))).toEqual([
      '-We write on *Monday*.',
      '+We write on *Tuesday*.',
    ]);
  });

  it('marks nothing in sentences that have nothing in common', () => {
    expect(drawn(diffField('Abc def.', 'Unrelated words instead.'))).toEqual([
      '-Abc def.',
      '+Unrelated words instead.',
    ]);
  });

  it('keeps one unchanged sentence on each side and counts the others', () => {
    expect(drawn(diffField('A. B. C. Old one. E. F.', 'A. B. C. Newer. E. F.'))).toEqual([
      '(2)',
      ' C.',
      '-Old one.',
      '+Newer.',
      ' E.',
      ' F.',
    ]);
  });

  it('compares a list item by item', () => {
    expect(drawn(diffField(['START', 'JOIN'], ['START', 'JOIN', 'GO']))).toEqual([
      ' START',
      ' JOIN',
      '+GO',
    ]);
  });

  it('takes line ends of every system for the end of a line', () => {
    expect(drawn(diffField('one\r\ntwo', 'one\ntwo\nthree'))).toEqual([' one', ' two', '+three']);
  });

  it('shows what was not there, and what goes', () => {
    expect(drawn(diffField(null, 'New.'))).toEqual(['+New.']);
    expect(drawn(diffField('Old.', null))).toEqual(['-Old.']);
  });
});
