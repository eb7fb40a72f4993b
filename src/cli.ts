#!/usr/bin/env node
/**
 * The entry: argv → command → exit code.
 * Law: nothing is loaded that `--version` does not need, not even a stream.
 */
import { writeSync } from 'node:fs';

/** Set by the build from package.json. */
declare const CAMPAIGNCTL_VERSION: string;

const argv = process.argv.slice(2);
if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
  try {
    writeSync(1, `${CAMPAIGNCTL_VERSION}\n`);
  } catch {
    // Nobody reads it.
  }
} else {
  const { start } = await import('./commands/start.ts');
  await start(argv, CAMPAIGNCTL_VERSION);
}
