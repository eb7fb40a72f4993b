/**
 * The ways in which an account is managed, each as a driver of the conformance suite.
 * Law: a driver plants an office, runs the commands as they are, and shows what the registry holds after every request or
 * click. What ought to be there it does not know.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { apply } from '../../src/commands/apply.ts';
import type { Io } from '../../src/commands/io.ts';
import { plan } from '../../src/commands/plan.ts';
import type { Capabilities } from '../../src/model/capabilities.ts';
import type { Plan } from '../../src/model/plan.ts';
import { ioDouble } from '../crash/io-double.ts';
import type { Others, Texts } from './desired-states/sequence.ts';
import type { Office } from './office.ts';

export interface Driver {
  readonly name: string;
  /** What the provider declares. */
  readonly capabilities: Capabilities;
  begin(office: Office, watch: (seen: Seen) => void): Promise<Account>;
}

/** What a registry, or Admin Console, holds. */
export interface Seen {
  readonly numbers: ReadonlyMap<string, SeenNumber>;
  readonly campaigns: readonly SeenCampaign[];
  /** What was submitted so far, in order. */
  readonly submitted: readonly Submitted[];
}

export interface SeenNumber {
  readonly state: 'on' | 'off' | 'turning-on' | 'turning-off' | 'failed';
  /** Description of its campaign; null: none. */
  readonly campaign: string | null;
}

export interface SeenCampaign {
  readonly id: string;
  readonly description: string;
  readonly status: string;
  readonly limit: number;
  readonly texts: Texts;
}

export interface Submitted {
  readonly kind: 'brand' | 'campaign' | 'resubmission';
  /** Legal name, or description. */
  readonly of: string;
}

export interface Account {
  /** Replaces all files by these. */
  desire(files: Readonly<Record<string, string>>): void;
  others(others: Others): void;
  /** Carries out what can be carried out now. */
  work(): Promise<void>;
  /** Hours pass, and carriers answer. */
  wait(): Promise<void>;
  plan(): Promise<Planned>;
  seen(): Seen;
  /** Writes that were sent, or clicks that changed something. */
  changes(): number;
  /** What all commands printed. */
  readonly printed: readonly string[];
  close(): Promise<void>;
}

export interface Planned {
  readonly code: number;
  readonly plan: Plan;
  readonly text: string;
}

export const TAX_ID = '987654321';
export const HOUR = 3_600_000;
/** `--wait`, ms. */
const WAIT = 20 * 60_000;

/** The folder of an account, and the commands that are run on it. */
export interface Desk {
  readonly folder: string;
  readonly printed: string[];
  desire(files: Readonly<Record<string, string>>): void;
  run(command: (io: Io) => Promise<number>): Promise<Ran>;
  apply(more?: { readonly runbook: readonly string[] }): Promise<Ran>;
  plan(): Promise<Planned>;
  close(): void;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `account`: the lines below `account:`. */
export function openDesk(account: string, env: Readonly<Record<string, string>>): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const printed: string[] = [];
  const environment = { CAMPAIGNCTL_ACTOR: 'jane', ACME_EIN: TAX_ID, ...env };
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const run: Desk['run'] = async (command) => {
    const { io, out, err } = ioDouble(environment, folder);
    const code = await command(io);
    printed.push(out(), err());
    return { code, out: out(), err: err() };
  };
  put('account.yaml', `version: 1\naccount:\n  name: acme\n${account}`);
  return {
    folder,
    printed,
    run,
    desire(files) {
      for (const name of readdirSync(folder)) {
        if (!KEPT.has(name)) rmSync(join(folder, name), { recursive: true });
      }
      for (const [path, text] of Object.entries(files)) put(path, text);
    },
    apply: (more) =>
      run((io) =>
        apply({ path: folder, format: 'text', yes: true, wait: WAIT, leaseWait: 0, ...more }, io),
      ),
    async plan() {
      const { code, out, err } = await run((io) =>
        plan({ path: folder, format: 'json', detailedExitcode: true }, io),
      );
      if (out === '') throw new Error(`plan ended with ${code}\n${err}`);
      return { code, plan: JSON.parse(out) as Plan, text: `${out}${err}` };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const KEPT: ReadonlySet<string> = new Set(['account.yaml', 'observed.yaml', '.campaignctl']);
