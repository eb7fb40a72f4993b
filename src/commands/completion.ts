/**
 * `campaignctl completion`: the script that teaches a shell to complete the command line.
 */
import { basename } from 'node:path';
import type { Command } from 'commander';
import { TOLD_GROUPS } from '../config/rules-told.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import { bashCompletion } from '../report/completion/bash.ts';
import { fishCompletion } from '../report/completion/fish.ts';
import { zshCompletion } from '../report/completion/zsh.ts';
import { grammarOf } from './grammar.ts';
import type { Io } from './io.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

type Shell = (typeof SHELLS)[number];

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

/** Left out: the shell that SHELL names. */
export function completion(shell: Shell | undefined, program: Command, io: Io): ExitCode {
  const chosen = shell ?? SHELLS.find((one) => one === basename(io.env['SHELL'] ?? ''));
  if (chosen === undefined) {
    io.stderr(
      `Name the shell: \`campaignctl completion ${SHELLS.join('`, `campaignctl completion ')}\`.\n`,
    );
    return EXIT.invalid;
  }
  const rules = TOLD_GROUPS.flatMap((group) => group.rules.map(({ id }) => id));
  io.stdout(SCRIPTS[chosen](grammarOf(program), rules));
  return EXIT.ok;
}
