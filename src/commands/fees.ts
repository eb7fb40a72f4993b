/**
 * `campaignctl fees`: what an account has paid, or may have paid. Changes nothing; its transport can only GET.
 * Law: what the log knows is told also where the registry cannot be read, and that it was not read is said.
 */
import { resolve } from 'node:path';
import { feesOf } from '../apply/log/fees.ts';
import { loadConfig } from '../config/load.ts';
import type { Desired } from '../model/desired.ts';
import { EXIT, type ExitCode, strongest } from '../model/exit.ts';
import type { Fees, LiveFees } from '../model/fees.ts';
import { type Provider, ProviderError } from '../model/port.ts';
import { clean } from '../report/clean.ts';
import { renderFees } from '../report/fees.ts';
import { feesCsv } from '../report/fees-csv.ts';
import { toJson } from '../report/json.ts';
import { type Connection, tryProvider } from './connect.ts';
import type { Io } from './io.ts';
import { whileReading } from './output.ts';
import { type StateOptions, withState } from './state.ts';
import { showFindings } from './validate.ts';

export interface FeesOptions extends StateOptions {
  readonly path: string;
  readonly format: 'text' | 'json' | 'csv';
}

export async function fees({ path, format, state }: FeesOptions, io: Io): Promise<ExitCode> {
  const loaded = await loadConfig(resolve(io.cwd, path));
  const { root, desired, observed } = loaded;
  if (desired === null) {
    // A spreadsheet gets fees or nothing.
    return format === 'csv'
      ? showFindings(loaded, 'text', { ...io, stdout: io.stderr })
      : showFindings(loaded, format, io);
  }
  const { name: account, provider } = desired.account;
  return withState({ state, account, root, format }, io, async ({ store }) => {
    const { entries, notes } = await store.read();
    for (const note of notes) io.stderr(`${clean(note)}\n`);
    const connection = { root, desired, observed, readOnly: true, format } as const;
    const { live, code } = await readLive(connection, io);
    const of = { account, provider, store: store.label, bound: boundOf(desired) };
    const made = feesOf(entries, live, of);
    io.stdout(shown(made, format, io));
    // The text says so itself.
    if (format !== 'text') for (const one of live.missing) io.stderr(`${clean(one)}\n`);
    return code;
  });
}

function shown(made: Fees, format: FeesOptions['format'], { color, columns }: Io): string {
  switch (format) {
    case 'json':
      return toJson(made);
    case 'csv':
      return feesCsv(made);
    case 'text':
      return renderFees(made, { color, columns });
  }
}

/** Provider id → address of the block that is bound to it. */
function boundOf({ brands, campaigns }: Desired): ReadonlyMap<string, string> {
  const of = (kind: string, blocks: readonly { key: string; id: string | null }[]) =>
    blocks.flatMap(({ key, id }) => (id === null ? [] : [[id, `${kind}/${key}`] as const]));
  return new Map([...of('brand', brands), ...of('campaign', campaigns)]);
}

const NOTHING: LiveFees = {
  readAt: null,
  brands: null,
  campaigns: null,
  invoices: null,
  missing: [],
};

/** What the provider tells, and what it does not; never in the way of what the log knows. */
async function readLive(
  connection: Connection,
  io: Io,
): Promise<{ readonly live: LiveFees; readonly code: ExitCode }> {
  const tried = await tryProvider(connection, io, (provider) =>
    whileReading(io, liveFees(provider)),
  );
  if (tried.ok) {
    return { live: tried.value, code: tried.value.missing.length === 0 ? EXIT.ok : EXIT.unread };
  }
  const missing = [
    `Brands, campaigns and invoices of the live registry are missing here. ${tried.message.split('\n').join(' ')}`,
  ];
  return { live: { ...NOTHING, missing }, code: strongest([EXIT.unread, tried.code]) };
}

async function liveFees(provider: Provider): Promise<LiveFees> {
  const { readAt, brands, campaigns, gaps } = await provider.snapshot();
  const isWhole = (part: 'brands' | 'campaigns') => gaps.every((gap) => gap.part !== part);
  const { invoices, problem } = await readInvoices(provider);
  const reasons = gaps.flatMap(({ part, reason }) =>
    part === 'brands' || part === 'campaigns' ? [reason] : [],
  );
  const missing = problem === null ? reasons : [...reasons, problem];
  const isAnyRead = isWhole('brands') || isWhole('campaigns') || invoices !== null;
  return {
    readAt: isAnyRead ? readAt : null,
    brands: isWhole('brands') ? brands : null,
    campaigns: isWhole('campaigns') ? campaigns : null,
    invoices,
    missing,
  };
}

async function readInvoices(
  provider: Provider,
): Promise<{ readonly invoices: LiveFees['invoices']; readonly problem: string | null }> {
  try {
    return { invoices: (await provider.invoices()) ?? 'none', problem: null };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { invoices: null, problem: `The invoices could not be read. ${error.message}` };
  }
}
