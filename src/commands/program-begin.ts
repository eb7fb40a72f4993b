/**
 * The grammar of the commands that begin an account: import, init.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ImportOptions } from './import.ts';
import type { InitOptions } from './init.ts';
import type { Runner } from './program.ts';
import { examples, formatOption, PATH, takeOverFetch } from './program-parts.ts';

export function addBegin(program: Command, run: Runner): void {
  program
    .command('init')
    .description(
      'Write a first account, explained line by line: with a practice registry to try it on, or for 8x8. Asks nothing, and changes no file that is there.',
    )
    .argument('[path]', 'folder of the account', '.')
    .addOption(
      new Option(
        '--account <name>',
        'name of the account, never to be changed; left out: that of the folder',
      ).argParser(accountName),
    )
    .addOption(
      new Option('--provider <name>', 'where the numbers live')
        .choices(['sandbox', '8x8'])
        .default('sandbox'),
    )
    .option(
      '--no-example',
      'write the account alone, to import what is live; for 8x8 there is no example',
    )
    .option('--no-github', 'leave out the workflows and CODEOWNERS for GitHub')
    .option('--dry-run', 'print the files in place of writing them')
    .addHelpText(
      'after',
      examples(
        'init',
        'init texting/ --account acme',
        'init --no-example',
        'init texting/ --provider 8x8',
      ),
    )
    .action((path: string, options: Omit<InitOptions, 'path'>) =>
      run(async (io) => (await import('./init.ts')).init({ ...options, path }, io)),
    );
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

/** As the schema has it. */
function accountName(text: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,40}$/.test(text)) {
    throw new InvalidArgumentError(
      'Write small letters, digits and hyphens, at most 41, such as acme.',
    );
  }
  return text;
}
