/**
 * Runs the composite action as a runner of GitHub Actions does: its steps in order, with bash, expressions replaced in
 * `env`, `with` and `if` alone. What it uploads is noted.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILE = join(ROOT, '.github/actions/campaignctl/action.yml');

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
}

export interface Action {
  readonly inputs: Readonly<
    Record<string, { readonly default?: string; readonly required?: boolean }>
  >;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export const action = parse(readFileSync(FILE, 'utf8')) as Action;

export interface ActionEnded {
  /** Of the step that failed, or 0. */
  readonly code: number;
  /** Name of the step that failed; null: none. */
  readonly failed: string | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Name and files of what was uploaded. */
  readonly uploads: readonly { readonly name: string; readonly files: readonly string[] }[];
}

export interface ActionOptions {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Steps to run; left out: all. */
  readonly only?: readonly string[];
  /** Folder of the runner; what it installs is there. Left out: one that is removed. */
  readonly temp?: string;
  /** Told of each script that starts. */
  readonly onStart?: (pid: number, name: string) => void;
}

export async function runAction(options: ActionOptions): Promise<ActionEnded> {
  const folder = mkdtempSync(join(tmpdir(), 'campaignctl-runner-'));
  const temp = options.temp ?? folder;
  const outputs: Record<string, Record<string, string>> = {};
  const known = (expression: string): string => {
    const [area = '', ...rest] = expression.trim().split('.');
    if (area === 'inputs') {
      const input = action.inputs[rest.join('.')] ?? unknown(expression);
      return options.inputs[rest.join('.')] ?? evaluated(input.default ?? '');
    }
    if (area === 'steps') return outputs[rest[0] ?? '']?.[rest.slice(2).join('.')] ?? '';
    if (expression.trim() === 'github.token') return 'token-of-the-job';
    return unknown(expression);
  };
  const evaluated = (text: string) =>
    text.replace(/\$\{\{([^}]*)\}\}/g, (_, inner: string) => known(inner));
  const uploads: { name: string; files: string[] }[] = [];
  let log = '';
  const ended = (code: number, failed: string | null): ActionEnded => ({
    code,
    failed,
    log,
    outputs: Object.fromEntries(
      Object.entries(action.outputs).map(([name, { value }]) => [name, evaluated(value)]),
    ),
    uploads,
  });
  try {
    for (const step of action.runs.steps) {
      if (options.only !== undefined && !options.only.includes(step.name)) continue;
      if (step.if !== undefined && !isTrue(step.if, known)) continue;
      if (step.uses !== undefined) {
        const paths = evaluated(step.with?.['path'] ?? '')
          .split('\n')
          .map((path) => path.trim());
        const files = paths.filter((path) => path !== '');
        if (!files.every((path) => existsSync(path))) return ended(1, step.name);
        uploads.push({
          name: evaluated(step.with?.['name'] ?? ''),
          files: files.map((path) => basename(path)),
        });
        continue;
      }
      const script = join(folder, 'script.sh');
      const output = join(folder, 'output');
      writeFileSync(script, step.run ?? '');
      writeFileSync(output, '');
      const env = {
        PATH: process.env['PATH'] ?? '',
        HOME: folder,
        RUNNER_TEMP: temp,
        ...options.env,
        ...Object.fromEntries(
          Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluated(value)]),
        ),
        GITHUB_OUTPUT: output,
      };
      const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
        cwd: options.cwd ?? folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout.on('data', (part: Buffer) => {
        log += part.toString();
      });
      child.stderr.on('data', (part: Buffer) => {
        log += part.toString();
      });
      options.onStart?.(child.pid ?? 0, step.name);
      const code = await new Promise<number>((resolve) =>
        child.once('close', (exit) => resolve(exit ?? 1)),
      );
      if (step.id !== undefined) outputs[step.id] = readOutputs(output);
      if (code !== 0) return ended(code, step.name);
    }
    return ended(0, null);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unknown(expression: string): never {
  throw new Error(`the action uses ${expression}, which it does not have`);
}

/** `steps.run.outputs.x != ''`. */
function isTrue(condition: string, known: (expression: string) => string): boolean {
  const [, left = ''] = /^(\S+) != ''$/.exec(condition) ?? [];
  if (left === '')
    throw new Error(`the runner of the tests does not know the condition ${condition}`);
  return known(left) !== '';
}

function readOutputs(file: string): Record<string, string> {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
