/**
 * Refusals: why a file was left as it is, in an admin's words.
 */
import type { FormatRuleId } from '../config/rules-format.ts';
import type { Diagnostic } from '../model/diagnostic.ts';

function refusal(
  rule: FormatRuleId,
  file: string | null,
  message: string,
  hint: string,
): Diagnostic {
  const place = file === null ? null : { file, line: 1, col: 1 };
  return { rule, severity: 'error', message, place, hint };
}

/** `difference`: what would not be the same any more. */
export function wouldChange(file: string, difference: string): Diagnostic {
  return refusal(
    'format-refused',
    file,
    `Formatting \`${file}\` would have changed ${difference}, so it was left as it is.`,
    'This is a fault of campaignctl, not of the file. Please report it with the file; it is read, planned and applied as before.',
  );
}

/** `why`: its name, or how it starts. */
export function notOurs(file: string, why: 'name' | 'start'): Diagnostic {
  return refusal(
    'format-not-ours',
    file,
    notOursWords(file, why),
    'Give the folder of an account, or YAML files in it.',
  );
}

function notOursWords(file: string, why: 'name' | 'start'): string {
  if (/\.csv$/i.test(file)) {
    return `\`${file}\` is a list of numbers, which is left as the spreadsheet wrote it.`;
  }
  return why === 'start'
    ? `\`${file}\` does not start with \`version: 1\`, so it is no file of an account and was left as it is.`
    : `\`${file}\` is no file of an account by its name, so it was left as it is.`;
}

export function nothingToFormat(folder: string): Diagnostic {
  return refusal(
    'format-nothing',
    null,
    `No YAML file in or below the folder ${folder} starts with \`version: 1\`, so there is nothing to format.`,
    'Give the folder of an account, or YAML files in it.',
  );
}

export function changedMeanwhile(file: string): Diagnostic {
  return refusal(
    'format-file-changed',
    file,
    `\`${file}\` changed while it was being formatted, so it was left as it is.`,
    'Run the command again.',
  );
}

export function notWritten(file: string, reason: string): Diagnostic {
  return refusal('format-not-written', file, reason, 'The file still holds what it held before.');
}
