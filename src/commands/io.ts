/**
 * Io: everything a command may touch of the world outside its arguments.
 * Law: commands get their streams, environment and signals from here, so that a test can hand in its own.
 * The result goes to stdout, everything else (progress, questions, notes) to stderr.
 */
import { EXIT, type ExitCode } from '../model/exit.ts';

export interface Io {
  /** Of campaignctl. */
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether stdout gets colour; stderr is decided by itself, as it may be another place. */
  readonly color: boolean;
  readonly stderrColor: boolean;
  /** Width of the terminal, or 80 where there is none or it does not tell. */
  readonly columns: number;
  readonly stdinIsTty: boolean;
  readonly stdoutIsTty: boolean;
  readonly stderrIsTty: boolean;
  stdout(text: string): void;
  stderr(text: string): void;
  /**
   * Asks on stderr and reads one line of stdin; empty when there is no answer, null when a signal came instead.
   */
  ask(question: string): Promise<string | null>;
  /**
   * Takes SIGINT and SIGTERM over: the first aborts this signal, its `reason` is the exit code (130 or 143);
   * the second leaves at once. A command that does not ask for it dies on the first, as any program does.
   */
  stopSignal(): AbortSignal;
}

export type ColorChoice = 'auto' | 'always' | 'never';

/** Io of this process. `shown` is applied to every text on its way to stdout and stderr, questions included. */
export function processIo(
  choice: ColorChoice = 'auto',
  shown: (text: string) => string = (text) => text,
  version = '',
): Io {
  const { stdout, stderr, env } = process;
  let stop: AbortSignal | null = null;
  return {
    version,
    env,
    cwd: process.cwd(),
    color: wantsColor(choice, env, stdout.isTTY === true),
    stderrColor: wantsColor(choice, env, stderr.isTTY === true),
    columns: columnsOf(stdout.columns),
    // Most commands never look at it, and it takes time to open.
    get stdinIsTty() {
      return process.stdin.isTTY === true;
    },
    stdoutIsTty: stdout.isTTY === true,
    stderrIsTty: stderr.isTTY === true,
    stdout: (text) => void stdout.write(shown(text)),
    stderr: (text) => void stderr.write(shown(text)),
    ask: (question) => {
      stop ??= takeSignals();
      return askLine(shown(question), process.stdin, stderr, stop);
    },
    stopSignal: () => {
      stop ??= takeSignals();
      return stop;
    },
  };
}

/** Undefined without a terminal; 0 where a pseudo-terminal was never told its size. */
export function columnsOf(told: number | undefined): number {
  return told || 80;
}

/** `--color` first, then NO_COLOR (https://no-color.org), then whether the stream is a terminal that knows colour. */
export function wantsColor(
  choice: ColorChoice,
  env: Readonly<Record<string, string | undefined>>,
  isTty: boolean,
): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return isTty && env['TERM'] !== 'dumb';
}

/** No raw terminal mode, so that Ctrl-C at the question stays an ordinary signal; null when it comes. */
export async function askLine(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal?: AbortSignal,
): Promise<string | null> {
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input, terminal: false });
  output.write(question);
  const answer = await new Promise<string | null>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(null));
    if (signal?.aborted === true) resolve(null);
    signal?.addEventListener('abort', () => resolve(null), { once: true });
  });
  lines.close();
  // Ctrl-C and Ctrl-D leave the cursor behind the question.
  if (answer === null) output.write('\n');
  return signal?.aborted === true ? null : (answer ?? '');
}

function takeSignals(): AbortSignal {
  const controller = new AbortController();
  const take = (code: ExitCode) => () => {
    if (controller.signal.aborted) process.exit(code);
    controller.abort(code);
  };
  process.on('SIGINT', take(EXIT.interrupted));
  process.on('SIGTERM', take(EXIT.terminated));
  return controller.signal;
}
