/**
 * Measuring: whole processes, side by side.
 * Law: what is compared runs alternately in the same minutes, each time in a process of its own that starts cold, as a
 * command does; what is kept is the median of the ratios of neighbours, so that a noisy machine spoils one pair, not the result.
 */
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const PEAK = fileURLToPath(new URL('./child/peak.cjs', import.meta.url));

/**
 * @typedef {{ wall: number, peak: number, stdout: string, report: any }} Run ms, MB at the most, what it printed,
 * and the JSON in its last line where it has one
 */

/**
 * Runs a program of Node to its end. Throws where it fails.
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, codes?: readonly number[] }} [options] `codes`: exit codes that are fine
 * @returns {Promise<Run>}
 */
export function run(args, { env = {}, codes = [0] } = {}) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, ['--require', PEAK, ...args], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const [stdout, stderr, peak] = child.stdio.slice(1).map(collect);
    let wall = 0;
    child.once('exit', () => {
      wall = performance.now() - began;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (!codes.includes(code)) {
        reject(new Error(`${args.join(' ')} ended with ${code}:\n${stdout()}${stderr()}`));
      } else resolve({ wall, peak: Number(peak()), stdout: stdout(), report: reportIn(stdout()) });
    });
  });
}

function collect(stream) {
  const parts = [];
  stream.on('data', (part) => parts.push(part));
  return () => Buffer.concat(parts).toString();
}

function reportIn(stdout) {
  const last = stdout.trimEnd().split('\n').at(-1);
  return last?.startsWith('{"ms"') ? JSON.parse(last) : null;
}

/**
 * Runs all of them in turn, `times` over.
 * @template {string} K
 * @param {Record<K, () => Promise<Run>>} runs
 * @returns {Promise<Record<K, Run[]>>}
 */
export async function sideBySide(runs, times) {
  const results = Object.fromEntries(Object.keys(runs).map((name) => [name, []]));
  for (let i = 0; i < times; i += 1) {
    for (const [name, start] of Object.entries(runs)) results[name].push(await start());
  }
  return results;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median of `of(measured) / of(base)`, pair by pair. */
export function ratio(measured, base, of) {
  return median(measured.map((run, i) => of(run) / of(base[i])));
}

export const wallOf = ({ wall }) => wall;
export const msOf = ({ report }) => report.ms;
export const peakOf = (runs) => median(runs.map(({ peak }) => peak));
