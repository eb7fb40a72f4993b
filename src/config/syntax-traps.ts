/**
 * Traps that break the syntax: what the admin typed, seen in the line where the parser gave up.
 * Law: an explanation is given only where both the line and the parser's error fit it.
 */
import type { YAMLParseError } from 'yaml';
import type { Finding } from './source.ts';
import type { Range } from './tree.ts';

/** A line with an error, and where in the line the error was seen. */
export interface Spot {
  readonly text: string;
  /** The line above. */
  readonly above: string;
  /** Offset in the file of the first character of the line. */
  readonly start: number;
  readonly error: YAMLParseError;
}

export interface Explanation {
  /** Columns in the line, from 0. */
  readonly range: Range;
  readonly finding: Finding;
}

type Explain = (spot: Spot) => Explanation | null;

/** No admin types longer lines. */
const LONGEST_TYPED = 2_000;

export function explainTrap(spot: Spot): Explanation | null {
  if (spot.text.length > LONGEST_TYPED) return null;
  for (const explain of TRAPS) {
    const explanation = explain(spot);
    if (explanation !== null) return explanation;
  }
  return null;
}

export function at(
  range: Range,
  rule: Finding['rule'],
  words: { message: string; hint: string },
): Explanation {
  return { range, finding: { rule, ...words } };
}

const conflictMarker: Explain = ({ text }) =>
  /^(?:<{7}|={7}|>{7})(?: |$)/.test(text)
    ? at([0, 7], 'yaml-conflict-marker', {
        message: 'This line is the mark of a merge conflict.',
        hint: 'Keep the version that is right, and take out the lines with <<<<<<<, ======= and >>>>>>>.',
      })
    : null;

const tab: Explain = ({ text }) => {
  const match = /^( *)\t+/.exec(text);
  return match === null
    ? null
    : at([match[1]?.length ?? 0, match[0].length], 'yaml-tab', {
        message: 'This line is indented with a tab; YAML takes spaces only.',
        hint: 'Put two spaces for each step of indentation.',
      });
};

const invisible: Explain = ({ text }) => {
  const match = /^[^"']*?[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\u3000\ufeff]/.exec(
    text,
  );
  if (match === null) return null;
  const end = match[0].length;
  const code = text
    .charCodeAt(end - 1)
    .toString(16)
    .toUpperCase()
    .padStart(4, '0');
  return at([end - 1, end], 'yaml-invisible-character', {
    message: `There is an invisible character (U+${code}) in this line where YAML needs an ordinary space or nothing.`,
    hint: 'Delete what stands there and type the space again. Such characters come with pasted text.',
  });
};

