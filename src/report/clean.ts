/**
 * Clean: untrusted text made safe to print.
 * Law: whatever stands in YAML, a CSV or the registry, a terminal gets no control character, escape sequence,
 * direction mark or invisible character from it. Ordinary Unicode, emoji included, passes unchanged.
 */

/** Control, format (direction marks, zero-width), line and paragraph separators, lone surrogates, invisible fillers. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0]/gu;

const ZERO_WIDTH_JOINER = '\u200d';
const PICTURE_BEFORE = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u;
const PICTURE_AFTER = /^\p{Extended_Pictographic}/u;

/**
 * One line of text for people: control characters become their pictures (`␛`, `␊`), other invisible characters
 * their code (`\u{202e}`).
 */
export function clean(text: string): string {
  return text.replace(UNSAFE, (char: string, offset: number) =>
    char === ZERO_WIDTH_JOINER && joinsPictures(text, offset) ? char : visible(char),
  );
}

/** Emoji such as a family are several pictures held together by a joiner. */
function joinsPictures(text: string, offset: number): boolean {
  return (
    PICTURE_BEFORE.test(text.slice(Math.max(0, offset - 2), offset)) &&
    PICTURE_AFTER.test(text.slice(offset + 1, offset + 3))
  );
}

function visible(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `\\u{${code.toString(16)}}`;
}
