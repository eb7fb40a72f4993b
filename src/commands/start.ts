/**
 * Runs one command line in this process: streams, crashes, exit code.
 * Law: what is not a user's mistake is a bug and says so, without a stack trace.
 */
import module from 'node:module';
import { EXIT } from '../model/exit.ts';
import { shownAs } from './masking.ts';

/** Sets the exit code of the process; never throws. */
export async function start(argv: readonly string[], version: string): Promise<void> {
  // A reader that went away (`campaignctl plan | head`) is no fault of ours, and an apply goes on to its end.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  process.on('uncaughtException', (error) => {
    reportCrash(error, argv);
    process.exit(EXIT.bug);
  });
  // Free on Node 22 and later, absent on Node 20.
  if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') {
    module.enableCompileCache();
  }
  try {
    const { run } = await import('./program.ts');
    process.exitCode = await run(argv, version);
  } catch (error) {
    reportCrash(error, argv);
    process.exitCode = EXIT.bug;
  }
}

function reportCrash(error: unknown, argv: readonly string[]): void {
  const shown = shownAs(argv, process.env);
  const message = error instanceof Error ? error.message : String(error);
  const isSystemError = error instanceof Error && 'syscall' in error && 'code' in error;
  process.stderr.write(
    shown(
      isSystemError
        ? `campaignctl could not read or write something it needs: ${message}\n`
        : `This is a bug in campaignctl, not in your configuration: ${message}\n` +
            'Please report it with what you ran. DEBUG=1 shows where it happened.\n',
    ),
  );
  if (process.env['DEBUG'] && error instanceof Error) {
    process.stderr.write(shown(`${error.stack}\n`));
  }
}