const curlyQuotes: Explain = ({ text }) => {
  const match = /(?:^|[:,[{-])\s*([“”„‟«‘‚])/u.exec(text);
  if (match?.[1] === undefined) return null;
  const start = match.index + match[0].length - 1;
  return at([start, start + 1], 'yaml-curly-quotes', {
    message: `The text starts with a curly quote \`${match[1]}\`, which YAML does not take for a quote.`,
    hint: 'Type straight quotes ("…") around the text.',
  });
};

const missingSpaceAfterColon: Explain = ({ text }) => {
  const match =
    /^(\s*(?:- )?)(["']?(?:\+?\(?\d[\d ().-]{5,}|[A-Za-z][\w-]*)["']?):(?=[^\s/:])/.exec(text);
  if (match === null) return null;
  const colon = match[0].length - 1;
  return at([colon, colon + 1], 'yaml-missing-space-after-colon', {
    message: `A space is missing after the colon of \`${(match[2] ?? '').trim()}:\`.`,
    hint: `Write \`${(match[2] ?? '').trim()}: …\`.`,
  });
};

const missingSpaceAfterDash: Explain = ({ text }) => {
  const match = /^(\s*)-(?=[^\s-])/.exec(text);
  if (match === null) return null;
  const dash = match[0].length - 1;
  return at([dash, dash + 1], 'yaml-missing-space-after-dash', {
    message: 'A space is missing after the dash.',
    hint: 'Write `- ` before each item of the list.',
  });
};

const quotes: Explain = ({ text, start, error }) => {
  if (/^Missing closing /.test(error.message)) {
    const quote = /^Missing closing (['"])/.exec(error.message)?.[1] ?? '"';
    const from = Math.max(0, text.indexOf(quote));
    return at([from, from + 1], 'yaml-quotes', {
      message: `The quote \`${quote}\` that opens here is never closed.`,
      hint: `Put \`${quote}\` at the end of the text.`,
    });
  }
  const match = /^(\s*(?:- +)?(?:[^\s"':][^"':]*:\s+)?)(["'])/.exec(text);
  const column = error.pos[0] - start;
  if (!/at node end|Comments must be separated/.test(error.message) || match === null) return null;
  return at([Math.max(0, column - 1), column], 'yaml-quotes', {
    message: `The text ends at this \`${match[2]}\`, but the line goes on.`,
    hint:
      match[2] === "'"
        ? 'Put the whole text into double quotes ("…"); an apostrophe may stand there.'
        : 'Put the whole text into one pair of double quotes, and write \\" for a quote inside it.',
  });
};

/** `message: Acme Dental: you are subscribed`. */
const colonInText: Explain = ({ text, error }) => {
  if (!/^(?:Nested mappings are not|Block collections are not)/.test(error.message)) return null;
  const match = /(?:^\s*-\s+|(?:^|[\s{,])[\w.-]+:\s+)([^\s"'|>[{&*!].*?:)(?=\s|$)/.exec(text);
  if (match?.[1] === undefined) return null;
  const end = match.index + match[0].length;
  return at([end - 1, end], 'yaml-colon-in-text', {
    message: `The text \`${match[1]} …\` contains a colon, so YAML takes its start for a key.`,
    hint: 'Put the whole text into double quotes ("…").',
  });
};

const textAfterBlockMark: Explain = ({ text, error }) => {
  const match = /([|>])[-+\d]*\s+[^\s#]/.exec(text);
  if (match === null || error.code !== 'UNEXPECTED_TOKEN') return null;
  return at([match.index, match.index + 1], 'yaml-syntax', {
    message: `After \`${match[1]}\` the text has to start on the next line.`,
    hint: `Put the text on the next line, indented, or take \`${match[1]}\` out and put the text into double quotes.`,
  });
};

const reservedStart: Explain = ({ text, error }) => {
  if (error.code !== 'BAD_SCALAR_START' && error.code !== 'UNEXPECTED_TOKEN') return null;
  const match = /^(?:\s*- +)?(?:[^:#"']*:\s+)?\s*([*&!%@`])/.exec(text);
  if (match?.[1] === undefined) return null;
  const name = match[1] === '`' ? 'a backtick' : `\`${match[1]}\``;
  return at([match[0].length - 1, match[0].length], 'yaml-syntax', {
    message: `A text without quotes cannot start with ${name}.`,
    hint: 'Put the whole text into double quotes ("…").',
  });
};

const listBesideKey: Explain = ({ text, error }) => {
  const match = /^\s*[\w.-]+:\s+-(?=\s)/.exec(text);
  if (match === null || error.code !== 'UNEXPECTED_TOKEN') return null;
  return at([match[0].length - 1, match[0].length], 'yaml-syntax', {
    message: 'A list starts on the line below its key.',
    hint: 'Put each `- item` on a line of its own, below the key.',
  });
};

const hashInText: Explain = ({ text, above, error }) => {
  const comment = /^\s+(#[^\s#]\S*)/.exec(above)?.[1];
  const isCut = error.code === 'BAD_INDENT' || error.code === 'MISSING_CHAR';
  if (comment === undefined || !isCut) return null;
  const indent = text.length - text.trimStart().length;
  return at([indent, text.trimEnd().length], 'yaml-hash-in-text', {
    message: `The line above starts with \`${comment}\` and counts as a comment, so the text ends before it.`,
    hint: 'Start the text with | on the line of its key, or put the whole text into double quotes ("…").',
  });
};

/** In the order in which one hides another. */
const TRAPS: readonly Explain[] = [
  conflictMarker,
  tab,
  quotes,
  curlyQuotes,
  invisible,
  missingSpaceAfterColon,
  missingSpaceAfterDash,
  colonInText,
  reservedStart,
  listBesideKey,
  textAfterBlockMark,
  hashInText,
];
