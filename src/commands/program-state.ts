/**
 * The grammar of the commands about the log that people need when a run did not end well: resolve, unlock.
 */
import { type Command, Option } from 'commander';
import type { Runner } from './program.ts';
import { durationMs, examples, PATH, stateOption } from './program-parts.ts';
import type { ResolveOptions } from './resolve.ts';
import type { UnlockOptions } from './unlock.ts';

export function addState(program: Command, run: Runner): void {
  program
    .command('resolve')
    .description('Say what became of a request whose answer was lost; without one, list them.')
    .argument('[write]', 'id of the request, or the beginning of it')
    .option('--path <folder>', PATH, '.')
    .option('--took-effect', 'the registry did it: it is never sent again')
    .option('--id <id>', 'provider id of what was made')
    .addOption(
      new Option('--no-effect', 'nothing arrived: the next plan may send it again').default(
        undefined,
      ),
    )
    .option('--new-log', 'an empty log may begin beside live objects of the account')
    .option('--reason <text>', 'why, for those who read the log later')
    .addOption(stateOption())
    .addOption(leaseWaitOption())
    .addHelpText(
      'after',
      examples(
        'resolve',
        'resolve 0c930c8f --took-effect --id C7GH42I',
        'resolve 0c930c8f --no-effect --reason "support case 104233"',
      ),
    )
    .action(
      (
        write: string | undefined,
        { effect, ...options }: Omit<ResolveOptions, 'write' | 'noEffect'> & { effect?: boolean },
      ) =>
        run(async (io) =>
          (await import('./resolve.ts')).resolve(
            {
              ...options,
              ...(write === undefined ? {} : { write }),
              ...(effect === false ? { noEffect: true } : {}),
            },
            io,
          ),
        ),
    );
  program
    .command('unlock')
    .description('End the lease of a run that is gone.')
    .argument('[path]', PATH, '.')
    .option('--yes', 'do not ask')
    .option('--reason <text>', 'why, for those who read the log later')
    .addOption(stateOption())
    .addHelpText('after', examples('unlock', 'unlock offices/ --state git:origin'))
    .action((path: string, options: Omit<UnlockOptions, 'path'>) =>
      run(async (io) => (await import('./unlock.ts')).unlock({ ...options, path }, io)),
    );
}

export function leaseWaitOption(): Option {
  return new Option('--lease-wait <duration>', 'how long to wait for another run to end')
    .argParser(durationMs)
    .default(0, 'not at all');
}
