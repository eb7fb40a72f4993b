/**
 * The built command at a terminal. The pseudo-terminal is that of `script` (util-linux), which gives back the exit code of
 * what runs in it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { CLI, type Surroundings } from './command.ts';

export const NO_TERMINAL = 'there is no `script` of util-linux to make a terminal with';
export const CTRL_C = '\u0003';
export const CTRL_D = '\u0004';

export function hasTerminal(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

/** `args`: without quotes or spaces. Types the answer once the screen ends with the question. */
export async function answered(
  args: readonly string[],
  { question, answer }: { readonly question: string; readonly answer: string },
  { cwd, env }: Surroundings,
): Promise<{ code: number | null; screen: string }> {
  const words = [process.execPath, CLI, '--color', 'never', ...args];
  const command = words.map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd,
    env: { PATH: process.env['PATH'], SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    if (screen.endsWith(question)) child.stdin.write(answer);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, screen };
}
