/**
 * Grammar: the command line as plain data, for shell completion and for the page of commands.
 * Law: made from the commands themselves; nothing about a command is written a second time.
 */

/** What a word stands for. */
export type Takes =
  /** A file, or a folder. */
  | 'file'
  | 'folder'
  /** The key of a campaign. */
  | 'campaign'
  /** The key of a brand or campaign. */
  | 'target'
  /** The id of a rule. */
  | 'rule'
  /** Something that only the admin knows. */
  | 'text';

export interface GrammarArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly variadic: boolean;
  readonly choices: readonly string[];
  /** For people; null: none. */
  readonly default: string | null;
  readonly takes: Takes;
}

export interface GrammarOption {
  /** As help shows it: `-V, --version`, `--format <format>`. */
  readonly flags: string;
  /** `--format`. */
  readonly long: string;
  /** `-V`; null: none. */
  readonly short: string | null;
  readonly description: string;
  /** Whether a value follows. */
  readonly hasValue: boolean;
  readonly variadic: boolean;
  readonly choices: readonly string[];
  /** For people; null: none. */
  readonly default: string | null;
  readonly takes: Takes;
}

export interface GrammarCommand {
  /** Words behind the program, such as `sandbox approve`; empty: the program itself. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  /** `[options] [path]`. */
  readonly usage: string;
  readonly arguments: readonly GrammarArgument[];
  /** Its own, without those of the program. */
  readonly options: readonly GrammarOption[];
  readonly commands: readonly GrammarCommand[];
  /** What help tells below the options, without the examples. */
  readonly notes: readonly string[];
  /** Command lines, without the prompt. */
  readonly examples: readonly string[];
}

/** The command itself and all below it. */
export function allCommands(command: GrammarCommand): readonly GrammarCommand[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

/** The first sentence, without its full stop: what fits beside a name. */
export function gist(text: string): string {
  return (/^.*?[^.](?=\.(?:\s|$))/s.exec(text)?.[0] ?? text).replace(/\s+/g, ' ');
}
