/**
 * Numbers that are temporary: they work until another one has been ported, which then takes their place.
 * Law: a line is never taken to mean the other number; what has to be written then is told beforehand.
 */
import { formatPhone } from '../model/phone.ts';
import type { Findings } from './context.ts';
import type { Line } from './lines.ts';

export function tellTemporary(lines: readonly Line[], found: Findings): void {
  const temporary = lines.flatMap(({ live, written: { number } }) => {
    const to = live?.portsTo ?? null;
    return to === null ? [] : [{ number, to }];
  });
  // As a rule none is.
  if (temporary.length === 0) return;
  const listed = new Set(lines.map(({ written }) => written.number));
  for (const { number, to } of temporary) {
    found.attention.push({
      rule: 'number-temporary',
      address: `number/${number}`,
      message: `It is temporary until the port of ${formatPhone(to)} completes. Then this number is gone, and its SMS with it.`,
      since: null,
      next: listed.has(to)
        ? `${formatPhone(to)} is listed already: remove this line when the port has completed.`
        : `When the port has completed, write ${to} in its place.`,
    });
  }
}
