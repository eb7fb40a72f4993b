/**
 * The grammar of the commands that look back: log, fees.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { FeesOptions } from './fees.ts';
import type { LogOptions } from './log.ts';
import type { Runner } from './program.ts';
import { examples, formatOption, PATH, stateOption, takeOverFetch } from './program-parts.ts';

export function addLog(program: Command, run: Runner): void {
  program
    .command('log')
    .description('Show who approved and sent what, and what came of it. Offline: reads the log.')
    .argument('[path]', PATH, '.')
    .addOption(formatOption('text', 'json'))
    .addOption(
      new Option(
        '--since <date>',
        'leave out what was written before, such as 2026-07-20',
      ).argParser(moment),
    )
    .addOption(stateOption())
    .addHelpText(
      'after',
      examples('log', 'log offices/ --since 2026-07-20', 'log --format json --state git:origin'),
    )
    .action((path: string, options: Omit<LogOptions, 'path'>) =>
      run(async (io) => (await import('./log.ts')).log({ ...options, path }, io)),
    );
  program
    .command('fees')
    .description(
      'Show what was paid, or may have been: from the log, the live registry and its invoices. Changes nothing.',
    )
    .argument('[path]', PATH, '.')
    .addOption(formatOption('text', 'json', 'csv'))
    .addOption(stateOption())
    .addHelpText(
      'after',
      '\nWhere the registry cannot be read, the log alone is shown; the exit code is 7.',
    )
    .addHelpText('after', examples('fees', 'fees offices/ --format csv > fees.csv'))
    .action((path: string, options: Omit<FeesOptions, 'path'>) =>
      run(async (io) => {
        await takeOverFetch();
        return (await import('./fees.ts')).fees({ ...options, path }, io);
      }),
    );
}

/** `2026-07-20`, or a time of ISO 8601 with its zone; as ISO 8601 in UTC. */
function moment(text: string): string {
  const isMoment =
    /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text);
  const ms = isMoment ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new InvalidArgumentError('Write a date, such as 2026-07-20 or 2026-07-20T09:30Z.');
  }
  return new Date(ms).toISOString();
}
