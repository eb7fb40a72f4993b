/**
 * The demo: Acme Dental from its first plan to the empty one, with the built command on a copy of examples/quickstart.
 * It asks nothing and needs no network; the copy is removed in the end.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pc from 'picocolors';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const quickstart = fileURLToPath(new URL('../examples/quickstart', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'campaignctl-demo-'));

// A sandbox that this terminal serves is not for the demo.
const { CAMPAIGNCTL_SANDBOX_URL: _url, CAMPAIGNCTL_API_KEY: _key, ...env } = process.env;

try {
  cpSync(quickstart, folder, {
    recursive: true,
    filter: (path) => basename(path) !== '.campaignctl',
  });
  await demo();
} catch (error) {
  console.error(`The demo stopped: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function demo() {
  await tell(
    'Acme Dental keeps in campaigns.yaml who may text under which SMS campaign.',
    'This is a copy of examples/quickstart. Is the file sound?',
  );
  await campaignctl('validate');

  await tell('What would change? `plan` reads the registry and changes nothing.');
  await campaignctl('plan');

  await tell(
    'Dan Orr has had SMS on since 2021, in no campaign. No file mentions him, and',
    'nothing is done to what is not written. He needs no SMS, so a line is added:',
  );
  await add('noTexting:', '  +14085550108: dan.orr@acme-dental.example');

  await tell(
    '`apply` makes a fresh plan, shows it, and does what can be done now.',
    'It would ask first; `--yes` answers.',
  );
  await campaignctl('apply', '--yes');

  await tell('Days pass. Carriers approve billing, and grant front-desk its 60 numbers.');
  await campaignctl('sandbox', 'advance', '3d');
  await campaignctl('sandbox', 'approve', 'billing');
  await campaignctl('sandbox', 'limit', 'C7GH42I', '60');

  await tell('The same command again: it carries on with what had to wait.');
  await campaignctl('apply', '--yes');

  await tell('Turning numbers on takes a while, too.');
  await campaignctl('sandbox', 'advance', '2h');

  await tell('And now?');
  await campaignctl('plan');
}

async function tell(...lines) {
  await write(`\n${lines.map((line) => pc.cyan(`# ${line}`)).join('\n')}\n`);
}

/** Adds a line at the start of a block of campaigns.yaml. */
async function add(head, line) {
  const file = join(folder, 'campaigns.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(`\n${head}\n`, `\n${head}\n${line}\n`));
  await write(`\n  ${head}\n${pc.green(`+ ${line}`)}\n`);
}

/** Runs the command as a person would, on the streams of the demo. A failure ends the demo. */
async function campaignctl(...args) {
  await write(`\n${pc.bold(`$ campaignctl ${args.join(' ')}`)}\n`);
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env, stdio: 'inherit' });
  const [code, signal] = await once(child, 'exit');
  if (code !== 0) throw new Error(`campaignctl ${args[0]} ended with ${signal ?? code}.`);
}

/** Resolves when the text is out, so that the command's own output comes after it. */
function write(text) {
  return new Promise((done) => process.stdout.write(text, done));
}
