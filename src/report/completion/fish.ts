/**
 * Shell completion for fish.
 */
import {
  allCommands,
  type GrammarArgument,
  type GrammarCommand,
  type GrammarOption,
  gist,
  type Takes,
} from '../../model/grammar.ts';
import { safeWords } from './words.ts';

export function fishCompletion(program: GrammarCommand, rules: readonly string[]): string {
  const commands = allCommands(program);
  const paths = commands.map(({ path }) => path).filter(Boolean);
  return `# fish completion for campaignctl. To have it in every shell:
#   campaignctl completion fish > ~/.config/fish/completions/campaignctl.fish

# The command that was typed so far, such as "sandbox approve".
function __campaignctl_command
    set -l found
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case '--*=*'
            case '-*'
                if contains -- $word ${safeWords(withValue(commands))}
                    set skip 1
                end
            case '*'
                if contains -- (string join ' ' -- $found $word) ${paths.map(fishQuoted).join(' ')}
                    set found $found $word
                end
        end
    end
    string join ' ' -- $found
end

function __campaignctl_at
    set -l command (__campaignctl_command)
    test "$command" = "$argv[1]"
end

function __campaignctl_keys
    set -l folder .
    set -l last
    for word in (commandline -opc)
        if test "$last" = --path
            set folder $word
        end
        set last $word
    end
    campaignctl completion-keys $folder $argv 2>/dev/null
end

complete -c campaignctl -f
${commands.flatMap((command) => commandLines(command, program.options, rules)).join('\n')}
`;
}

function withValue(commands: readonly GrammarCommand[]): readonly string[] {
  const options = commands.flatMap((command) => command.options);
  return [...new Set(options.filter(({ hasValue }) => hasValue).map(({ long }) => long))];
}

function commandLines(
  { path, commands, options, arguments: all }: GrammarCommand,
  shared: readonly GrammarOption[],
  rules: readonly string[],
): readonly string[] {
  const start = `complete -c campaignctl -n ${fishQuoted(`__campaignctl_at ${fishQuoted(path)}`)}`;
  const own = path === '' ? [] : options;
  const taken = new Set(own.map(({ long }) => long));
  return [
    ...commands.map(
      ({ name, description }) => `${start} -a ${name} -d ${fishQuoted(gist(description))}`,
    ),
    ...[...own, ...shared.filter(({ long }) => !taken.has(long))].map(
      (option) => start + optionWords(option, rules),
    ),
    ...all.map((argument) => start + argumentWords(argument, rules)),
  ];
}

function optionWords(option: GrammarOption, rules: readonly string[]): string {
  const { long, short, description, hasValue } = option;
  const name = ` -l ${long.slice(2)}${short === null ? '' : ` -s ${short.slice(1)}`}`;
  const value = hasValue ? valueWords(option, rules, ' -r -F', ' -x') : '';
  return `${name}${value} -d ${fishQuoted(gist(description))}`;
}

function argumentWords(argument: GrammarArgument, rules: readonly string[]): string {
  return valueWords(argument, rules, ' -F', '');
}

/** `files` and `none`: what says that files, or nothing, may stand there. */
function valueWords(
  { choices, takes }: { readonly choices: readonly string[]; readonly takes: Takes },
  rules: readonly string[],
  files: string,
  none: string,
): string {
  if (choices.length > 0) return `${none} -a ${fishQuoted(safeWords(choices))}`;
  switch (takes) {
    case 'file':
      return files;
    case 'folder':
      return `${none} -a '(__fish_complete_directories)'`;
    case 'campaign':
      return `${none} -a '(__campaignctl_keys)'`;
    case 'target':
      return `${none} -a '(__campaignctl_keys --brands)'`;
    case 'rule':
      return `${none} -a ${fishQuoted(safeWords(rules))}`;
    case 'text':
      return none;
  }
}

function fishQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
