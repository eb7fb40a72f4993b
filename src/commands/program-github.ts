/**
 * The grammar of `campaignctl github`: what the GitHub Action runs.
 */
import { type Command, Option } from 'commander';
import type { GitHubApplyOptions } from './github/account.ts';
import type { ApplyMergedOptions } from './github/apply.ts';
import type { GitHubDriftOptions } from './github/drift.ts';
import type { GitHubObserveOptions } from './github/observe.ts';
import type { GitHubPlanOptions } from './github/plan.ts';
import type { Runner } from './program.ts';
import { durationMs, examples, PATH, stateOption, takeOverFetch } from './program-parts.ts';

const TOKEN =
  '\nGITHUB_TOKEN is the token of the job; GitHub Actions sets the other variables.\ndocs/github.md tells what each command needs.';

export function addGitHub(program: Command, run: Runner): void {
  const github = program
    .command('github')
    .description('What the GitHub Action runs: pull requests, merges, schedules.')
    .addHelpText('after', TOKEN);
  addPlan(github, run);
  addApply(github, run);
  addContinue(github, run);
  addDrift(github, run);
  addObserve(github, run);
}

function addPlan(github: Command, run: Runner): void {
  github
    .command('plan')
    .description('Plan a pull request: annotations, summary, one comment, suggestions.')
    .argument('[path]', PATH, '.')
    .addOption(stateOption())
    .option('--snapshot <file>', 'plan from a saved snapshot; `latest`: the one of github drift')
    .option('--publish', 'keep the plan for apply also where everybody can read it')
    .addHelpText('after', examples('github plan offices/', 'github plan --snapshot latest'))
    .action((path: string, options: Omit<GitHubPlanOptions, 'path'>, command: Command) =>
      run(async (io) => {
        await takeOverFetch();
        const { githubPlan } = await import('./github/plan.ts');
        return githubPlan({ ...options, ...maskOf(command), path }, io);
      }),
    );
}

function addApply(github: Command, run: Runner): void {
  github
    .command('apply')
    .description('Apply what merged pull requests approved, and tell each what became of it.')
    .argument('[path]', PATH, '.')
    .option('--approve <ids>', 'apply these changes by hand instead, with spaces between')
    .addOption(stateOption())
    .addOption(leaseWaitOption())
    .addOption(waitOption())
    .addOption(publishOption())
    .addHelpText(
      'after',
      examples('github apply offices/', 'github apply --approve "acme/e9865539850d"'),
    )
    .action((path: string, options: Omit<ApplyMergedOptions, 'path'>, command: Command) =>
      run(async (io) => {
        await takeOverFetch();
        const { githubApply } = await import('./github/apply.ts');
        return githubApply({ ...options, ...maskOf(command), path }, io);
      }),
    );
}

function addContinue(github: Command, run: Runner): void {
  github
    .command('continue')
    .description('Carry on with what was approved before, and tell its pull requests.')
    .argument('[path]', PATH, '.')
    .addOption(stateOption())
    .addOption(leaseWaitOption())
    .addOption(waitOption())
    .addOption(publishOption())
    .addHelpText('after', examples('github continue offices/ --state git:origin'))
    .action((path: string, options: Omit<GitHubApplyOptions, 'path'>, command: Command) =>
      run(async (io) => {
        await takeOverFetch();
        const { githubContinue } = await import('./github/continue.ts');
        return githubContinue({ ...options, ...maskOf(command), path }, io);
      }),
    );
}

function addDrift(github: Command, run: Runner): void {
  github
    .command('drift')
    .description('Keep one issue about what is live and not as written. Changes nothing there.')
    .argument('[path]', PATH, '.')
    .addOption(stateOption())
    .addOption(publishOption())
    .option('--apply-workflow <file>', 'workflow that applies by hand', 'apply.yml')
    .addHelpText('after', examples('github drift offices/', 'github drift --state git:origin'))
    .action((path: string, options: Omit<GitHubDriftOptions, 'path'>, command: Command) =>
      run(async (io) => {
        await takeOverFetch();
        const { githubDrift } = await import('./github/drift.ts');
        return githubDrift({ ...options, ...maskOf(command), path }, io);
      }),
    );
}

function addObserve(github: Command, run: Runner): void {
  github
    .command('observe')
    .description('Record what a person ticked or pasted in the issue with the runbook.')
    .argument('[path]', PATH, '.')
    .option('--allow <logins>', 'who may tell it; left out: whoever may write to the repository')
    .addOption(stateOption())
    .addOption(leaseWaitOption())
    .addOption(publishOption())
    .addHelpText('after', examples('github observe offices/ --allow "ann bob"'))
    .action((path: string, options: Omit<GitHubObserveOptions, 'path'>, command: Command) =>
      run(async (io) => {
        await takeOverFetch();
        const { githubObserve } = await import('./github/observe.ts');
        return githubObserve({ ...options, ...maskOf(command), path }, io);
      }),
    );
}

function publishOption(): Option {
  return new Option(
    '--publish',
    'also in a public repository, where everybody reads names and numbers',
  );
}

/** What the command line says about masking; nothing: the event decides. */
function maskOf(command: Command): { readonly maskNumbers?: boolean } {
  const { maskNumbers } = command.optsWithGlobals<{ maskNumbers?: boolean }>();
  return maskNumbers === undefined ? {} : { maskNumbers };
}

function leaseWaitOption(): Option {
  return new Option('--lease-wait <duration>', 'how long to wait for another run to end')
    .argParser(durationMs)
    .default(600_000, '10m');
}

function waitOption(): Option {
  return new Option('--wait <duration>', 'how long to wait for what others need, such as 90s or 0')
    .argParser(durationMs)
    .default(120_000, '2m');
}
