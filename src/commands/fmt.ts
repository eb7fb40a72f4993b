/**
 * `campaignctl fmt`: the YAML of an account in one order and one style. Offline.
 * Law: a file is written whole and only where it changes, and only while it still holds what was read. Whatever is wrong
 * with one file, the others are still formatted.
 */
import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { judgeBytes, LARGEST_YAML_FILE, readYaml, tooLarge } from '../config/read.ts';
import { isShowable, withSource } from '../config/said.ts';
import type { SourceFile } from '../config/source.ts';
import { mayBeConfiguration, unreadable } from '../config/walk.ts';
import { format } from '../format/format.ts';
import { changedMeanwhile, nothingToFormat, notOurs, notWritten } from '../format/refusals.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { byPlace } from '../model/diagnostic.ts';
import { EXIT, type ExitCode, strongest } from '../model/exit.ts';
import { clean } from '../report/clean.ts';
import { drawn, type FileReport, type FileResult, renderFormatted } from '../report/fmt.ts';
import { toJson } from '../report/json.ts';
import { unifiedDiff } from '../report/unified-diff.ts';
import { type Target, targetsAt } from './fmt-targets.ts';
import type { Io } from './io.ts';
import { wantsMask } from './masking.ts';
import { writeWhole } from './output.ts';

export interface FmtOptions {
  /** Folders and files; `-` alone is stdin. */
  readonly paths: readonly string[];
  /** Write nothing. */
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly format: 'text' | 'json';
  /** `--mask-numbers`; undefined: not said. */
  readonly maskNumbers?: boolean | undefined;
}

/** One file, and what is to be said about it. */
interface Outcome {
  /** Null: it is no file of an account. */
  readonly report: FileReport | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly codes: readonly ExitCode[];
}

export async function fmt(options: FmtOptions, io: Io): Promise<ExitCode> {
  if (options.paths.includes('-')) return formatStdin(options, io, process.stdin);
  const outcomes: Outcome[] = [];
  const done = new Map<string, Outcome>();
  for (const path of options.paths) {
    const { targets, diagnostics, isFolder } = targetsAt(path, io.cwd);
    outcomes.push(said(diagnostics));
    const here: Outcome[] = [];
    for (const target of targets) {
      const known = done.get(target.real);
      const outcome = known ?? (await formatFile(target, options, io));
      done.set(target.real, outcome);
      here.push(outcome);
      if (known === undefined) outcomes.push(outcome);
    }
    const isEmpty = isFolder && here.every(({ report }) => report === null);
    if (isEmpty && !diagnostics.some(isError)) outcomes.push(said([nothingToFormat(clean(path))]));
  }
  return show(outcomes, options, io);
}

