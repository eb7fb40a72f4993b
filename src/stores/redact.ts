/**
 * Texts of other programs and addresses that a person typed, made fit for a message.
 * Law: no user name, password or query of a URL passes, and no control character does.
 */

/** From the scheme to the last `@` before a space or a quote: a password may hold a slash that should have been encoded. */
const CREDENTIALS = /:\/\/[^\s'"<>]*@/g;
const QUERY = /(:\/\/[^\s'"<>?]*)\?[^\s'"<>]*/g;
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

/** One line without secrets. */
export function withoutSecrets(text: string): string {
  return text
    .replace(CREDENTIALS, '://')
    .replace(QUERY, '$1')
    .replace(CONTROL, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
