/**
 * The grammar of shell completion.
 */
import { Argument, type Command } from 'commander';
import type { KeysOptions } from './completion-keys.ts';
import type { Runner } from './program.ts';
import { examples } from './program-parts.ts';

export function addCompletion(program: Command, run: Runner): void {
  program
    .command('completion')
    .description('Print the script that completes commands, options and keys in your shell.')
    .addArgument(
      new Argument('[shell]', 'left out: the one that SHELL names').choices([
        'bash',
        'zsh',
        'fish',
      ]),
    )
    .addHelpText(
      'after',
      `
To have it in every shell:
  bash  add to ~/.bashrc:                eval "$(campaignctl completion bash)"
  zsh   add to ~/.zshrc, below compinit: source <(campaignctl completion zsh)
  fish  run once: campaignctl completion fish > ~/.config/fish/completions/campaignctl.fish`,
    )
    .addHelpText('after', examples('completion', 'completion zsh'))
    .action((shell: 'bash' | 'zsh' | 'fish' | undefined) =>
      run(async (io) => (await import('./completion.ts')).completion(shell, program, io)),
    );
  program
    .command('completion-keys', { hidden: true })
    .description('Print the keys of campaigns, for the completion of a shell.')
    .argument('[path]', 'folder of the account, or anything in it', '.')
    .option('--brands', 'those of brands too')
    .action((path: string, options: Omit<KeysOptions, 'path'>) =>
      run(async (io) =>
        (await import('./completion-keys.ts')).completionKeys({ ...options, path }, io),
      ),
    );
}
