/**
 * The example for Kubernetes: every manifest valid, every job within what a careful cluster asks for, and the rights
 * that its page promises to be enough.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readSeed } from '../../src/sandbox/embedded.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type CommandLine, inMarkdown, inShell, usageProblems } from '../command-lines.ts';
import { campaignctl } from '../e2e/command.ts';
import { type TestDatabase, testDatabase } from '../postgres.ts';
import { type Manifest, manifestProblems } from './manifests.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = `${ROOT}examples/kubernetes/`;

const read = (name: string) => readFileSync(`${FOLDER}${name}`, 'utf8');
const kustomization = parse(read('kustomization.yaml'));
const page = read('README.md');

const manifests = (kustomization.resources as string[]).flatMap((name) =>
  parseAllDocuments(read(name)).map((document) => document.toJS() as Manifest),
);

/** What our jobs have in common. */
interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: Source;
  }[];
  readonly securityContext: unknown;
  readonly resources: { readonly requests: object; readonly limits: object };
  readonly volumeMounts: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
  }[];
}

interface Source {
  readonly secretKeyRef?: { readonly name: string; readonly key: string };
  readonly configMapKeyRef?: { readonly name: string; readonly key: string };
}

interface Cron extends Manifest {
  readonly spec: {
    readonly concurrencyPolicy: string;
    readonly suspend?: boolean;
    readonly jobTemplate: {
      readonly spec: {
        readonly backoffLimit: number;
        readonly activeDeadlineSeconds: number;
        readonly template: { readonly spec: Pod };
      };
    };
  };
}

interface Pod {
  readonly restartPolicy: string;
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: unknown;
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly {
    readonly name: string;
    readonly secret?: { readonly secretName: string };
  }[];
}

const jobs = manifests.filter((one): one is Cron => one.kind === 'CronJob');
const podOf = ({ spec }: Cron): Pod => spec.jobTemplate.spec.template.spec;
const containersOf = (job: Cron) => [...podOf(job).initContainers, ...podOf(job).containers];
const named = jobs.map((job) => [job.metadata.name, job] as const);

it('puts every file of the folder into the cluster', () => {
  const files = readdirSync(FOLDER).filter(
    (name) => name.endsWith('.yaml') && name !== 'kustomization.yaml',
  );
  expect([...kustomization.resources].sort()).toEqual(files.sort());
  expect(jobs.map(({ metadata }) => metadata.name)).toEqual([
    'campaignctl-apply',
    'campaignctl-continue',
    'campaignctl-drift',
  ]);
});

it.each(manifests.map((one) => [`${one.kind} ${one.metadata.name}`, one] as const))(
  '%s is valid',
  (_, manifest) => {
    expect(manifestProblems(manifest)).toEqual([]);
  },
);

it('a manifest with a mistake is not', () => {
  const [job] = structuredClone(jobs) as unknown as [{ spec: Record<string, unknown> } & Manifest];
  job.spec['concurencyPolicy'] = 'Forbid';
  expect(manifestProblems(job)).toEqual(['.spec.concurencyPolicy is not known']);
  job.spec['concurrencyPolicy'] = 'Never';
  expect(manifestProblems(job)[0]).toContain('concurrencyPolicy');
  expect(manifestProblems({ ...job, kind: 'Cron' })[0]).toContain('no schema');
});

