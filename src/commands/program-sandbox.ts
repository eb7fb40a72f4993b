/**
 * The grammar of `campaignctl sandbox …`: serve the registry, or play carriers, support and console to it.
 */
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { parsePhone } from '../model/phone.ts';
import type { Runner } from './program.ts';
import {
  count,
  durationMs,
  examples,
  factor,
  formatOption,
  port,
  takeOverFetch,
} from './program-parts.ts';
import type { SandboxCommand, ServeOptions, StateOptions } from './sandbox.ts';

const TARGET = 'key, reference or id of a brand or campaign';

export function addSandbox(program: Command, run: Runner): void {
  const sandbox = program
    .command('sandbox')
    .description('A registry of your own to try things on. No real phone is affected.')
    .helpCommand('help [command]', 'show help for a command')
    .addHelpText(
      'after',
      examples('sandbox serve --path offices/', 'sandbox approve front-desk', 'sandbox advance 2h'),
    );
  addServe(sandbox, run);
  addHappenings(sandbox, run);
  addRecords(sandbox, run);
}

function addServe(sandbox: Command, run: Runner): void {
  withState(sandbox.command('serve'))
    .description('Serve the registry on this machine until Ctrl-C.')
    .option('--port <port>', 'port; left out: one that is free', port)
    .option('--seed <file>', 'what the registry holds when it is started for the first time')
    .addOption(new Option('--clock <mode>', 'how its time passes').choices(['real', 'stepped']))
    .option('--speed <factor>', 'how many times faster than real its time passes', factor)
    .option('--no-unique-references', 'accept two objects with one reference, as some real APIs do')
    .option('--no-cap-check', 'accept more numbers than a campaign may hold')
    .option('--no-versions', 'overwrite without comparing versions')
    .option('--no-extensions-in-list', 'leave the extensions of users out of their list')
    .option('--faults <file>', 'faults on demand, as YAML or JSON')
    .addHelpText('after', examples('sandbox serve', 'sandbox serve --clock stepped --port 8400'))
    .action((options: ServeOptions) =>
      run(async (io) => {
        await takeOverFetch();
        return (await import('./sandbox.ts')).serveSandbox(options, io);
      }),
    );
}

/** What carriers, support, the console or time can do. */
function addHappenings(sandbox: Command, run: Runner): void {
  const perform = (command: SandboxCommand, options: StateOptions) =>
    run(async (io) => {
      await takeOverFetch();
      return (await import('./sandbox.ts')).commandSandbox(command, options, io);
    });
  withState(sandbox.command('approve'))
    .description('Carriers approve a campaign, or a brand is verified.')
    .addHelpText(
      'after',
      examples('sandbox approve front-desk', 'sandbox approve acme --path offices/'),
    )
    .argument('<target>', TARGET)
    .action((target: string, options: StateOptions) => perform({ do: 'approve', target }, options));
  for (const verb of ['reject', 'suspend'] as const) {
    withState(sandbox.command(verb))
      .description(`Carriers ${verb} a campaign.`)
      .addHelpText(
        'after',
        examples(
          `sandbox ${verb} front-desk`,
          `sandbox ${verb} front-desk --reason "no privacy page"`,
        ),
      )
      .argument('<target>', TARGET)
      .option('--reason <text>', 'what they say about it')
      .action((target: string, { reason, ...options }: StateOptions & { reason?: string }) =>
        perform({ do: verb, target, ...(reason === undefined ? {} : { reason }) }, options),
      );
  }
  withState(sandbox.command('advance'))
    .description('Let time pass.')
    .addHelpText('after', examples('sandbox advance 2h', 'sandbox advance 3d --path offices/'))
    .argument('<duration>', 'such as 90s, 2h or 3d', durationMs)
    .action((ms: number, options: StateOptions) => perform({ do: 'advance', ms }, options));
  withState(sandbox.command('toggle'))
    .description('A hand in Admin Console turns SMS of a number on or off.')
    .addHelpText(
      'after',
      examples(
        'sandbox toggle +14085550101 off',
        'sandbox toggle +14085550101 on --campaign front-desk',
      ),
    )
    .argument('<number>', 'phone number', phone)
    .addArgument(new Argument('<state>', 'on or off').choices(['on', 'off']))
    .option('--campaign <target>', 'campaign to turn it on in')
    .action((phoneNumber: string, state: string, options: StateOptions & { campaign?: string }) => {
      const { campaign, ...rest } = options;
      const where = campaign === undefined ? {} : { campaign };
      return perform({ do: 'toggle', phoneNumber, on: state === 'on', ...where }, rest);
    });
  withState(sandbox.command('fail'))
    .description('Turning a number on or off fails.')
    .addHelpText('after', examples('sandbox fail +14085550101'))
    .argument('<number>', 'phone number', phone)
    .action((phoneNumber: string, options: StateOptions) =>
      perform({ do: 'fail', phoneNumber }, options),
    );
  withState(sandbox.command('limit'))
    .description('Carriers grant a campaign another number limit.')
    .addHelpText('after', examples('sandbox limit front-desk 60'))
    .argument('<target>', TARGET)
    .argument('<numbers>', 'numbers it may hold', count)
    .action((target: string, limit: number, options: StateOptions) =>
      perform({ do: 'limit', target, limit }, options),
    );
}

function addRecords(sandbox: Command, run: Runner): void {
  withState(sandbox.command('requests'))
    .description('List the requests that the registry received.')
    .addHelpText('after', examples('sandbox requests', 'sandbox requests --format json'))
    .addOption(formatOption('text', 'json'))
    .action((options: StateOptions & { format: 'text' | 'json' }) =>
      run(async (io) => {
        await takeOverFetch();
        return (await import('./sandbox.ts')).listSandboxRequests(options, io);
      }),
    );
  withState(sandbox.command('reset'))
    .description('Begin again from the seed.')
    .addHelpText('after', examples('sandbox reset', 'sandbox reset --path offices/'))
    .action((options: StateOptions) =>
      run(async (io) => {
        await takeOverFetch();
        return (await import('./sandbox.ts')).resetSandbox(options, io);
      }),
    );
}

function withState(command: Command): Command {
  return command
    .option('--path <folder>', 'folder of the account; left out: here or above')
    .option('--state <folder>', 'folder of the state itself');
}

function phone(text: string): string {
  const read = parsePhone(text);
  if (!read.ok) throw new InvalidArgumentError(read.message);
  return read.number;
}
