/**
 * A phone number at a place of a file.
 */
import type { DesiredNumber } from '../model/desired.ts';
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import { parsePhone } from '../model/phone.ts';

/** Written in place of a user: whoever holds the number is right. */
const ANYONE = 'anyone';

/** The number that stands at `place`; null where it is refused. What is to be said about it goes to `diagnostics`. */
export function readNumber(
  place: Place,
  text: string,
  user: string,
  diagnostics: Diagnostic[],
): DesiredNumber | null {
  const phone = parsePhone(text);
  if (!phone.ok) {
    const { rule, message, hint } = phone;
    diagnostics.push({ rule, severity: 'error', message, place, hint });
    return null;
  }
  if (phone.warning !== null) {
    diagnostics.push({ ...phone.warning, severity: 'warning', place, hint: null });
  }
  return { number: phone.number, user: user === ANYONE ? null : user, place };
}
