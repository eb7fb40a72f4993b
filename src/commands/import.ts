/**
 * `campaignctl import`: what is live and written nowhere, as new files. Changes nothing in the registry, and no file that
 * is there; its transport can only GET.
 */
import { join, resolve } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { importLive } from '../import/import.ts';
import { EXIT, type ExitCode, strongest } from '../model/exit.ts';
import type { Imported } from '../model/import.ts';
import { clean } from '../report/clean.ts';
import { renderImport } from '../report/import.ts';
import { toJson } from '../report/json.ts';
import { withProvider } from './connect.ts';
import { objectionsTo } from './import-proof.ts';
import type { Io } from './io.ts';
import { isThere, writeNew } from './new-files.ts';
import { baseOf, whileReading } from './output.ts';
import { showFindings } from './validate.ts';

export interface ImportOptions {
  readonly path: string;
  readonly format: 'text' | 'json';
  readonly dryRun?: boolean;
}

export async function importRegistry(options: ImportOptions, io: Io): Promise<ExitCode> {
  const { path, format, dryRun = false } = options;
  const loaded = await loadConfig(resolve(io.cwd, path));
  const { root, desired, observed } = loaded;
  if (desired === null) return showFindings(loaded, format, io);
  return withProvider({ root, desired, observed, readOnly: true, format }, io, async (provider) => {
    const snapshot = await whileReading(io, provider.snapshot());
    const made = importLive({
      desired: provider.canonical(desired),
      snapshot,
      capabilities: provider.capabilities,
      canonical: provider.canonical,
      isTaken: (file) => isThere(join(root, file)),
    });
    const objections = await objectionsTo(made.files, loaded, snapshot, provider);
    if (objections.length > 0) {
      const first = clean(objections[0] ?? '');
      throw new Error(
        `what import would write is not what the registry has, so nothing is written: ${first}`,
      );
    }
    const troubles = dryRun ? [] : await writeFiles(root, made);
    io.stdout(
      format === 'json'
        ? toJson({ ...made, dryRun, notWritten: troubles })
        : renderImport(made, {
            color: io.color,
            columns: io.columns,
            base: baseOf(io.cwd, root),
            dryRun,
            written: made.files.length - troubles.length,
          }),
    );
    for (const { reason } of troubles) io.stderr(`${reason}\n`);
    return strongest([
      EXIT.ok,
      ...(made.gaps.length > 0 ? [EXIT.unread] : []),
      ...(troubles.length > 0 ? [EXIT.bug] : []),
    ]);
  });
}

interface NotWritten {
  readonly path: string;
  readonly reason: string;
}

/** In their order, so that none is there without what it names; what could not be written, with those after it. */
async function writeFiles(root: string, { files }: Imported): Promise<readonly NotWritten[]> {
  for (const [at, { path, text }] of files.entries()) {
    const reason = await writeNew(root, path, text);
    if (reason === null) continue;
    const later = files.slice(at + 1).map((file) => ({
      path: file.path,
      reason: `${file.path} was not written: it comes after ${path}.`,
    }));
    return [{ path, reason }, ...later];
  }
  return [];
}
