/**
 * A team that adopts campaignctl: a real git repository with one account, a practice registry over HTTP, a local GitHub,
 * and jobs that run the `github` commands in this process as GitHub Actions would start them.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import undici from 'undici';
import { githubApply } from '../../src/commands/github/apply.ts';
import { githubContinue } from '../../src/commands/github/continue.ts';
import { githubDrift } from '../../src/commands/github/drift.ts';
import { githubObserve } from '../../src/commands/github/observe.ts';
import { githubPlan } from '../../src/commands/github/plan.ts';
import type { ExitCode } from '../../src/model/exit.ts';
import { readSeed } from '../../src/sandbox/embedded.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { ioDouble } from '../crash/io-double.ts';
import { fastPace } from './fast.ts';
import { type GitHubServer, startGitHub, TOKEN } from './server.ts';

// As the command line does it: one copy of undici for fetch and its pool.
undici.install();

const QUICKSTART = fileURLToPath(new URL('../../examples/quickstart', import.meta.url));

export interface Job {
  readonly code: ExitCode;
  /** Lines of its log that annotate. */
  readonly annotations: readonly string[];
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface JobOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly event?: string;
  readonly path?: string;
  readonly maskNumbers?: boolean;
  readonly publish?: boolean;
  readonly snapshot?: string;
  readonly approve?: string;
  readonly allow?: string;
}

export interface Team {
  readonly github: GitHubServer;
  readonly sandbox: Sandbox;
  /** Folder of the account in the repository. */
  readonly account: string;
  readonly repository: string;
  git(...args: readonly string[]): string;
  read(file: string): string;
  write(file: string, text: string): void;
  edit(from: string, to: string, file?: string): void;
  /** Opens a pull request with what `change` does to the files; its number. The checkout is that of its job. */
  propose(change: () => void, of?: { readonly fork?: boolean }): number;
  /** A further commit on it. */
  push(number: number, change: () => void): void;
  /** Variables of a job for an event, but for the token. */
  environment(event: string, payload: object): Record<string, string>;
  pullPayload(number: number): object;
  planJob(number: number, options?: JobOptions): Promise<Job>;
  /** Plans it, and keeps what the job would upload. */
  planAndKeep(number: number, options?: JobOptions): Promise<Job>;
  merge(number: number, how?: 'merge' | 'squash' | 'rebase'): void;
  applyJob(options?: JobOptions): Promise<Job>;
  continueJob(options?: JobOptions): Promise<Job>;
  driftJob(options?: JobOptions): Promise<Job>;
  /** On an event about an issue, with a fresh checkout of the branch. */
  observeJob(
    event: 'issues' | 'issue_comment',
    payload: object,
    options?: JobOptions,
  ): Promise<Job>;
  /** The newest comment of ours without its mark. */
  comment(number: number): string;
  close(): Promise<void>;
}

