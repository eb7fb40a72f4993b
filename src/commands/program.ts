/**
 * The grammar of the command line: commands, options, help, usage errors.
 * Law: wiring only. Each command is imported when it is run, not before.
 */
import { Command, CommanderError, Option } from 'commander';
import { EXIT, type ExitCode } from '../model/exit.ts';
import { type ColorChoice, type Io, processIo } from './io.ts';
import { shownAs } from './masking.ts';
import { addBegin } from './program-begin.ts';
import { addCompletion } from './program-completion.ts';
import { addFmt } from './program-fmt.ts';
import { addGitHub } from './program-github.ts';
import { addLog } from './program-log.ts';
import {
  durationMs,
  examples,
  formatOption,
  PATH,
  stateOption,
  takeOverFetch,
} from './program-parts.ts';
import { addQuestions } from './program-questions.ts';
import { addSandbox } from './program-sandbox.ts';
import { addState, leaseWaitOption } from './program-state.ts';
import { REPORTS, type Report } from './reports.ts';

/** Runs one command line and gives its exit code. */
export async function run(argv: readonly string[], version: string): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const shown = shownAs(argv, process.env);
  const program = grammar(version, async (command) => {
    const { color } = program.opts<{ color: ColorChoice }>();
    code = await command(processIo(color, shown, version));
  });
  const unknown = unknownTopic(program, argv);
  if (unknown !== null) {
    process.stderr.write(shown(`There is no command ${unknown}.\n${helpPointer(argv)}\n`));
    return EXIT.invalid;
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.ok;
    if (error.code !== 'commander.help') process.stderr.write(shown(usageText(error, argv)));
    return EXIT.invalid;
  }
  return code;
}

export type Runner = (command: (io: Io) => Promise<ExitCode>) => Promise<void>;

export function grammar(version: string, runner: Runner): Command {
  const program = new Command('campaignctl')
    .description('US and Canada business texting (10DLC SMS campaigns) as code.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .addOption(
      new Option('--color <when>', 'colour: auto, always or never')
        .choices(['auto', 'always', 'never'])
        .default('auto'),
    )
    .addOption(
      new Option(
        '--mask-numbers',
        'mask phone numbers in all that is printed, in every format; left out: in pull requests of public repositories on GitHub',
      ).default(undefined),
    )
    .addOption(new Option('--no-mask-numbers', 'print phone numbers in full').default(undefined))
    .addHelpText('after', examples('validate offices/', 'plan offices/', 'apply offices/'))
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  addValidate(program, runner);
  addFmt(program, runner);
  addPlan(program, runner);
  addApply(program, runner);
  addQuestions(program, runner);
  addBegin(program, runner);
  addLog(program, runner);
  addState(program, runner);
  addGitHub(program, runner);
  addSandbox(program, runner);
  addCompletion(program, runner);
  return program;
}

function addValidate(program: Command, run: Runner): void {
  program
    .command('validate')
    .description('Check the YAML. Offline: needs no credentials and changes nothing.')
    .argument('[path]', PATH, '.')
    .addOption(formatOption(...REPORTS))
    .addHelpText('after', examples('validate', 'validate offices/', 'validate --format github'))
    .action((path: string, options: { format: Report }) =>
      run(async (io) => (await import('./validate.ts')).validate({ path, ...options }, io)),
    );
}

function addPlan(program: Command, run: Runner): void {
  program
    .command('plan')
    .description('Show what apply would do. Reads the live registry and changes nothing.')
    .argument('[path]', PATH, '.')
    .addOption(formatOption(...REPORTS))
    .option('--out <file>', 'also write the plan as JSON to a file')
    .option(
      '--base <file|rev>',
      'fold what a saved plan, or the files of a git revision, would plan too',
    )
    .addOption(
      new Option(
        '--snapshot <file>',
        'plan from a saved snapshot instead of the live registry: needs no key',
      ).conflicts('saveSnapshot'),
    )
    .option('--save-snapshot <file>', 'also write what the registry said to a file')
    .addOption(stateOption())
    .option(
      '--detailed-exitcode',
      'exit 2 for changes or attention, 5 where all that is left waits',
    )
    .addHelpText(
      'after',
      '\nThe files of --out and --save-snapshot hold names and phone numbers in full, also\nwith --mask-numbers: an approval is compared with the plan number by number.',
    )
    .addHelpText(
      'after',
      examples(
        'plan',
        'plan offices/ --out plan.json',
        'plan --base origin/main --format markdown',
        'plan --format json --detailed-exitcode',
      ),
    )
    .action((path: string, options: Omit<import('./plan.ts').PlanOptions, 'path'>) =>
      run(async (io) => {
        await takeOverFetch();
        return (await import('./plan.ts')).plan({ ...options, path }, io);
      }),
    );
}

