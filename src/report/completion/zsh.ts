/**
 * Shell completion for zsh, with its own `_arguments`: descriptions, choices, files.
 */
import {
  type GrammarArgument,
  type GrammarCommand,
  type GrammarOption,
  gist,
  type Takes,
} from '../../model/grammar.ts';
import { quoted, safeWords } from './words.ts';

export function zshCompletion(program: GrammarCommand, rules: readonly string[]): string {
  return `#compdef campaignctl
# zsh completion for campaignctl. To have it in every shell, add to ~/.zshrc, below compinit:
#   source <(campaignctl completion zsh)

__campaignctl_keys() {
  local -a keys
  keys=(\${(f)"$(campaignctl completion-keys "\${opt_args[--path]:-.}" "$@" 2>/dev/null)"})
  compadd -a keys
}

__campaignctl_campaigns() {
  __campaignctl_keys
}

__campaignctl_targets() {
  __campaignctl_keys --brands
}

__campaignctl_rules() {
  local -a rules
  rules=(${safeWords(rules)})
  compadd -a rules
}

${commandFunctions(program, program.options).join('\n\n')}

if [[ $funcstack[1] == _campaignctl ]]; then
  _campaignctl "$@"
else
  compdef _campaignctl campaignctl
fi
`;
}

/** One function for each command, the innermost first. Names with two lines in front belong to no command. */
function commandFunctions(
  command: GrammarCommand,
  shared: readonly GrammarOption[],
): readonly string[] {
  const below = command.commands.flatMap((one) => commandFunctions(one, shared));
  const own = command.path === '' ? [] : command.options;
  const taken = new Set(own.map(({ long }) => long));
  const specs = [...own, ...shared.filter(({ long }) => !taken.has(long))].map(optionSpec);
  return [
    ...below,
    command.commands.length === 0
      ? leaf(command, [...specs, ...command.arguments.map(argumentSpec)])
      : branch(command, specs),
  ];
}

function leaf({ path }: GrammarCommand, specs: readonly string[]): string {
  return `${functionName(path)}() {
  typeset -A opt_args
  _arguments -S \\
    ${specs.join(' \\\n    ')}
}`;
}

function branch({ path, commands }: GrammarCommand, specs: readonly string[]): string {
  const told = commands.map(({ name, description }) =>
    quoted(`${name.replaceAll(':', '\\:')}:${gist(description)}`),
  );
  return `${functionName(path)}() {
  local curcontext="$curcontext" state line
  local -a commands
  typeset -A opt_args
  commands=(
    ${told.join('\n    ')}
  )
  _arguments -C -S \\
    ${specs.join(' \\\n    ')} \\
    '1: :->command' \\
    '*:: :->rest'
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $words[1] in
${commands.map((one) => `        ${one.name}) ${functionName(one.path)} ;;`).join('\n')}
      esac
      ;;
  esac
}`;
}

function functionName(path: string): string {
  return ['_campaignctl', ...path.split(' ').filter(Boolean)].join('_').replaceAll('-', '_');
}

/** `'--format=[how to print the result]:format:(text json)'`. */
function optionSpec(option: GrammarOption): string {
  const { long, short, description, hasValue, variadic } = option;
  const told = `[${escaped(gist(description))}]`;
  const value = hasValue ? `:${escaped(long.slice(2))}:${actionOf(option)}` : '';
  if (short !== null) {
    return `${quoted(`(${short} ${long})`)}{${short},${long}}${quoted(`${told}${value}`)}`;
  }
  return quoted(`${variadic ? '*' : ''}${long}${hasValue ? '=' : ''}${told}${value}`);
}

function argumentSpec(argument: GrammarArgument): string {
  const { name, required, variadic } = argument;
  const many = variadic ? '*' : '';
  return quoted(`${many}${required ? ':' : '::'}${escaped(name)}:${actionOf(argument)}`);
}

function actionOf({
  choices,
  takes,
}: {
  readonly choices: readonly string[];
  readonly takes: Takes;
}): string {
  if (choices.length > 0) return `(${safeWords(choices)})`;
  switch (takes) {
    case 'file':
      return '_files';
    case 'folder':
      return '_files -/';
    case 'campaign':
      return '__campaignctl_campaigns';
    case 'target':
      return '__campaignctl_targets';
    case 'rule':
      return '__campaignctl_rules';
    case 'text':
      return ' ';
  }
}

/** What `_arguments` would read as its own. */
function escaped(text: string): string {
  return text.replace(/[\\[\]:]/g, '\\$&');
}
