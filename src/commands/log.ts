/**
 * `campaignctl log`: what was approved, sent and found out for an account. Offline: reads the log alone, changes nothing.
 */
import { resolve } from 'node:path';
import { auditOf, isSince } from '../apply/log/audit.ts';
import { loadConfig } from '../config/load.ts';
import { LOG_FORMAT } from '../model/audit.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import { clean } from '../report/clean.ts';
import { toJson } from '../report/json.ts';
import { renderLog } from '../report/log.ts';
import type { Io } from './io.ts';
import { type StateOptions, withState } from './state.ts';
import { showFindings } from './validate.ts';

export interface LogOptions extends StateOptions {
  readonly path: string;
  readonly format: 'text' | 'json';
  /** ISO 8601: nothing before it is shown. */
  readonly since?: string;
}

export async function log(options: LogOptions, io: Io): Promise<ExitCode> {
  const { path, format, state, since = null } = options;
  const loaded = await loadConfig(resolve(io.cwd, path));
  const { root, desired } = loaded;
  if (desired === null) return showFindings(loaded, format, io);
  const account = desired.account.name;
  return withState({ state, account, root, format }, io, async ({ store }) => {
    const { entries, notes } = await store.read();
    for (const note of notes) io.stderr(`${clean(note)}\n`);
    const { label } = store;
    if (format === 'json') {
      const shown = entries.filter((entry) => isSince(entry, since));
      io.stdout(toJson({ format: LOG_FORMAT, account, store: label, entries: shown }));
    } else {
      const { color, columns } = io;
      const audit = auditOf(entries, { account, store: label, since });
      io.stdout(renderLog(audit, { color, columns }));
    }
    return EXIT.ok;
  });
}
