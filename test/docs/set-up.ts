/**
 * What must have happened before a block of the documentation makes sense.
 * Each gives what the names that stand in the page are in truth.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogEntry } from '../../src/model/log.ts';
import { campaignctl } from '../e2e/command.ts';

/** A line of the page, with its names replaced. */
export type Names = (line: string) => string;

const SETS: Readonly<Record<string, (account: string) => Promise<Names>>> = {
  /** There is a plan that somebody reviewed. */
  async reviewed(account) {
    await campaignctl(['plan', '--out', 'plan.json'], { cwd: account });
    return (line) => line;
  },

  /** It is a repository with a remote. */
  async repository(account) {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: account, stdio: 'ignore' });
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('-c', 'user.name=Ann', '-c', 'user.email=ann@acme.example', 'commit', '-qm', 'main');
    git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    return (line) => line;
  },

  /** A line was added by hand: Dan is listed. */
  async dan(folder) {
    const file = join(folder, 'acme', 'campaigns.yaml');
    const ann = /^( +)\+14085550104: .*$/m;
    const text = readFileSync(file, 'utf8');
    if (!ann.test(text)) throw new Error('Ann is not listed any more');
    const added = text.replace(ann, '$&\n$1+14085550105: dan.orr@acme-dental.example');
    writeFileSync(file, added);
    return (line) => line;
  },

  /** An apply was killed while a registration was on its way. */
  async lost(account) {
    await campaignctl(['apply', '--yes', '--wait', '0'], { cwd: account });
    const folder = join(account, '.campaignctl', 'log');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.jsonl'))
      .sort();
    const lines = files.flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .trimEnd()
        .split('\n')
        .map((text) => ({ name, text })),
    );
    const at = lines.findIndex(({ text }) => text.includes('"kind":"register-campaign"'));
    const last = lines[at];
    if (last === undefined) throw new Error('nothing was registered');
    const entry: LogEntry = JSON.parse(last.text);
    if (entry.kind !== 'intent') throw new Error('the registration is not an intent');
    for (const name of files.slice(files.indexOf(last.name) + 1)) rmSync(join(folder, name));
    const kept = lines.slice(0, at + 1).filter(({ name }) => name === last.name);
    writeFileSync(join(folder, last.name), kept.map(({ text }) => `${text}\n`).join(''));
    return (line) => line.replaceAll('0c930c8f', entry.write.slice(0, 8));
  },

  /** A brand and a campaign are in review. */
  async submitted(account) {
    await campaignctl(['apply', '--yes', '--wait', '0'], { cwd: account });
    return (line) => line;
  },
};

export async function setUp(name: string | null, account: string): Promise<Names> {
  if (name === null) return (line) => line;
  const make = SETS[name];
  if (make === undefined) throw new Error(`there is no set-up ${name}`);
  return make(account);
}
