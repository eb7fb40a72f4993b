import { describe, expect, it } from 'vitest';
import { edges, hang, padEnd, truncate, widthOf, wrap } from '../../src/report/layout.ts';
import { bar, count, day, listOf, moment, sentence, styleOf, usd } from '../../src/report/style.ts';

describe('layout', () => {
  it('counts columns, not code units', () => {
    expect(widthOf('Jane')).toBe(4);
    expect(widthOf('王小明')).toBe(6);
    expect(widthOf('Zoe\u0301')).toBe(3);
    expect(widthOf('👩‍👩‍👧')).toBe(2);
    expect(padEnd('王', 4)).toBe('王  ');
    expect(truncate('王小明', 5, '…')).toBe('王小…');
    expect(truncate('Jane', 4, '…')).toBe('Jane');
  });

  it('wraps at spaces and keeps a number in one piece', () => {
    expect(wrap('call +1 408 555 0101 now', 16)).toEqual(['call', '+1 408 555 0101', 'now']);
    expect(wrap('a  b', 10)).toEqual(['a  b']);
    expect(wrap('', 10)).toEqual(['']);
  });

  it('cuts a word that never fits, but not an address', () => {
    expect(wrap(`ab ${'x'.repeat(12)} c`, 5)).toEqual(['ab', 'xxxxx', 'xxxxx', 'xx c']);
    const address = 'https://acme-dental.example/contact';
    expect(wrap(`see ${address} now`, 10)).toEqual(['see', address, 'now']);
  });

  it('colours pieces and never across lines', () => {
    const paint = (text: string) => `<${text}>`;
    expect(wrap(['a ', { text: 'bb cc', paint }, ' d'], 4)).toEqual(['a <bb>', '<cc> d']);
    expect(hang([{ text: 'x: ', paint }], 'one two three', 11)).toEqual([
      '<x: >one two',
      '   three',
    ]);
  });

  it('goes below a head that leaves no room', () => {
    expect(hang('  a head: ', 'and its text', 16)).toEqual([
      '  a head:',
      '      and its',
      '      text',
    ]);
  });

  it('puts two texts at the edges, or below each other', () => {
    expect(edges('ab', 'cd', 8)).toEqual(['ab    cd']);
    expect(edges('ab', 'cd', 5)).toEqual(['ab', 'cd']);
  });
});

describe('style', () => {
  const style = styleOf({ color: false, columns: 80, unicode: false });
  const drawn = (live: number, planned: number, limit = 48) =>
    bar({ live, planned, limit }, 8, style);

  it('draws what is kept, added, freed and free', () => {
    expect(drawn(24, 24)).toBe('[####....]');
    expect(drawn(24, 36)).toBe('[####++..]');
    expect(drawn(36, 24)).toBe('[####--..]');
    expect(drawn(0, 0)).toBe('[........]');
  });

  it('shows one of many, and is full only when it is', () => {
    expect(drawn(0, 1)).toBe('[+.......]');
    expect(drawn(1, 1)).toBe('[#.......]');
    expect(drawn(47, 47)).toBe('[#######.]');
    expect(drawn(48, 48)).toBe('[########]');
    expect(drawn(50, 50)).toBe('[########]');
    expect(drawn(24, 25)).toBe('[###+....]');
  });

  it('writes money, days, counts and lists as people do', () => {
    expect([usd(89), usd(1240), usd(89.5), usd(0)]).toEqual(['$89', '$1,240', '$89.50', '$0']);
    expect(moment('2026-07-24T09:30:00.000Z')).toBe('2026-07-24 09:30 UTC');
    expect([day('2026-07-24T09:30:00Z'), day('soon')]).toEqual(['2026-07-24', 'soon']);
    expect([count(1, 'change'), count(2, 'change')]).toEqual(['1 change', '2 changes']);
    expect(listOf(['A', 'B', 'C', 'D', 'E'])).toBe('A, B, C and 2 more');
    expect(listOf(['A', 'B', 'C', 'D'])).toBe('A, B, C and D');
    expect([sentence('list it'), sentence('front-desk is full')]).toEqual([
      'List it',
      'front-desk is full',
    ]);
  });
});