/** What is not about one file that was formatted. */
function said(diagnostics: readonly Diagnostic[]): Outcome {
  return { report: null, diagnostics, codes: diagnostics.some(isError) ? [EXIT.invalid] : [] };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

async function formatFile(target: Target, options: FmtOptions, io: Io): Promise<Outcome> {
  const { file, isNamed } = target;
  if (isNamed && !mayBeConfiguration(basename(file))) return said([notOurs(file, 'name')]);
  const { source, diagnostics } = readYaml(io.cwd, file);
  if (source === null) {
    if (diagnostics.some(isError)) return left(file, diagnostics);
    return said(isNamed ? [notOurs(file, 'start')] : diagnostics);
  }
  const { text, diagnostics: reasons } = formatSource(source);
  return text === null ? left(file, reasons) : settle(target, source.text, text, options);
}

/** Gives the file its text, unless it holds something else than what was read. */
export async function settle(
  { file, real }: Target,
  read: string,
  text: string,
  { check = false, diff: wantsDiff = false }: Pick<FmtOptions, 'check' | 'diff'>,
): Promise<Outcome> {
  let bytes: Buffer;
  try {
    bytes = await readFile(real);
  } catch (error) {
    return left(file, [unreadable(file, 'file', error)]);
  }
  if (judgeBytes(file, bytes).source?.text !== read) return failed(changedMeanwhile(file));
  if (bytes.equals(Buffer.from(text))) return outcomeOf(file, 'unchanged', null);
  const diff = wantsDiff ? diffOf(file, bytes, text) : null;
  if (check) return outcomeOf(file, 'unformatted', diff);
  const reason = await overwrite(real, text);
  return reason === null ? outcomeOf(file, 'formatted', diff) : failed(notWritten(file, reason));
}

function outcomeOf(file: string, result: FileResult, diff: readonly string[] | null): Outcome {
  const codes = result === 'unformatted' ? [EXIT.changes] : [];
  return { report: { file, result, diff }, diagnostics: [], codes };
}

function left(file: string, diagnostics: readonly Diagnostic[]): Outcome {
  // Where the form alone could not be changed, nothing is wrong with the file.
  const isOurFault = diagnostics.some(({ rule }) => rule === 'format-refused');
  const codes = [isOurFault ? EXIT.bug : EXIT.invalid];
  return { report: { file, result: 'left', diff: null }, diagnostics, codes };
}

function failed(diagnostic: Diagnostic): Outcome {
  const file = diagnostic.place?.file ?? '';
  const report: FileReport = { file, result: 'left', diff: null };
  return { report, diagnostics: [diagnostic], codes: [EXIT.bug] };
}

/** Formats, with the line at fault beside each finding. */
function formatSource(source: SourceFile): ReturnType<typeof format> {
  const { text, diagnostics } = format(source);
  return { text, diagnostics: withSource(diagnostics, new Map([[source.file, source]])) };
}

/** Keeps the permissions of the file. What it is a link to is written, and the link stays. Null: it was written. */
async function overwrite(real: string, text: string): Promise<string | null> {
  try {
    await access(real, constants.W_OK);
  } catch {
    return `${clean(real)} could not be written: it may not be written to.`;
  }
  return writeWhole(real, text, (await stat(real)).mode & 0o7777);
}

function diffOf(file: string, before: Buffer, after: string): readonly string[] {
  return unifiedDiff(file, before.toString('utf8'), after, (line) =>
    isShowable(line) ? line : '… (a line that is too long, or may hold a secret)',
  );
}

async function show(
  outcomes: readonly Outcome[],
  { check = false, format }: FmtOptions,
  io: Io,
): Promise<ExitCode> {
  const files = outcomes.flatMap(({ report }) => report ?? []);
  const diagnostics = outcomes.flatMap((outcome) => outcome.diagnostics).sort(byPlace);
  if (format === 'json') {
    const shown = files.map(({ diff, ...file }) =>
      diff === null ? file : { ...file, diff: `${diff.join('\n')}\n` },
    );
    io.stdout(toJson({ format: 'campaignctl/fmt@1', check, files: shown, diagnostics }));
  } else {
    const findings = await findingsText(diagnostics, io.color, io.columns);
    const gap = findings !== '' && files.length > 0 ? '\n' : '';
    io.stdout(findings + gap + renderFormatted(files, check, io));
  }
  return strongest(outcomes.flatMap(({ codes }) => codes));
}

async function findingsText(
  diagnostics: readonly Diagnostic[],
  color: boolean,
  columns: number,
): Promise<string> {
  if (diagnostics.length === 0) return '';
  const { renderDiagnostics } = await import('../report/diagnostics.ts');
  return renderDiagnostics(diagnostics, { color, columns });
}

/** What stdin is called in a message. */
const STDIN = 'stdin';

/** The formatted text goes to stdout, and everything that is to be said to stderr. */
export async function formatStdin(
  { paths, check = false, diff = false, format, maskNumbers }: FmtOptions,
  io: Io,
  stdin: AsyncIterable<Buffer | string>,
): Promise<ExitCode> {
  const misuse = misuseOfStdin(paths, format);
  if (misuse !== null) return refuse(misuse, io);
  const words = maskNumbers === undefined ? [] : [`--${maskNumbers ? '' : 'no-'}mask-numbers`];
  if (!check && !diff && wantsMask(words, io.env)) {
    return refuse('With masked numbers it would be another file. Add --no-mask-numbers.', io);
  }
  const bytes = await readAll(stdin);
  const { source, diagnostics } = judgeBytes(STDIN, bytes);
  const tooMuch = bytes.length > LARGEST_YAML_FILE;
  const formatted =
    source === null
      ? {
          text: null,
          diagnostics: diagnostics.some(isError) ? diagnostics : [notOurs(STDIN, 'start')],
        }
      : formatSource(source);
  const { text } = formatted;
  if (text === null) {
    const found = tooMuch
      ? [tooLarge(STDIN, bytes.length, LARGEST_YAML_FILE)]
      : formatted.diagnostics;
    io.stderr(await findingsText(found, io.stderrColor, io.columns));
    return strongest(left(STDIN, found).codes);
  }
  const isSame = bytes.equals(Buffer.from(text));
  if (diff && !isSame) io.stdout(`${drawn(diffOf(STDIN, bytes, text), io).join('\n')}\n`);
  else if (!check && !diff) io.stdout(text);
  return check && !isSame ? EXIT.changes : EXIT.ok;
}

function misuseOfStdin(paths: readonly string[], format: FmtOptions['format']): string | null {
  if (paths.length > 1) return '`-` is stdin, and cannot be formatted together with files.';
  if (format === 'json') return 'What is read from stdin is written as it is, not as JSON.';
  return null;
}

function refuse(sentence: string, io: Io): ExitCode {
  io.stderr(`${sentence}\n`);
  return EXIT.invalid;
}

/** Everything, or a little more than may be read. */
async function readAll(stdin: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stdin) {
    parts.push(Buffer.from(part));
    size += part.length;
    if (size > LARGEST_YAML_FILE) break;
  }
  return Buffer.concat(parts);
}
