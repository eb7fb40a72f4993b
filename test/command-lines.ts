/**
 * The command lines of campaignctl that a script, a CI file or a page of documentation shows, and whether the grammar
 * takes them. Nothing is run.
 */
import { CommanderError } from 'commander';
import { type ParseEntry, parse as shellWords } from 'shell-quote';
import { isScalar, LineCounter, parseAllDocuments, visit } from 'yaml';
import { grammar } from '../src/commands/program.ts';

export interface CommandLine {
  /** What follows `campaignctl`. Variables are left as they are written: `$FOLDER`. */
  readonly argv: readonly string[];
  /** In the text, from 1. */
  readonly line: number;
}

/**
 * What examples and pages show although the grammar does not take it yet: first words, and options that go with them.
 * Whoever makes one of them takes it off this list; test/unit/command-lines.test.ts fails until then.
 */
export const NOT_YET: readonly (readonly string[])[] = [];

export function isNotYet([command, ...rest]: readonly string[]): boolean {
  return NOT_YET.some(
    ([name, ...options]) => name === command && options.every((word) => rest.includes(word)),
  );
}

/** Null: the grammar takes it. Else what commander says. */
export async function usageProblem(argv: readonly string[]): Promise<string | null> {
  const program = grammar('0.0.0', async () => {});
  program.configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return null;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? null : error.message;
  }
}

/** Those of a text that the grammar does not take: `LINE: campaignctl … → why`. */
export async function usageProblems(lines: readonly CommandLine[]): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { argv, line } of lines) {
    if (isNotYet(argv)) continue;
    const problem = await usageProblem(argv);
    if (problem !== null) problems.push(`${line}: campaignctl ${argv.join(' ')} → ${problem}`);
  }
  return problems;
}

/** In a shell script. `first` is the number of its first line. */
export function inShell(text: string, first = 1): readonly CommandLine[] {
  const lines = logicalLines(text).filter((line) => line.text.includes('campaignctl'));
  return lines.flatMap(({ text: line, at }) =>
    commandsOf(line).flatMap((words) => {
      // `sh -c '…'`, and the steps of Jenkins.
      const script = words[0] === 'sh' || words[0] === 'bash' ? words.at(-1) : undefined;
      if (script?.includes('campaignctl ')) return inShell(script, first + at);
      const argv = argumentsOf(words);
      return argv === null ? [] : [{ argv, line: first + at }];
    }),
  );
}

/** In the strings of a YAML file, each of which may be a script. */
export function inYaml(text: string): readonly CommandLine[] {
  const found: CommandLine[] = [];
  const lines = new LineCounter();
  for (const document of parseAllDocuments(text, { lineCounter: lines })) {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    visit(document, {
      Scalar(key, node) {
        if (key === 'key' || !isScalar(node) || typeof node.value !== 'string') return;
        const start = lines.linePos(node.range?.[0] ?? 0).line;
        // The text of a block begins on the line after its mark.
        const isBlock = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
        found.push(...inShell(node.value, start + (isBlock ? 1 : 0)));
      },
    });
  }
  return found;
}

/** In the blocks of code of a page, and in `campaignctl …` between backticks; what has `…` or `<…>` stands for others. */
export function inMarkdown(text: string): readonly CommandLine[] {
  const found: CommandLine[] = [];
  let block: {
    readonly language: string;
    readonly first: number;
    readonly lines: string[];
  } | null = null;
  for (const [i, line] of text.split('\n').entries()) {
    const fence = /^ {0,3}```\s*(\w*)/.exec(line);
    if (fence === null) {
      if (block !== null) block.lines.push(line);
      else found.push(...inProse(line, i + 1));
    } else if (block === null) {
      block = { language: fence[1] ?? '', first: i + 2, lines: [] };
    } else {
      const code = block.lines.join('\n');
      const offset = block.first - 1;
      if (/^ya?ml$/.test(block.language)) {
        found.push(...inYaml(code).map((one) => ({ ...one, line: one.line + offset })));
      } else if (/^(sh|bash|console|shell|groovy)?$/.test(block.language)) {
        found.push(...inShell(code, block.first));
      }
      block = null;
    }
  }
  return found.filter(({ argv }) => !argv.some((word) => word.includes('…')));
}

function inProse(line: string, number: number): readonly CommandLine[] {
  const spans = [...line.matchAll(/`(campaignctl [^`<]+)`/g)];
  return spans.flatMap(([, span = '']) => inShell(span, number));
}

/** Lines with what they continue on the next ones. `at` is the place of the first, from 0. */
function logicalLines(text: string): readonly { readonly text: string; readonly at: number }[] {
  const joined: { text: string; at: number }[] = [];
  let open = false;
  for (const [at, line] of text.split('\n').entries()) {
    const part = line.replace(/\\$/, '');
    const last = joined.at(-1);
    if (open && last !== undefined) last.text += ` ${part.trim()}`;
    else joined.push({ text: part, at });
    open = part !== line;
  }
  return joined;
}

/** The commands of a line, as words. Where output goes is no word. */
function commandsOf(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  const plain = line
    // Expressions of GitHub Actions are no words of a shell.
    .replace(/\$\{\{.*?\}\}/g, '$EXPRESSION')
    // `2>` is told apart from `2 >` before the words are.
    .replace(/(^|\s)\d+(?=[<>])/g, '$1');
  const entries = shellWords(plain, (name) => `$${name}`);
  let isTarget = false;
  for (const entry of entries) {
    if (isTarget) isTarget = false;
    else if (typeof entry === 'string') commands.at(-1)?.push(entry);
    else if ('comment' in entry) break;
    else if (isRedirection(entry)) isTarget = true;
    else if (entry.op === 'glob') commands.at(-1)?.push(entry.pattern);
    else commands.push([]);
  }
  return commands;
}

function isRedirection(entry: ParseEntry): boolean {
  return typeof entry === 'object' && 'op' in entry && /^[<>]/.test(entry.op) && entry.op !== '<(';
}

/** Words that may stand before the command. */
const BEFORE = new Set([
  '$',
  '!',
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  'exec',
  'time',
  '{',
]);

/** Null: it is another command, or the name alone. */
function argumentsOf(words: readonly string[]): readonly string[] | null {
  let at = 0;
  while (BEFORE.has(words[at] ?? '') || /^\w+=/.test(words[at] ?? '')) at += 1;
  if (words[at] === 'npx') {
    at += 1;
    while (words[at]?.startsWith('-')) at += 1;
  }
  const isOurs = /^(\S*\/)?campaignctl(@\S+)?$/.test(words[at] ?? '');
  return isOurs && words.length > at + 1 ? words.slice(at + 1) : null;
}
