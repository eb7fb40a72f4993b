/**
 * The grammar of the commands by which people tell what they did, saw or know: observe, resolve, unlock.
 */
import { type Command, Option } from 'commander';
import type { ObserveOptions } from './observe.ts';
import type { Runner } from './program.ts';
import {
  count,
  durationMs,
  examples,
  formatOption,
  PATH,
  stateOption,
  takeOverFetch,
} from './program-parts.ts';
import type { ResolveOptions } from './resolve.ts';
import type { UnlockOptions } from './unlock.ts';

export function addState(program: Command, run: Runner): void {
  addObserve(program, run);
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

function addObserve(program: Command, run: Runner): void {
  program
    .command('observe')
    .description(
      'Console mode: write down what you did and saw in Admin Console. Without anything to write down, show what there is to do.',
    )
    .argument('[path]', PATH, '.')
    .addOption(formatOption('text', 'json'))
    .option('--claim <step...>', 'you carry out these paid steps: nobody else can claim them')
    .option('--done <step...>', 'these steps have been carried out')
    .option('--runbook <file...>', 'a runbook in Markdown with ticks; - reads stdin')
    .option('--page <file>', 'the table of the SMS page, as you copied it; - reads stdin')
    .addOption(
      new Option('--whole', 'it is the whole page: other numbers are Disabled').conflicts('part'),
    )
    .option('--part', 'it is a part of the page: nothing is concluded about other numbers')
    .addOption(
      new Option('--empty-page', 'the SMS page lists no number: all are Disabled').conflicts(
        'page',
      ),
    )
    .option(
      '--shows <what...>',
      'a status, such as brand/acme=verified or campaign/billing=approved',
    )
    .option('--id <id>', 'the id that Admin Console shows for it')
    .option('--reason <text>', 'what Admin Console says about a rejection or failure')
    .addOption(
      new Option('--limit <numbers>', 'how many numbers the campaign may have').argParser(count),
    )
    .option('--forms', 'observed.yaml has all brands and campaigns that Admin Console shows')
    .option('--by <name>', 'who saw it; left out: you')
    .option('--at <time>', 'when, such as 2026-11-30T09:15:00Z; left out: now')
    .option('--dry-run', 'show what would be written down')
    .addOption(stateOption())
    .addOption(leaseWaitOption())
    .addHelpText(
      'after',
      examples(
        'observe',
        'observe --claim 1a2b3c4d',
        'observe --done 1a2b3c4d --id C7GH42I',
        'observe --shows campaign/front-desk=approved',
        'observe --page sms-page.txt --whole',
        'observe --runbook steps.md',
      ),
    )
    .action((path: string, options: Omit<ObserveOptions, 'path'>) =>
      run(async (io) => {
        await takeOverFetch();
        return (await import('./observe.ts')).observe({ ...options, path }, io);
      }),
    );
}