export async function startTeam(): Promise<Team> {
  const github = await startGitHub();
  const home = mkdtempSync(join(tmpdir(), 'campaignctl-team-'));
  const repository = join(home, 'checkout');
  const account = join(repository, 'offices', 'acme');
  cpSync(QUICKSTART, account, {
    recursive: true,
    filter: (path) => basename(path) !== '.campaignctl',
  });
  const seed = readSeed(join(account, 'registry.seed.yaml'));
  const sandbox = await startSandbox({ stateDir: null, seed, rateLimit: false });
  const gitRaw = (
    args: readonly string[],
    { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {},
  ) =>
    execFileSync('git', args, {
      cwd: repository,
      encoding: 'utf8',
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'jane',
        GIT_AUTHOR_EMAIL: 'jane@acme-dental.example',
        GIT_COMMITTER_NAME: 'jane',
        GIT_COMMITTER_EMAIL: 'jane@acme-dental.example',
        ...env,
      },
    });
  const git = (...args: readonly string[]) => gitRaw(args).trim();
  const commit = (message: string) => {
    git('add', '-A');
    git('commit', '--quiet', '--allow-empty', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch=main');
  writeFileSync(join(repository, 'README.md'), 'Texting at Acme Dental.\n');
  const { state } = github.world;
  let hours = 0;
  const now = () => new Date(Date.now() - 3_600_000 + ++hours * 1000).toISOString();
  state.commits.push({ sha: commit('the first files'), date: now() });
  const read = (file: string) => readFileSync(join(account, file), 'utf8');
  const write = (file: string, text: string) => writeFileSync(join(account, file), text);
  state.files = {
    read(branch, path) {
      const found = git('ls-tree', branch, '--', path);
      if (found === '') return null;
      const [, , blob = ''] = found.split(/\s/);
      return { text: gitRaw(['cat-file', 'blob', blob]), blob };
    },
    // The checkout of a job stays as it is.
    write(branch, path, text, message) {
      const env = { GIT_INDEX_FILE: join(home, `index-${state.nextId++}`) };
      const blob = gitRaw(['hash-object', '-w', '--stdin'], { input: text }).trim();
      gitRaw(['read-tree', branch], { env });
      gitRaw(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], { env });
      const tree = gitRaw(['write-tree'], { env }).trim();
      const author = { GIT_AUTHOR_NAME: state.me.login, GIT_COMMITTER_NAME: 'GitHub' };
      const made = ['commit-tree', tree, '-p', branch, '-m', message];
      const sha = gitRaw(made, { env: author }).trim();
      git('update-ref', `refs/heads/${branch}`, sha);
      state.commits.push({ sha, date: now() });
      return sha;
    },
  };
  const edit = (from: string, to: string, file = 'campaigns.yaml') => {
    const text = read(file);
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
    write(file, text.replace(from, to));
  };

  /** What GitHub shows of its files. */
  const filesOf = (head: string) => {
    const base = git('merge-base', 'main', head);
    const names = git('diff', '--name-only', '--no-renames', base, head);
    return names === ''
      ? []
      : names.split('\n').map((filename) => {
          const patch = git('diff', base, head, '--', filename);
          return { filename, patch: patch.slice(Math.max(0, patch.indexOf('\n@@') + 1)) };
        });
  };
  /** actions/checkout gives the merge that GitHub tries out. */
  const checkOutMerge = (number: number, head: string) => {
    git('checkout', '--quiet', '--detach', 'main');
    git('merge', '--quiet', '--no-ff', '-m', `Merge ${number}`, head);
  };
  const branchOf = (number: number) => `pull-${number}`;

  let runs = 100;
  /** What GitHub sets for a job; its files are in a folder of its own. */
  const environment = (event: string, payload: object) => {
    const folder = mkdtempSync(join(home, 'job-'));
    const files = {
      event: join(folder, 'event.json'),
      output: join(folder, 'output'),
      summary: join(folder, 'summary.md'),
    };
    writeFileSync(files.event, JSON.stringify({ ...payload, ...repositoryPayload() }));
    writeFileSync(files.output, '');
    writeFileSync(files.summary, '');
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTOR: 'jane',
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_REPOSITORY: state.repository,
      GITHUB_RUN_ID: String(++runs),
      GITHUB_SHA: git('rev-parse', 'HEAD'),
      GITHUB_REF_NAME: 'main',
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: files.event,
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_WORKSPACE: repository,
      RUNNER_TEMP: join(folder, 'temp'),
      CAMPAIGNCTL_SANDBOX_URL: sandbox.url,
      CAMPAIGNCTL_API_KEY: sandbox.apiKey,
      CAMPAIGNCTL_STATE: `dir:${join(home, 'log')}`,
    };
  };
  const job = async (
    command: (io: ReturnType<typeof ioDouble>['io']) => Promise<ExitCode>,
    event: string,
    payload: object,
    { env = {} }: JobOptions,
  ): Promise<Job> => {
    const given = { ...environment(event, payload), GITHUB_TOKEN: TOKEN, ...env };
    const double = ioDouble(given, repository);
    const code = await command(double.io);
    const out = double.out();
    const written = readFileSync(given.GITHUB_OUTPUT, 'utf8').split('\n');
    return {
      code,
      annotations: out.split('\n').filter((line) => line.startsWith('::')),
      log: `${out}${double.err()}`,
      summary: readFileSync(given.GITHUB_STEP_SUMMARY, 'utf8'),
      outputs: Object.fromEntries(
        written
          .filter((line) => line !== '')
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      ),
    };
  };
  const repositoryPayload = () => ({
    repository: { id: state.repositoryId, private: state.isPrivate, default_branch: 'main' },
  });
  const pullOf = (number: number) => {
    const pull = state.pulls.find((one) => one.number === number);
    if (pull === undefined) throw new Error(`there is no pull request ${number}`);
    return pull;
  };
  const pathOf = ({ path = 'offices/acme' }: JobOptions) => path;
  const common = (options: JobOptions) => ({
    path: pathOf(options),
    ...(options.maskNumbers === undefined ? {} : { maskNumbers: options.maskNumbers }),
  });
  const doors = { pace: fastPace() };

  const team: Team = {
    github,
    sandbox,
    account,
    repository,
    git,
    read,
    write,
    edit,
    propose(change, { fork = false } = {}) {
      const number = github.world.pull(fork ? { headRepository: 9999 } : {});
      git('checkout', '--quiet', '-b', branchOf(number), 'main');
      change();
      const head = commit(`change ${number}`);
      Object.assign(pullOf(number), { head, files: filesOf(head) });
      checkOutMerge(number, head);
      return number;
    },
    push(number, change) {
      git('checkout', '--quiet', branchOf(number));
      change();
      const head = commit(`more of ${number}`);
      Object.assign(pullOf(number), { head, files: filesOf(head) });
      checkOutMerge(number, head);
    },
    environment,
    pullPayload(number) {
      const pull = pullOf(number);
      return {
        number,
        pull_request: {
          number,
          head: { sha: pull.head, repo: { id: pull.headRepository } },
          base: { sha: git('rev-parse', 'main'), ref: 'main', repo: { id: state.repositoryId } },
        },
      };
    },
    planJob(number, options = {}) {
      checkOutMerge(number, pullOf(number).head);
      const { publish, snapshot } = options;
      const more = {
        ...(publish === undefined ? {} : { publish }),
        ...(snapshot === undefined ? {} : { snapshot }),
      };
      return job(
        (io) => githubPlan({ ...common(options), ...more }, io, doors),
        options.event ?? 'pull_request',
        team.pullPayload(number),
        options,
      );
    },
    async planAndKeep(number, options = {}) {
      const planned = await team.planJob(number, options);
      const { outputs } = planned;
      const file = outputs['plan-file'] || outputs['no-plan-file'] || '';
      const name = outputs['artifact-name'] ?? '';
      if (file !== '') {
        github.world.artifact({
          name,
          files: { [basename(file)]: readFileSync(file, 'utf8'), 'plan.html': '<p>' },
          headSha: pullOf(number).head,
          createdAt: new Date().toISOString(),
        });
      }
      return planned;
    },
    merge(number, how = 'squash') {
      const pull = pullOf(number);
      git('checkout', '--quiet', 'main');
      if (how === 'merge') git('merge', '--quiet', '--no-ff', '-m', `Merge #${number}`, pull.head);
      else if (how === 'squash') {
        git('merge', '--quiet', '--squash', pull.head);
        git('commit', '--quiet', '-m', `Squash #${number}`);
      } else git('cherry-pick', '--allow-empty', pull.head);
      const at = now();
      const sha = git('rev-parse', 'HEAD');
      if (how === 'merge') state.commits.push({ sha: pull.head, date: at });
      state.commits.push({ sha, date: at });
      Object.assign(pull, { state: 'closed', merge: sha, mergedAt: at, updatedAt: at });
    },
    applyJob(options = {}) {
      git('checkout', '--quiet', 'main');
      const { approve, publish } = options;
      const waits = {
        wait: 0,
        leaseWait: 0,
        ...(approve === undefined ? {} : { approve }),
        ...(publish === undefined ? {} : { publish }),
      };
      return job(
        (io) => githubApply({ ...common(options), ...waits }, io, doors),
        options.event ?? 'push',
        {},
        options,
      );
    },
    continueJob(options = {}) {
      git('checkout', '--quiet', 'main');
      const waits = { wait: 0, leaseWait: 0 };
      return job(
        (io) => githubContinue({ ...common(options), ...waits }, io, doors),
        options.event ?? 'schedule',
        {},
        options,
      );
    },
    driftJob(options = {}) {
      git('checkout', '--quiet', 'main');
      const { publish } = options;
      const more = { applyWorkflow: 'apply.yml', ...(publish === undefined ? {} : { publish }) };
      return job(
        (io) => githubDrift({ ...common(options), ...more }, io, doors),
        options.event ?? 'schedule',
        {},
        options,
      );
    },
    observeJob(event, payload, options = {}) {
      git('checkout', '--quiet', '--force', 'main');
      git('clean', '--quiet', '--force', '-d');
      const { publish, allow } = options;
      const more = {
        leaseWait: 0,
        ...(publish === undefined ? {} : { publish }),
        ...(allow === undefined ? {} : { allow }),
      };
      return job(
        (io) => githubObserve({ ...common(options), ...more }, io, doors),
        event,
        payload,
        options,
      );
    },
    comment(number) {
      const ours = state.comments.filter(
        ({ issue, body }) => issue === number && body.startsWith('<!-- campaignctl:comment '),
      );
      const body = ours.at(-1)?.body ?? '';
      return body.slice(body.indexOf('\n') + 1);
    },
    async close() {
      await sandbox.close();
      await github.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return team;
}
