/**
 * The grammar of `campaignctl fmt`.
 */
import type { Command } from 'commander';
import type { FmtOptions } from './fmt.ts';
import type { Runner } from './program.ts';
import { examples, formatOption } from './program-parts.ts';

export function addFmt(program: Command, run: Runner): void {
  program
    .command('fmt')
    .description(
      'Write the YAML in one order and one style. What it says, and every comment, stays.',
    )
    .argument('[paths...]', 'folders of accounts, or files; - is stdin', ['.'])
    .option('--check', 'write nothing; exit 2 where a file is not formatted')
    .option('--diff', 'show what changes, or would change, line by line')
    .addOption(formatOption('text', 'json'))
    .addHelpText(
      'after',
      `
Settings come in the order of the documentation; the order of campaigns and of
numbers stays, because the first numbers get the places. A file with mistakes in
its YAML is left as it is and named (exit 3). Each result is compared with what
was there before it is written; lists of numbers (CSV) are never touched.`,
    )
    .addHelpText(
      'after',
      examples(
        'fmt',
        'fmt --check --diff offices/',
        'fmt campaigns.yaml',
        'fmt - < campaigns.yaml',
      ),
    )
    .action((paths: readonly string[], options: Omit<FmtOptions, 'paths' | 'maskNumbers'>) => {
      const { maskNumbers } = program.opts<{ maskNumbers?: boolean }>();
      return run(async (io) =>
        (await import('./fmt.ts')).fmt({ ...options, paths, maskNumbers }, io),
      );
    });
}