function addApply(program: Command, run: Runner): void {
  program
    .command('apply')
    .description('Make a fresh plan, show it, ask, and carry it out.')
    .argument('[path]', PATH, '.')
    .addOption(formatOption('text', 'json', 'markdown'))
    .addOption(
      new Option('--yes', 'do not ask: apply the plan as it is now').conflicts([
        'approved',
        'continue',
      ]),
    )
    .addOption(
      new Option(
        '--approved <file...>',
        'apply what these reviewed plans hold, and hold everything else',
      ).conflicts('continue'),
    )
    .option('--only <id...>', 'of the reviewed plans, approve only these changes, by their ids')
    .option('--continue', 'carry on with changes that were approved before, and with nothing else')
    .option(
      '--runbook <file...>',
      'console mode: write the list of steps to .md, .html or .json files, too',
    )
    .addOption(stateOption())
    .addOption(leaseWaitOption())
    .addOption(
      new Option('--wait <duration>', 'how long to wait for what others need, such as 90s or 0')
        .argParser(durationMs)
        .default(120_000, '2m'),
    )
    .option(
      '--detailed-exitcode',
      'exit 2 for attention, 5 where all was done and some of it waits',
    )
    .addHelpText(
      'after',
      examples(
        'apply',
        'apply offices/ --yes --format json',
        'apply --approved plan.json',
        'apply --approved plan.json --only e9865539 c6d20f3f',
        'apply --continue --state git:origin',
        'apply --runbook steps.html',
      ),
    )
    .action((path: string, options: Omit<import('./apply.ts').ApplyOptions, 'path'>) =>
      run(async (io) => {
        await takeOverFetch();
        return (await import('./apply.ts')).apply({ ...options, path }, io);
      }),
    );
}

/** What commander found wrong, as a sentence of ours. */
function usageText(error: CommanderError, argv: readonly string[]): string {
  const [first = '', hint = ''] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(hint)?.[1];
  return [
    usageSentence(error.code, first, argv),
    ...(suggestion === undefined ? [] : [`Did you mean ${suggestion}?`]),
    `${helpPointer(argv)}\n`,
  ].join('\n');
}

function helpPointer(argv: readonly string[]): string {
  const group = argv.includes('sandbox') ? ' sandbox' : argv[0] === 'github' ? ' github' : '';
  return `campaignctl${group} --help lists the commands and options.`;
}

/** What `help` is asked about and does not exist; commander would show the whole help instead. */
function unknownTopic(program: Command, argv: readonly string[]): string | null {
  const at = argv.indexOf('help');
  const group = at === 0 ? program : program.commands.find((one) => one.name() === argv[at - 1]);
  const topic = at < 0 || at > 1 ? undefined : argv[at + 1];
  if (group === undefined || group.commands.length === 0 || topic === undefined) return null;
  const isKnown = group.commands.some((one) => one.name() === topic);
  return isKnown || topic === 'help' || topic.startsWith('-') ? null : topic;
}

/** What an argument that is missing would be. */
const NEEDED: Readonly<Record<string, string>> = {
  target: 'the key of a brand or campaign',
  duration: 'a duration, such as 2h',
  number: 'a phone number',
  state: '`on` or `off`',
  numbers: 'how many numbers the campaign may hold',
};

/** What is not valid, as commander words it. */
const OPTION =
  /^option '(?<name>[^' ]+)[^']*' argument '(?<value>.*?)' is invalid\. (?<reason>.*)$/s;
const ARGUMENT =
  /^command-argument value '(?<value>.*?)' is invalid for argument '(?<name>[^']+)'\. (?<reason>.*)$/s;

function usageSentence(code: string, message: string, argv: readonly string[]): string {
  const named = /'([^' ]*)[^']*'/.exec(message)?.[1] ?? '';
  switch (code) {
    case 'commander.unknownCommand':
      return `There is no command ${named}.`;
    case 'commander.unknownOption':
      return `There is no option ${named}.`;
    case 'commander.missingArgument':
      return `\`${argv.slice(0, 2).join(' ')}\` needs ${NEEDED[named] ?? named}.`;
    case 'commander.optionMissingArgument':
      return `The option ${named} needs a value.`;
    case 'commander.invalidArgument': {
      const { name, value, reason } =
        (OPTION.exec(message) ?? ARGUMENT.exec(message))?.groups ?? {};
      return `${name} cannot be \`${value}\`. ${reason}`;
    }
    case 'commander.conflictingOption': {
      const [one = '', other = ''] = Array.from(
        message.matchAll(/'(--[\w-]+)/g),
        ([, name]) => name,
      );
      return `${one} and ${other} do not go together.`;
    }
    case 'commander.excessArguments':
      return 'There is one word too many on the command line.';
    default:
      return `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  }
}
