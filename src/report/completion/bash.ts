/**
 * Shell completion for bash, from 3.2 on.
 * Law: nothing that was typed is evaluated; the script holds words of the grammar only.
 */
import {
  allCommands,
  type GrammarCommand,
  type GrammarOption,
  type Takes,
} from '../../model/grammar.ts';
import { quoted, safeWords } from './words.ts';

export function bashCompletion(program: GrammarCommand, rules: readonly string[]): string {
  const commands = allCommands(program);
  const shared = new Set(program.options.map(({ long }) => long));
  return `# bash completion for campaignctl. To have it in every shell, add to ~/.bashrc:
#   eval "$(campaignctl completion bash)"

# Options of a command; those of the program go with every command.
_campaignctl_options() {
  case $1 in
${commands
  .filter(({ path }) => path !== '')
  .map(({ path, options }) => {
    const own = options.filter(({ long }) => !shared.has(long));
    return `    ${quoted(path)}) printf '%s\\n' ${quoted(flagsOf(own))} ;;`;
  })
  .join('\n')}
  esac
  printf '%s\\n' ${quoted(flagsOf(program.options))}
}

# What an option of a command takes: words to choose from, @file, @folder, @text; nothing where it takes no value.
_campaignctl_value() {
  case "$1 $2" in
${commands.flatMap(({ path, options }) => (path === '' ? [] : options.flatMap((option) => valueCase(path, option)))).join('\n')}
  esac
  case $2 in
${program.options.flatMap((option) => valueCase(null, option)).join('\n')}
  esac
}

# What stands at a position behind a command.
_campaignctl_argument() {
  case "$1 $2" in
${commands.flatMap(argumentCases).join('\n')}
  esac
}

_campaignctl_commands() {
  case $1 in
${commands
  .filter((command) => command.commands.length > 0)
  .map(
    ({ path, commands: below }) =>
      `    ${quoted(path)}) printf '%s\\n' ${quoted(safeWords(below.map(({ name }) => name)))} ;;`,
  )
  .join('\n')}
  esac
}

_campaignctl_choose() {
  if type compopt >/dev/null 2>&1; then compopt +o default; fi
  # No word has a space in it, and bash 3.2 has no mapfile.
  # shellcheck disable=SC2207
  COMPREPLY=($(compgen -W "$1" -- "$2"))
}

_campaignctl() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  local IFS=$' \\t\\n'
  local command='' position=0 skip='' folder=. last='' word i taken
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == = ]]; then
      skip=1
    elif [[ -n $skip ]]; then
      skip=''
      if [[ $last == --path ]]; then folder=$word; fi
    elif [[ $word == -* ]]; then
      last=$word
      if [[ -n $(_campaignctl_value "$command" "$word") ]]; then skip=1; fi
    elif [[ " $(_campaignctl_commands "$command") " == *" $word "* ]]; then
      command="\${command:+$command }$word"
    else
      position=$((position + 1))
    fi
  done
  # \`--format=json\` comes as three words.
  if [[ $current == = ]]; then
    current=''
    before=$last
  elif [[ $before == = ]]; then
    before=$last
  fi
  taken=''
  if [[ $before == -* && ( -n $skip || \${COMP_WORDS[COMP_CWORD]} == = ) ]]; then
    taken=$(_campaignctl_value "$command" "$before")
  elif [[ $current == -* ]]; then
    _campaignctl_choose "$(_campaignctl_options "$command")" "$current"
    return
  else
    taken=$(_campaignctl_commands "$command")
    if [[ -z $taken ]]; then taken=$(_campaignctl_argument "$command" "$position"); fi
  fi
  case $taken in
    @file | @folder) ;;
    @campaign) _campaignctl_choose "$(campaignctl completion-keys "$folder" 2>/dev/null)" "$current" ;;
    @target) _campaignctl_choose "$(campaignctl completion-keys "$folder" --brands 2>/dev/null)" "$current" ;;
    @rule) _campaignctl_choose ${quoted(safeWords(rules))} "$current" ;;
    @text | '') _campaignctl_choose '' "$current" ;;
    *) _campaignctl_choose "$taken" "$current" ;;
  esac
}

complete -o default -F _campaignctl campaignctl
`;
}

function flagsOf(options: readonly GrammarOption[]): string {
  return safeWords(options.flatMap(({ long, short }) => (short === null ? [long] : [short, long])));
}

function valueCase(path: string | null, option: GrammarOption): readonly string[] {
  if (!option.hasValue) return [];
  const name = path === null ? option.long : `${path} ${option.long}`;
  return [
    `    ${quoted(name)}) printf '%s\\n' ${quoted(wordsFor(option))}${path === null ? '' : '; return'} ;;`,
  ];
}

function argumentCases({ path, arguments: all }: GrammarCommand): readonly string[] {
  return all.map((argument, at) => {
    const position = argument.variadic ? `${quoted(`${path} `)}*` : quoted(`${path} ${at}`);
    return `    ${position}) printf '%s\\n' ${quoted(wordsFor(argument))} ;;`;
  });
}

function wordsFor({
  choices,
  takes,
}: {
  readonly choices: readonly string[];
  readonly takes: Takes;
}) {
  return choices.length > 0 ? safeWords(choices) : `@${takes}`;
}
