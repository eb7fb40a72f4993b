/**
 * The grammar of the command line as plain data, read from the commands that commander has.
 * An argument or the value of an option is named by what it takes: `<file>`, `<folder>`, `[path]`, `<target>`.
 */
import type { Argument, Command, Option } from 'commander';
import type { GrammarArgument, GrammarCommand, GrammarOption, Takes } from '../model/grammar.ts';

export function grammarOf(program: Command): GrammarCommand {
  return commandOf(program, []);
}

function commandOf(command: Command, above: readonly string[]): GrammarCommand {
  const help = command.createHelp();
  const isProgram = command.parent === null;
  const path = isProgram ? [] : [...above, command.name()];
  const { notes, examples } = toldAfter(command);
  return {
    path: path.join(' '),
    name: command.name(),
    description: command.description(),
    usage: command.usage(),
    arguments: help.visibleArguments(command).map(argumentOf),
    options: help.visibleOptions(command).flatMap(optionOf),
    commands: help
      .visibleCommands(command)
      // Each command explains itself with --help; `help` is another way to say so.
      .filter((one) => one.name() !== 'help')
      .map((one) => commandOf(one, path)),
    notes,
    examples,
  };
}

const TAKES: Readonly<Record<string, Takes>> = {
  file: 'file',
  path: 'file',
  folder: 'folder',
  what: 'campaign',
  target: 'target',
  rule: 'rule',
};

function takes(name: string): Takes {
  return TAKES[name] ?? 'text';
}

function argumentOf(argument: Argument): GrammarArgument {
  return {
    name: argument.name(),
    description: argument.description,
    required: argument.required,
    variadic: argument.variadic,
    choices: argument.argChoices ?? [],
    default: defaultOf(argument),
    takes: takes(argument.name()),
  };
}

function optionOf(option: Option): readonly GrammarOption[] {
  const { flags, long, short, description, required, optional, variadic, argChoices } = option;
  if (long == null) return [];
  // Of `<file|rev>` the first can be completed.
  const placeholder = /[<[]([\w-]+)[^>\]]*[>\]]/.exec(flags)?.[1] ?? '';
  return [
    {
      flags,
      long,
      short: short ?? null,
      description,
      hasValue: required || optional,
      variadic,
      choices: argChoices ?? [],
      default: required || optional ? defaultOf(option) : null,
      takes: takes(placeholder),
    },
  ];
}

function defaultOf({
  defaultValue,
  defaultValueDescription,
}: Pick<Option, 'defaultValue' | 'defaultValueDescription'>): string | null {
  return defaultValueDescription ?? (defaultValue === undefined ? null : String(defaultValue));
}

const PROMPT = '  $ campaignctl ';

/** What stands below the options in the help of a command. */
function toldAfter(command: Command): Pick<GrammarCommand, 'notes' | 'examples'> {
  const whole = printedHelp(command);
  const own = command.helpInformation();
  const lines = whole.slice(whole.indexOf(own) + own.length).split('\n');
  const examples = lines.filter((line) => line.startsWith(PROMPT));
  const text = lines.filter((line) => !line.startsWith(PROMPT) && line !== 'Examples:').join('\n');
  return {
    notes: text
      .split(/\n{2,}/)
      .map((note) => note.trim())
      .filter(Boolean),
    examples: examples.map((line) => line.slice(PROMPT.length)),
  };
}

function printedHelp(command: Command): string {
  const output = command.configureOutput();
  let printed = '';
  command.configureOutput({
    ...output,
    writeOut: (text) => {
      printed += text;
    },
  });
  command.outputHelp();
  command.configureOutput(output);
  return printed;
}
