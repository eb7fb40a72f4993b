/** The world of a command that runs in this process: an environment, a folder, and streams that are kept. */
import type { Io } from '../../src/commands/io.ts';

export interface IoDouble {
  readonly io: Io;
  out(): string;
  err(): string;
}

export function ioDouble(env: Readonly<Record<string, string>>, cwd: string): IoDouble {
  let out = '';
  let err = '';
  const never = new AbortController().signal;
  return {
    io: {
      version: '0.0.0',
      env,
      cwd,
      color: false,
      stderrColor: false,
      columns: 80,
      stdinIsTty: false,
      stdoutIsTty: false,
      stderrIsTty: false,
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
      ask: async () => null,
      stopSignal: () => never,
    },
    out: () => out,
    err: () => err,
  };
}
