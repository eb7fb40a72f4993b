/** The shape of the source, as the folder list tells it: who may import whom, and what pure folders never touch. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

type Area =
  | 'cli'
  | 'commands'
  | 'config'
  | 'format'
  | 'plan'
  | 'runbook'
  | 'import'
  | 'observe'
  | 'apply'
  | 'report'
  | 'providers'
  | 'stores'
  | 'github'
  | 'sandbox'
  | 'model';

/** An area may import itself and these. */
const MAY_IMPORT: Readonly<Record<Area, readonly Area[]>> = {
  cli: ['commands', 'model'],
  commands: [
    'config',
    'format',
    'plan',
    'runbook',
    'import',
    'observe',
    'apply',
    'report',
    'providers',
    'stores',
    'github',
    'sandbox',
    'model',
  ],
  config: ['model'],
  format: ['config', 'model'],
  plan: ['model'],
  runbook: ['model'],
  // It writes what config reads and what the plan says nothing about, so it asks both.
  import: ['config', 'plan', 'report', 'model'],
  // It writes what config reads.
  observe: ['config', 'model'],
  apply: ['model'],
  report: ['model'],
  providers: ['model'],
  stores: ['model'],
  github: ['model'],
  sandbox: ['model'],
  model: [],
};

const PURE: readonly Area[] = ['model', 'format', 'plan', 'runbook', 'import', 'observe', 'report'];

/** Modules of Node that only compute. */
const PURE_MODULES: ReadonlySet<string> = new Set(['node:crypto']);

const IMPURE: readonly (readonly [string, RegExp])[] = [
  ['the clock', /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\b|\bhrtime\b/],
  ['the environment', /\bprocess\b/],
  ['the console', /\bconsole\b/],
  ['randomness', /\bMath\.random\b|\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b/],
  ['timers', /\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/],
  ['the network', /\bfetch\b|\bWebSocket\b/],
  ['the locale of the machine', /\blocaleCompare\b|\btoLocale\w+\b/],
];

/** Packages that were chosen for a part of the work, so that nobody writes it again by hand. */
const CHOSEN_FOR_SRC = [
  'yaml',
  'commander',
  'diff',
  'undici',
  'csv-parse',
  'fastest-levenshtein',
  'picocolors',
  'string-width',
  '@octokit/core',
  '@octokit/plugin-paginate-rest',
  '@octokit/plugin-retry',
  '@octokit/plugin-throttling',
  'yauzl',
];
const CHOSEN_FOR_REST = [
  'ajv',
  'ajv-formats',
  'json-schema-to-typescript',
  'libphonenumber-js',
  'vitest',
  'nock',
  'fast-check',
  'esbuild',
  'playwright-core',
  'axe-core',
  'parse5',
];

interface SourceText {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly code: string;
  readonly imports: readonly string[];
}

const src = sourcesIn('src');
const rest = [...sourcesIn('test'), ...sourcesIn('.ci')];

