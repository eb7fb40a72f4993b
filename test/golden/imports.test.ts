/**
 * Golden imports: one registry for each. `observed.yaml` (compact form, see snapshots.ts) and, where there is one, the files
 * that are there already (`config.yaml`) make `import.txt`: what `import --dry-run` shows, every file in full.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { objectionsTo } from '../../src/commands/import-proof.ts';
import { loadConfig } from '../../src/config/load.ts';
import { importLive } from '../../src/import/import.ts';
import type { Imported } from '../../src/model/import.ts';
import { canonicalDesired } from '../../src/providers/eight-by-eight/canonical.ts';
import { SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';
import { renderImport } from '../../src/report/import.ts';
import { expectGolden } from '../golden.ts';
import { snapshotFrom } from '../snapshots.ts';
import { ACCOUNT, folder } from '../unit/config-folder.ts';

const SCENARIOS = fileURLToPath(new URL('./imports/', import.meta.url));
const names = readdirSync(SCENARIOS).sort();

async function importOf(name: string) {
  const file = `${SCENARIOS}${name}/config.yaml`;
  const config = existsSync(file) ? readFileSync(file, 'utf8') : ACCOUNT;
  const loaded = await loadConfig(folder({ 'config.yaml': config }));
  if (loaded.desired === null) throw new Error(JSON.stringify(loaded.diagnostics, null, 2));
  const snapshot = snapshotFrom(readFileSync(`${SCENARIOS}${name}/observed.yaml`, 'utf8'));
  const made = importLive({
    desired: canonicalDesired(loaded.desired),
    snapshot,
    capabilities: SANDBOX,
    canonical: canonicalDesired,
    isTaken: () => false,
  });
  return { loaded, snapshot, made };
}

function shown(made: Imported, dryRun = true): string {
  const written = dryRun ? 0 : made.files.length;
  return renderImport(made, { color: false, columns: 80, dryRun, written });
}

describe('golden imports', () => {
  it.each(names)('%s', async (name) => {
    const { loaded, snapshot, made } = await importOf(name);
    expectGolden(`imports/${name}/import.txt`, shown(made));
    const provider = { canonical: canonicalDesired, capabilities: SANDBOX };
    expect(await objectionsTo(made.files, loaded, snapshot, provider)).toEqual([]);
  });
});

describe('the proof of an import', () => {
  it.each([
    ['a line about somebody else', ['jane.doe@', 'john.doe@'], 'number-owner-differs +14085550101'],
    ['a text that differs', ['the front desk.', 'the desk.'], 'update campaign/front-desk'],
    ['an id that is not there', ['    id: CFRONT1', '    id: CFRONT2'], 'bound-id-not-found'],
    ['a file that is not sound', ['    id: CFRONT1', '    ID: CFRONT1'], 'schema-unknown-key'],
  ])('finds %s', async (_, [from = '', to = ''], objection) => {
    const { loaded, snapshot, made } = await importOf('office');
    const files = made.files.map((file) => ({ ...file, text: file.text.replace(from, to) }));
    const provider = { canonical: canonicalDesired, capabilities: SANDBOX };
    const objections = await objectionsTo(files, loaded, snapshot, provider);
    expect(objections.join('\n')).toContain(objection);
  });
});

describe('the page of an import', () => {
  it('is the same with colour, but for the colour, and as narrow as the terminal', async () => {
    const { made } = await importOf('office');
    const narrow = renderImport(made, { color: false, columns: 40, dryRun: false, written: 99 });
    const lines = narrow.split('\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(64);
    expect(shown(made, false)).toContain('Written\n  brands.yaml');
  });

  it('names the folder of the account where that is another one', async () => {
    const { made } = await importOf('nothing-new');
    expect(shown(made)).toContain('Everything that can be written is in the files already.');
    const { made: office } = await importOf('office');
    const text = renderImport(office, {
      color: false,
      columns: 80,
      base: 'offices/',
      dryRun: true,
      written: 0,
    });
    expect(text).toContain('==> offices/brands.yaml <==');
  });
});
