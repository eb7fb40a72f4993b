/**
 * The grammar of the commands that begin an account: import, init.
 */
import type { Command } from 'commander';
import type { ImportOptions } from './import.ts';
import type { Runner } from './program.ts';
import { examples, formatOption, PATH, takeOverFetch } from './program-parts.ts';

export function addBegin(program: Command, run: Runner): void {
  program
    .command('import')
    .description(
      'Write what is live and in no file yet as YAML. Changes nothing in the registry, and no file that is there.',
    )
    .argument('[path]', PATH, '.')
    .addOption(formatOption('text', 'json'))
    .option('--dry-run', 'print the files in place of writing them')
    .addHelpText(
      'after',
      '\nEach file is read back and planned before it is written: the plan has nothing to do\nfor it. The files hold phone numbers in full, also with --mask-numbers.',
    )
    .addHelpText('after', examples('import', 'import offices/ --dry-run', 'import --format json'))
    .action((path: string, options: Omit<ImportOptions, 'path'>) =>
      run(async (io) => {
        await takeOverFetch();
        return (await import('./import.ts')).importRegistry({ ...options, path }, io);
      }),
    );
}
