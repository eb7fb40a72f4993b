/**
 * What commands share: the wait for the registry, a file written whole, the way to a file, a failure as JSON.
 */
import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { clean } from '../report/clean.ts';
import { toJson } from '../report/json.ts';
import type { PlacedOptions } from '../report/style.ts';
import type { Io } from './io.ts';
import type { Format } from './reports.ts';

/** Says that it reads, on a terminal and only where it takes over a second. */
export async function whileReading<T>(io: Io, work: Promise<T>): Promise<T> {
  if (!io.stderrIsTty) return work;
  let shown = false;
  const timer = setTimeout(() => {
    shown = true;
    io.stderr('Reading the live registry …');
  }, 1000);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (shown) io.stderr('\r\x1b[K');
  }
}

/** The result; null where a signal came first: nothing has been sent yet, so the run can end at once. */
export async function orStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const stopped = new Promise<null>((done) => {
    if (signal.aborted) done(null);
    signal.addEventListener('abort', () => done(null), { once: true });
  });
  return Promise.race([work, stopped]);
}

/** Why there is no result: on stderr for people, and on stdout in the form that its reader expects. */
export function tellFailure(message: string, format: Format, io: Io): void {
  const lines = message.split('\n').map(clean);
  if (format === 'json') io.stdout(toJson({ format: 'campaignctl/error@1', error: message }));
  if (format === 'github') {
    const data = lines.map((line) => line.replaceAll('%', '%25')).join('%0A');
    io.stdout(`::error title=campaignctl::${data}\n`);
  }
  io.stderr(`${lines.join('\n')}\n`);
}

/** The way from a folder to the root of the account, to put before the files in it: empty, or ends in `/`. */
export function baseOf(from: string, root: string): string {
  const way = relative(from, root).split(sep).join('/');
  return way === '' ? '' : `${way}/`;
}

/** How to print a text that names places in the files of an account. */
export function placedIn(root: string, { color, columns, cwd }: Io): PlacedOptions {
  return { color, columns, base: baseOf(cwd, root) };
}

/**
 * Writes the whole file or leaves what was there, and then says why: null where it was written.
 * `mode`: permissions that the file shall have; left out: those of a new file.
 */
export async function writeWhole(
  path: string,
  text: string,
  mode?: number,
): Promise<string | null> {
  const draft = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await writeFile(draft, text, { flag: 'wx' });
    if (mode !== undefined) await chmod(draft, mode);
    await rename(draft, path);
    return null;
  } catch (error) {
    // Why it was not written is what counts.
    await rm(draft, { force: true }).catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return `${clean(path)} could not be written: ${whyUnwritable(code, clean(dirname(path)))}.`;
  }
}

/** Completes "… could not be written: ". */
export function whyUnwritable(code: string, folder: string): string {
  switch (code) {
    case 'ENOENT':
      return `there is no folder ${folder}`;
    case 'ENOTDIR':
      return `${folder} is not a folder`;
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${folder} may not be written to`;
    default:
      return `the system says ${code}`;
  }
}