function sourcesIn(folder: string): readonly SourceText[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?ts$|\.mjs$/.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name).slice(ROOT.length);
      const text = readFileSync(join(ROOT, path), 'utf8');
      const imports = [
        ...text.matchAll(
          /(?:^(?:import|export)\b[^'"]*?\bfrom\s*|^import\s*|\bimport\(\s*)'([^']+)'/gm,
        ),
      ];
      return {
        path,
        text,
        code: withoutProse(text),
        imports: imports.map(([, name = '']) => name),
      };
    });
}

/** Without comments and the contents of strings, which may speak of anything. */
function withoutProse(text: string): string {
  return text.replace(
    /\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g,
    (match) => (match.startsWith('/') ? '' : "''"),
  );
}

function areaOf(path: string): Area {
  const [, second = ''] = path.split('/');
  const area = second.replace(/\.ts$/, '');
  if (Object.hasOwn(MAY_IMPORT, area)) return area as Area;
  throw new Error(`${path} is in no known part of src`);
}

function packageOf(name: string): string {
  const [first = '', second = ''] = name.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

describe('imports', () => {
  it('go one way', () => {
    const wrong = src.flatMap(({ path, imports }) =>
      imports
        .filter((name) => name.startsWith('.'))
        .map((name) => posix.join(dirname(path), name))
        .filter((target) => {
          if (!target.startsWith('src/')) return !target.startsWith('schema/');
          const from = areaOf(path);
          const to = areaOf(target);
          return from !== to && !MAY_IMPORT[from].includes(to);
        })
        .map((target) => `${path} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('name the file they mean', () => {
    const wrong = [...src, ...rest].flatMap(({ path, imports }) =>
      imports
        .filter((name) => name.startsWith('.') && !/\.(?:ts|mjs|json)$/.test(name))
        .map((name) => `${path}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('reach generated code through one module', () => {
    const importers = new Map<string, string[]>();
    for (const { path, imports } of src) {
      for (const name of imports.filter((one) => /\.gen\.m?[jt]s$/.test(one))) {
        const target = posix.join(dirname(path), name);
        importers.set(target, [...(importers.get(target) ?? []), path]);
      }
    }
    expect([...importers].filter(([, by]) => by.length > 1)).toEqual([]);
  });

  it('use the packages that were chosen', () => {
    const used = (sources: readonly SourceText[]) =>
      new Set(sources.flatMap(({ imports }) => imports.map(packageOf)));
    expect(CHOSEN_FOR_SRC.filter((name) => !used(src).has(name))).toEqual([]);
    expect(CHOSEN_FOR_REST.filter((name) => !used([...src, ...rest]).has(name))).toEqual([]);
  });

  it('of src are bundled or built in', () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    ) as Record<string, Record<string, string>>;
    // All of it is bundled: whoever installs the package gets no other with it.
    expect(dependencies).toBeUndefined();
    const unknown = src.flatMap(({ path, imports }) =>
      imports
        .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
        .filter((name) => !Object.hasOwn(devDependencies ?? {}, packageOf(name)))
        // Types alone: there is no such package, so nothing of it could be run.
        .filter((name) => !Object.hasOwn(devDependencies ?? {}, `@types/${name}`))
        .map((name) => `${path}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });
});

describe('pure folders', () => {
  const pure = src.filter(({ path }) => PURE.includes(areaOf(path)));

  it.each(IMPURE)('do not use %s', (_, pattern) => {
    const users = pure.filter(({ code }) => pattern.test(code)).map(({ path }) => path);
    expect(users).toEqual([]);
  });

  it('do not reach the machine through modules of Node', () => {
    const users = pure.flatMap(({ path, imports }) =>
      imports
        .filter((name) => name.startsWith('node:') && !PURE_MODULES.has(name))
        .map((name) => `${path}: ${name}`),
    );
    expect(users).toEqual([]);
  });
});

describe('HTTP', () => {
  it('is sent by the one client; GitHub and the control plane of the sandbox are not the registry', () => {
    const senders = src.filter(({ code }) => /\bfetch\(/.test(code)).map(({ path }) => path);
    expect(senders.sort()).toEqual([
      'src/commands/sandbox.ts',
      'src/github/client.ts',
      'src/providers/http.ts',
      'src/sandbox/discovery.ts',
    ]);
  });

  it('uses of undici only an Agent, and its fetch by install', () => {
    const users = src.filter(({ imports }) => imports.includes('undici'));
    expect(users.map(({ path }) => path).sort()).toEqual([
      'src/commands/program-parts.ts',
      'src/providers/http.ts',
    ]);
    const names = users.flatMap(({ code, text }) => [
      ...(code.match(/\bundici\.\w+/g) ?? []),
      ...(/import \{([^}]*)\} from 'undici'/.exec(text)?.[1]?.split(',') ?? []),
    ]);
    expect(names.map((name) => name.trim()).sort()).toEqual(['Agent', 'undici.install']);
  });
});

describe('the repository', () => {
  it('names no path of the machine it was written on', () => {
    // Put together here, so that this file does not name them.
    const paths = [
      ['', 'work', ''],
      ['..', 'shared'],
      ['', 'tmp', 'team'],
    ].map((parts) => parts.join('/'));
    const wrong = [...src, ...rest]
      .filter(({ text }) => paths.some((path) => text.includes(path)))
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });

  it('silences no compiler', () => {
    const marks = ['@ts-' + 'ignore', '@ts-' + 'nocheck', '@ts-' + 'expect-error'];
    const wrong = [...src, ...rest]
      .filter(
        ({ path, text }) => !path.includes('.gen.') && marks.some((mark) => text.includes(mark)),
      )
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });
});
