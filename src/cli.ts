#!/usr/bin/env node
/**
 * The entry: argv → command → exit code.
 * Law: nothing is imported that `--version` does not need; what is not a user's mistake is a bug and says so.
 */
import module from 'node:module';
import { EXIT, type ExitCode } from './model/exit.ts';

/** Set by the build from package.json. */
declare const CAMPAIGNCTL_VERSION: string;

async function main(argv: readonly string[]): Promise<ExitCode> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${CAMPAIGNCTL_VERSION}\n`);
    return EXIT.ok;
  }
  // Free on Node 22 and later, absent on Node 20.
  if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') {
    module.enableCompileCache();
  }
  const { run } = await import('./commands/program.ts');
  return run(argv, CAMPAIGNCTL_VERSION);
}

function reportCrash(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const isSystemError = error instanceof Error && 'syscall' in error && 'code' in error;
  process.stderr.write(
    isSystemError
      ? `campaignctl could not read or write something it needs: ${message}\n`
      : `This is a bug in campaignctl, not in your configuration: ${message}\n` +
          'Please report it with what you ran. DEBUG=1 shows where it happened.\n',
  );
  if (process.env['DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}

/** A reader that went away (`campaignctl plan | head`) is no fault of ours, and an apply goes on to its end. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.on('uncaughtException', (error) => {
  reportCrash(error);
  process.exit(EXIT.bug);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  reportCrash(error);
  process.exitCode = EXIT.bug;
}
