/**
 * Trial: what a text would be read as, were it a file of an account.
 * Law: the reading of `loadConfig` itself, but for the folder, so that what is made for it can be tried before it is written.
 */
import type { DesiredBrand, DesiredCampaign } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { toDesired } from './desired.ts';
import { entriesOf } from './entries.ts';
import { merge } from './merge.ts';
import { parseYaml } from './parse.ts';
import { placeAt, sourceFile } from './source.ts';
import { findTraps } from './traps.ts';
import { rangeAt } from './tree.ts';
import { validateFile } from './validate.ts';

export interface Tried {
  readonly brands: readonly DesiredBrand[];
  readonly campaigns: readonly DesiredCampaign[];
}

/** The blocks of a text; null where something in it is an error. Lists of numbers are not looked for. */
export function tryText(text: string): Tried | null {
  const source = sourceFile('trial.yaml', text);
  const { file, diagnostics } = parseYaml(source);
  if (file === null) return null;
  const { root, value } = file;
  const faults = validateFile(value, (path, what) => placeAt(source, ...rangeAt(root, path, what)));
  const found: Diagnostic[] = [...diagnostics, ...findTraps(file), ...faults];
  const merged = merge([entriesOf(file)]);
  const account = {
    source,
    key: 'account',
    place: placeAt(source, 0),
    lastLine: 1,
    value: {},
    places: {},
    numbers: [],
    numberDiagnostics: [],
    listPlace: null,
  };
  const { brands, campaigns } = toDesired(merged, account, () => [], found);
  return found.some(({ severity }) => severity === 'error') ? null : { brands, campaigns };
}
