/** Masked phone numbers: every spelling, and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean } from '../../src/report/clean.ts';
import { toJson } from '../../src/report/json.ts';
import { truncate, wrap } from '../../src/report/layout.ts';
import { maskNumbers } from '../../src/report/mask.ts';

describe('a phone number', () => {
  it.each([
    ['+14085550101', '+1408•••••01'],
    ['+1 408 555 0101', '+1 408 ••• ••01'],
    ['14085550101', '1408•••••01'],
    ['4085550101', '408•••••01'],
    ['408-555-0101', '408-•••-••01'],
    ['(408) 555-0101', '(408) •••-••01'],
    ['1 (408) 555-0101', '1 (408) •••-••01'],
    ['1.408.555.0101', '1.408.•••.••01'],
    ['408 555 0101', '408 ••• ••01'],
    ['408‑555‑0101', '408‑•••‑••01'],
    ['+1\u00a0408\u00a0555\u00a00101', '+1\u00a0408\u00a0•••\u00a0••01'],
    ['40 85 55 01 01', '40 8• •• •• 01'],
    ['tel:+1-408-555-0101', 'tel:+1-408-•••-••01'],
    ['tel:4085550101', 'tel:408•••••01'],
    ['408-555-0101x12', '408-•••-••01x12'],
    ['number/+14085550101', 'number/+1408•••••01'],
    ['/sms/numbers/%2B14085550101', '/sms/numbers/%2B1408•••••01'],
    ['1,4085550101,jane.doe', '1,408•••••01,jane.doe'],
    ['+44 20 7946 0958', '+44 20 •••• ••58'],
  ])('is masked as it is spelled: %s', (text, wanted) => {
    expect(maskNumbers(text)).toBe(wanted);
    expect(maskNumbers(`a ${text}: b, ${text}\n`)).toBe(`a ${wanted}: b, ${wanted}\n`);
  });

  it.each([
    ['408-555-010', '408-•••-•10'],
    ['408-555-01011', '408-•••-•••11'],
    ['+1 408 555 010', '+1 408 ••• •10'],
  ])('with a digit too many or too few is masked too: %s', (text, wanted) => {
    expect(maskNumbers(text)).toBe(wanted);
  });

  it('is masked behind escapes, in colour and with invisible characters inside', () => {
    expect(maskNumbers(toJson('a\n4085550101\t(408) 555-0101'))).toBe(
      '"a\\n408•••••01\\t(408) •••-••01"\n',
    );
    expect(maskNumbers('\x1b[32m4085550101\x1b[39m')).toBe('\x1b[32m408•••••01\x1b[39m');
    expect(maskNumbers('408 555 \x1b[1m0101\x1b[22m')).toBe('408 ••• \x1b[1m••01\x1b[22m');
    expect(maskNumbers('+1 408\u200b555 0101')).toBe('+1 408\u200b••• ••01');
    expect(maskNumbers(clean('408\u202d-555-0101'))).toBe('408\\u{202d}-•••-••01');
  });

  it('is masked where a line ends inside it, or where it is cut', () => {
    for (let width = 12; width < 40; width++) {
      const text = wrap('Acme Dental: call 408 555 0101 or (408) 555-0199', width).join('\n   ');
      expect(maskNumbers(text)).not.toMatch(/55/);
    }
    expect(maskNumbers(`${truncate('+14085550101', 10, '…')} x`)).toBe('+1408••••… x');
    expect(maskNumbers(`${truncate('408-555-0101', 11, '…')} x`)).toBe('408-•••-••… x');
    expect(maskNumbers('…5550101: jane.doe')).toBe('…•••••01: jane.doe');
  });
});

describe('what is no phone number', () => {
  it.each([
    '2026-07-20 09:00 UTC',
    '+1 2026-07-20 09:00 UTC',
    '200 300 2026-07-20',
    '2026-07-20T09:00:00.000Z',
    '408555010112',
    '40855501',
    'a4085550101b',
    'C4085550101',
    '1753000000',
    '1753000000000',
    '$4085550101',
    '$4,085,550,101.50',
    '0c930c8f-4085-5501-0112-123456789012',
    '127.0.0.1:8080',
    '48 of 48 · 2 wait',
    '1,000 numbers',
  ])('stays: %s', (text) => {
    expect(maskNumbers(text)).toBe(text);
  });
});

describe('a text of anything', () => {
  const hex = (length: number) =>
    fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length });
  const digits = (length: number, first: string) =>
    fc
      .tuple(
        fc.constantFrom(...first),
        fc.array(fc.constantFrom(...'0123456789'), {
          minLength: length - 1,
          maxLength: length - 1,
        }),
      )
      .map(([head, rest]) => head + rest.join(''));
  const date = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((one) => one.toISOString());
  const other = fc.oneof(
    hex(8).map((chars) => chars.join('')),
    hex(12).map((chars) => chars.join('')),
    digits(12, '0123456789'),
    hex(40).map((chars) => chars.join('')),
    fc.uuid(),
    digits(8, '0123456789').map((one) => `${one}-4085-4550-8101-123456789012`),
    date,
    date.map((one) => one.slice(0, 10)),
    date.map((one) => `${one.slice(0, 16).replace('T', ' ')} UTC`),
    date.map((one) => one.slice(11, 16)),
    fc.nat(99_999_999).map((n) => `$${n}`),
    fc.nat(9_999_999).map((n) => `$${(n / 100).toFixed(2)}`),
    fc.nat(999_999_999).map((n) => `${n} numbers`),
    fc.tuple(fc.nat(999), fc.nat(9999)).map(([a, b]) => `${a} of ${b} places`),
    fc.constantFrom(
      'front-desk',
      'C7GH42I',
      'CAS-104233',
      'Jane Doe',
      '+',
      '~',
      '…',
      'campaigns.yaml:12:3',
    ),
  );
  const phone = fc
    .tuple(digits(3, '23456789'), digits(3, '23456789'), digits(4, '0123456789'))
    .chain(([area, exchange, line]) => {
      const end = line.slice(2);
      return fc.constantFrom<readonly [string, string]>(
        [`+1${area}${exchange}${line}`, `+1${area}•••••${end}`],
        [`+1 ${area} ${exchange} ${line}`, `+1 ${area} ••• ••${end}`],
        [`${area}-${exchange}-${line}`, `${area}-•••-••${end}`],
        [`(${area}) ${exchange}-${line}`, `(${area}) •••-••${end}`],
        [`1.${area}.${exchange}.${line}`, `1.${area}.•••.••${end}`],
        [`1${area}${exchange}${line}`, `1${area}•••••${end}`],
        [`tel:+1${area}${exchange}${line}`, `tel:+1${area}•••••${end}`],
      );
    });
  const between = fc.constantFrom('  ', ', ', ' · ', ': ', '\n', '\n    ', ' | ', '","', ' → ');
  const piece = fc.oneof(
    { weight: 3, arbitrary: other.map((text) => [text, text] as const) },
    { weight: 1, arbitrary: phone },
  );

  it('changes in its phone numbers alone, and keeps its length', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, between)), (parts) => {
        const text = parts.map(([[plain], gap]) => plain + gap).join('');
        const wanted = parts.map(([[, masked], gap]) => masked + gap).join('');
        const made = maskNumbers(text);
        expect(made).toBe(wanted);
        expect(made).toHaveLength(text.length);
        expect(maskNumbers(made)).toBe(made);
      }),
      { numRuns: 2000 },
    );
  });

  it('is done in time, whatever it is', () => {
    const hostile = [
      '+1\u200b',
      '408\u200b\u200b\u200b',
      '408 ',
      '(408) 555-',
      '…\u200b2',
      '+1\n   ',
      '\x1b[3',
      '2 ',
    ];
    const started = performance.now();
    for (const one of hostile) maskNumbers(`1234 ${one.repeat(50_000)}`);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
