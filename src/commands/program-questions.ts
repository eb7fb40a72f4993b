/**
 * The grammar of the commands that answer a question and change nothing: explain, rules, accounts.
 */
import type { Command } from 'commander';
import type { AccountsOptions } from './accounts.ts';
import type { ExplainOptions } from './explain.ts';
import type { Runner } from './program.ts';
import { examples, formatOption, PATH, stateOption, takeOverFetch } from './program-parts.ts';
import type { RulesOptions } from './rules.ts';

/** Commands that answer a question and change nothing. */
export function addQuestions(program: Command, run: Runner): void {
  addExplain(program, run);
  addRules(program, run);
  addAccounts(program, run);
}

function addExplain(program: Command, run: Runner): void {
  program
    .command('explain')
    .description(
      'Say whether a number, person or campaign can text, why not, and what comes next. Changes nothing.',
    )
    .argument(
      '[what]',
      'a number in any spelling or its last digits, a user name or a part of a name, a campaign by key or id; left out: the account at a glance',
    )
    .option('--path <folder>', PATH, '.')
    .addOption(formatOption('text', 'json'))
    .addOption(stateOption())
    .option(
      '--detailed-exitcode',
      'exit 2 where somebody who should text cannot, or a campaign needs attention',
    )
    .addHelpText(
      'after',
      '\nExit code 3: nothing has that name. 7: the registry was not read completely.',
    )
    .addHelpText(
      'after',
      examples(
        'explain',
        'explain "(408) 555-0101"',
        'explain jane.doe@acme-dental.example',
        'explain front-desk --path offices/ --format json',
      ),
    )
    .action((asked: string | undefined, options: Omit<ExplainOptions, 'asked'>) =>
      run(async (io) => {
        await takeOverFetch();
        const about = asked === undefined ? {} : { asked };
        return (await import('./explain.ts')).explain({ ...options, ...about }, io);
      }),
    );
}

function addRules(program: Command, run: Runner): void {
  program
    .command('rules')
    .description('Say what can be found wrong, why it matters and how it is mended. Offline.')
    .argument('[rule]', 'its id, as it stands beside a finding; left out: all of them')
    .addOption(formatOption('text', 'json'))
    .addHelpText('after', examples('rules', 'rules number-owner-differs', 'rules --format json'))
    .action((id: string | undefined, options: Omit<RulesOptions, 'id'>) =>
      run(async (io) => {
        const about = id === undefined ? {} : { id };
        return (await import('./rules.ts')).rules({ ...options, ...about }, io);
      }),
    );
}

function addAccounts(program: Command, run: Runner): void {
  program
    .command('accounts')
    .description('List the accounts in and below a folder, also as a matrix for CI. Offline.')
    .argument('[path]', 'folder to search', '.')
    .addOption(formatOption('text', 'json', 'paths'))
    .option(
      '--changed-since <rev>',
      'only accounts with files that differ between that commit and the working tree',
    )
    .addHelpText(
      'after',
      '\nThe JSON is one line, for fromJSON in a matrix of GitHub Actions:\n{"include":[{"account":"acme","path":"offices/acme","provider":"sandbox"}]}',
    )
    .addHelpText(
      'after',
      examples(
        'accounts',
        'accounts offices/ --format json',
        'accounts --format paths --changed-since origin/main',
      ),
    )
    .action((path: string, options: Omit<AccountsOptions, 'path'>) =>
      run(async (io) => (await import('./accounts.ts')).accounts({ ...options, path }, io)),
    );
}