describe.each(named)('%s', (name, job) => {
  it('never runs beside itself, and is not started again by the cluster', () => {
    expect(job.spec.concurrencyPolicy).toBe('Forbid');
    expect(job.spec.jobTemplate.spec.backoffLimit).toBe(0);
    expect(job.spec.jobTemplate.spec.activeDeadlineSeconds).toBeGreaterThan(0);
    expect(podOf(job).restartPolicy).toBe('Never');
    // apply takes half a minute at most to finish what is in flight.
    expect(podOf(job).terminationGracePeriodSeconds).toBeGreaterThan(30);
    expect(job.spec.suspend ?? false).toBe(name === 'campaignctl-apply');
  });

  it('has no right that it does not need', () => {
    const pod = podOf(job);
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    for (const container of containersOf(job)) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(Object.keys(container.resources.limits)).toContain('memory');
      expect(Object.keys(container.resources.requests)).toContain('cpu');
      const [image] = kustomization.images;
      expect(container.image).toBe(`${image.name}:${image.newTag}`);
    }
  });

  it('has the key only where it is used, and the git key only there', () => {
    const [prepare] = podOf(job).initContainers;
    const [main] = podOf(job).containers;
    const secretsOf = (one: Container | undefined) =>
      one?.env
        .filter(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined)
        .map((each) => each.name);
    expect(secretsOf(prepare)).toEqual([]);
    expect(secretsOf(main)?.slice(0, 2)).toEqual(['CAMPAIGNCTL_API_KEY', 'CAMPAIGNCTL_STATE']);
    const mountsOf = (one: Container | undefined) =>
      one?.volumeMounts.map((each) => each.name) ?? [];
    expect(mountsOf(prepare)).toContain('git');
    expect(mountsOf(main)).not.toContain('git');
    // It cannot change what it runs, nor what it applies.
    const writable = main?.volumeMounts.filter(({ readOnly }) => readOnly !== true) ?? [];
    expect(writable.map(({ mountPath }) => mountPath)).toEqual(['/tmp']);
    const literals = containersOf(job).flatMap(({ env }) =>
      env.flatMap(({ value }) => value ?? []),
    );
    expect(literals.filter((text) => text.includes('://'))).toEqual([]);
  });

  it('prepares as the others do', () => {
    const [first] = jobs;
    expect(podOf(job).initContainers).toEqual(first && podOf(first).initContainers);
  });

  it('asks for secrets that the page makes, and settings that are there', () => {
    const made = new Map(
      [...page.matchAll(/create secret generic (\S+)((?: --from-file=\S+)+)/g)].map(
        ([, secret = '', keys = '']) => [
          secret,
          keys
            .trim()
            .split(/ ?--from-file=/)
            .slice(1),
        ],
      ),
    );
    const settings = manifests.find(({ kind }) => kind === 'ConfigMap') as unknown as {
      data: object;
    };
    for (const { valueFrom } of containersOf(job).flatMap(({ env }) => env)) {
      if (valueFrom?.secretKeyRef !== undefined) {
        expect(made.get(valueFrom.secretKeyRef.name)).toContain(valueFrom.secretKeyRef.key);
      }
      if (valueFrom?.configMapKeyRef !== undefined) {
        expect(settings.data).toHaveProperty([valueFrom.configMapKeyRef.key]);
      }
    }
    for (const { secret } of podOf(job).volumes) {
      if (secret !== undefined)
        expect(page).toContain(`\`${secret.secretName}\``.replaceAll('`', ''));
    }
  });
});

it('calls campaignctl as it is', async () => {
  const lines: CommandLine[] = jobs.flatMap((job) =>
    podOf(job).containers.flatMap(({ command, args }) =>
      command[0] === 'sh' ? inShell(args.join('\n')) : [{ argv: args, line: 1 }],
    ),
  );
  expect(lines.map(({ argv }) => argv[0])).toEqual(['apply', 'apply', 'plan']);
  expect(await usageProblems(lines)).toEqual([]);
  expect(await usageProblems(inMarkdown(page))).toEqual([]);
});

it('installs the version that it comes with', () => {
  const { version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
  const settings = manifests.find(({ kind }) => kind === 'ConfigMap') as unknown as {
    data: { version: string };
  };
  expect(settings.data.version).toBe(version);
  expect(page).toContain(`campaignctl@${version}\n`);
});

const database: TestDatabase | null = await testDatabase();

describe.skipIf(database === null)('the job that only looks', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    const seed = readSeed(`${ROOT}examples/quickstart/registry.seed.yaml`);
    sandbox = await startSandbox({ stateDir: null, seed, rateLimit: false });
  });

  afterAll(async () => {
    await sandbox.close();
    await database?.query('drop owned by campaignctl_reader');
    await database?.query('drop role campaignctl_reader');
    await database?.close();
  });

  it('needs to read the log, and no more', async () => {
    if (database === null) throw new Error('skipped');
    const env = (state: string) => ({
      CAMPAIGNCTL_SANDBOX_URL: sandbox.url,
      CAMPAIGNCTL_API_KEY: sandbox.apiKey,
      CAMPAIGNCTL_STATE: state,
    });
    const account = `${ROOT}examples/quickstart`;
    const applied = await campaignctl(['apply', account, '--yes', '--wait', '0'], {
      env: env(database.url),
    });
    expect(applied).toMatchObject({ code: 0 });
    await database.query("create role campaignctl_reader login password 'reader-5d0a'");
    const grants = [...page.matchAll(/^ *(grant .*);$/gm)].map(([, grant = '']) => grant);
    expect(grants).toHaveLength(2);
    for (const grant of grants) await database.query(grant);
    const reader = database.urlWith((url) => {
      url.username = 'campaignctl_reader';
      url.password = 'reader-5d0a';
    });
    const planned = await campaignctl(['plan', account, '--detailed-exitcode'], {
      env: env(reader),
    });
    expect(planned.stderr).toBe('');
    expect([2, 5]).toContain(planned.code);
    const refused = await campaignctl(['apply', account, '--continue'], { env: env(reader) });
    expect(refused).toMatchObject({ code: 1 });
  });
});
