/**
 * `campaignctl validate`: is the configuration sound? Offline, without credentials.
 * The findings are the result and go to stdout in every format.
 */
import { relative, resolve, sep } from 'node:path';
import { type Loaded, loadConfig } from '../config/load.ts';
import type { Desired } from '../model/desired.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import { renderDiagnostics, tally } from '../report/diagnostics.ts';
import { renderAnnotations } from '../report/github.ts';
import { toJson } from '../report/json.ts';
import { count } from '../report/style.ts';
import type { Io } from './io.ts';

export interface ValidateOptions {
  readonly path: string;
  readonly format: 'text' | 'json' | 'github';
}

export async function validate({ path, format }: ValidateOptions, io: Io): Promise<ExitCode> {
  return showFindings(await loadConfig(resolve(io.cwd, path)), format, io);
}

/** Also what plan and apply answer where the configuration cannot be used. */
export function showFindings(loaded: Loaded, format: ValidateOptions['format'], io: Io): ExitCode {
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
    case 'github': {
      const workspace = io.env['GITHUB_WORKSPACE'] ?? io.cwd;
      io.stdout(renderAnnotations(diagnostics, baseOf(workspace, root)) + summary(loaded));
      break;
    }
    case 'text': {
      const { color, columns, cwd } = io;
      const text = renderDiagnostics(diagnostics, { color, columns, base: baseOf(cwd, root) });
      io.stdout((text === '' ? '' : `${text}\n`) + summary(loaded));
    }
  }
  return desired === null ? EXIT.invalid : EXIT.ok;
}

/** The way from a folder to the root of the account, to put before the files in it. */
function baseOf(from: string, root: string): string {
  const way = relative(from, root).split(sep).join('/');
  return way === '' ? '' : `${way}/`;
}

function summary({ desired, diagnostics, files }: Loaded): string {
  const found = tally(diagnostics);
  const read = count(files.length, 'file');
  if (desired === null) return `Not valid: ${found} in ${read}.\n`;
  return `Valid: ${contents(desired)} in ${read}.${found === '' ? '' : ` ${found}.`}\n`;
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
