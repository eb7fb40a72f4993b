/**
 * What must have happened before a block of the documentation makes sense.
 * Each gives what the names that stand in the page are in truth.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LogEntry } from '../../src/model/log.ts';
import { campaignctl } from '../e2e/command.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

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

  /** A second campaign has a file: that of the starter, with the line of the page. */
  async billing(account) {
    const lines = readFileSync(join(ROOT, 'examples/starter/campaigns.yaml'), 'utf8').split('\n');
    const from = lines.indexOf('  billing:');
    const to = lines.findIndex((line, at) => at > from && /^\S/.test(line));
    const block = lines.slice(from, to).join('\n');
    const file = join(account, 'campaigns', 'billing.yaml');
    writeFileSync(file, `version: 1\ncampaigns:\n${block.trimEnd()}\n`);
    return (line) => line;
  },

  /** Support has answered. */
  asked: (account) => addTo(account, 'allow: { active-campaigns: "case 104233: two are fine" }'),

  /** What carriers named is mended. */
  mended: (account) => addTo(account, 'resubmit: "2026-12-11 the privacy page mentions SMS now"'),

  /** In the example of console mode, all steps of a runbook are ticked. */
  async ticked(account) {
    await campaignctl(['apply', '--yes', '--runbook', 'steps.md'], { cwd: account });
    const file = join(account, 'steps.md');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/^- \[ \] Done/gm, '- [x] Done'));
    return (line) => line;
  },

  /** In the example of console mode, Ann has claimed what costs money. */
  async claimed(account) {
    const observed = join(account, 'observed.yaml');
    const now = `${new Date().toISOString().slice(0, 19)}Z`;
    const text = readFileSync(observed, 'utf8').replace(/at: \d{4}-[^,]*Z/g, `at: ${now}`);
    writeFileSync(observed, text);
    mkdirSync(join(account, 'campaigns'));
    await SETS['billing']?.(account);
    await SETS['asked']?.(account);
    await campaignctl(['apply', '--yes'], { cwd: account });
    const claim = ['observe', '--claim', '1e0a1b1e', '--by', 'ann'];
    const { stdout } = await campaignctl(claim, { cwd: account });
    const [, write] = /campaignctl resolve ([0-9a-f]{8})/.exec(stdout.replace(/\s+/g, ' ')) ?? [];
    if (write === undefined) throw new Error(`nothing was claimed: ${stdout}`);
    return (line) => line.replaceAll('589ba005', write);
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

/** Adds a line to the block of the second campaign. */
async function addTo(account: string, line: string): Promise<Names> {
  const file = join(account, 'campaigns', 'billing.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('\n  billing:\n', `$&    ${line}\n`));
  return (of) => of;
}

export async function setUp(name: string | null, account: string): Promise<Names> {
  if (name === null) return (line) => line;
  const make = SETS[name];
  if (make === undefined) throw new Error(`there is no set-up ${name}`);
  return make(account);
}
