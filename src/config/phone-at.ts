/**
 * A phone number at a place of a file.
 */
import type { DesiredNumber } from '../model/desired.ts';
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import { parsePhone } from '../model/phone.ts';

/** Written in place of a user: whoever holds the number is right. */
const ANYONE = 'anyone';

const PERSON = /^[A-Za-z0-9.@_/-]{3,70}$/;

/** Whether a text has the form of a user, in YAML and in lists (`person` in campaigns.schema.json). */
export function isPerson(text: string): boolean {
  return PERSON.test(text);
}

/**
 * The number that stands at `place`; null where it is refused. What is to be said about it goes to `diagnostics`.
 */
export function readNumber(
  place: Place,
  text: string,
  user: string | null,
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
