/**
 * `campaignctl validate`: is the configuration sound? Offline, without credentials.
 * The findings are the result and go to stdout in every format.
 */
import { resolve } from 'node:path';
import { type Loaded, loadConfig } from '../config/load.ts';
import type { Desired } from '../model/desired.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import { toJson } from '../report/json.ts';
import { count } from '../report/style.ts';
import { tally } from '../report/tally.ts';
import type { Io } from './io.ts';
import { placedIn } from './output.ts';
import type { Report } from './reports.ts';

export interface ValidateOptions {
  readonly path: string;
  readonly format: Report;
}

export async function validate({ path, format }: ValidateOptions, io: Io): Promise<ExitCode> {
  return showFindings(await loadConfig(resolve(io.cwd, path)), format, io);
}

/** Also what plan and apply answer where the configuration cannot be used. */
export async function showFindings(
  loaded: Loaded,
  format: ValidateOptions['format'],
  io: Io,
): Promise<ExitCode> {
  const { desired, diagnostics, files, root } = loaded;
  switch (format) {
    case 'json':
      io.stdout(
        toJson({
          format: 'campaignctl/diagnostics@1',
          valid: desired !== null,
          files: files.length,
          diagnostics,
        }),
      );
      break;
    case 'text':
      io.stdout((await findingsText(loaded, io)) + summary(loaded));
      break;
    default: {
      const { findingsAs } = await import('./format.ts');
      const text = await findingsAs(format, diagnostics, root, io);
      io.stdout(format === 'github' ? text + summary(loaded) : text);
    }
  }
  return desired === null ? EXIT.invalid : EXIT.ok;
}

/** What draws it is loaded only where there is something to draw: loading it takes longer than checking a small account. */
async function findingsText({ diagnostics, root }: Loaded, io: Io): Promise<string> {
  if (diagnostics.length === 0) return '';
  const { renderDiagnostics } = await import('../report/diagnostics.ts');
  return `${renderDiagnostics(diagnostics, placedIn(root, io))}\n`;
}

function summary({ desired, diagnostics, files }: Loaded): string {
  const found = tally(diagnostics);
  const where = files.length === 0 ? '' : ` in ${count(files.length, 'file')}`;
  if (desired === null) return `Not valid: ${found}${where}.\n`;
  return `Valid: ${contents(desired)}${where}.${found === '' ? '' : ` ${found}.`}\n`;
}

function contents({ brands, campaigns, noTexting }: Desired): string {
  const numbers = campaigns.reduce((sum, campaign) => sum + campaign.numbers.length, 0);
  const parts = [
    count(brands.length, 'brand'),
    count(campaigns.length, 'campaign'),
    count(numbers + noTexting.length, 'number'),
  ];
  return parts.join(', ');
}
