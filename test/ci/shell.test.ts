/** Scripts that others run with their keys: ours in workflows, those of the examples and those of the pages. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isMap, isScalar, isSeq, parseAllDocuments, visit } from 'yaml';
import { missingTool } from '../postgres.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Script {
  readonly name: string;
  readonly shell: 'bash' | 'sh';
  readonly text: string;
}

/** Files of a folder; none where it is not there. */
function filesIn(folder: string, ending: RegExp): readonly string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => `${folder}/${name}`);
}

/** `run` of GitHub, `script` and `before_script` of GitLab, `args` of `sh -ec` in Kubernetes. */
function inYaml(path: string): readonly Script[] {
  const found: Script[] = [];
  const add = (key: unknown, shell: Script['shell'], text: string) =>
    found.push({ name: `${path}: ${key}, ${found.length + 1}`, shell, text });
  for (const document of parseAllDocuments(readFileSync(join(ROOT, path), 'utf8'))) {
    visit(document, {
      Pair(_, { key, value }) {
        if (!isScalar(key)) return;
        if (key.value === 'run' && isScalar(value)) add('run', 'bash', String(value.value));
        if (/^(before_)?script$/.test(String(key.value)) && isSeq(value)) {
          add(key.value, 'bash', (value.toJSON() as string[]).join('\n'));
        }
      },
      Map(_, node) {
        if (!isMap(node) || !isSeq(node.get('command')) || !isSeq(node.get('args'))) return;
        const [shell] = (node.get('command') as { toJSON(): string[] }).toJSON();
        const args = (node.get('args') as { toJSON(): string[] }).toJSON();
        if (shell === 'sh') add('args', 'sh', args.join('\n'));
      },
    });
  }
  return found;
}

function inPage(path: string): readonly Script[] {
  const blocks = readFileSync(join(ROOT, path), 'utf8').matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm);
  return [...blocks].map(([, text = ''], i) => ({
    name: `${path}: block ${i + 1}`,
    shell: 'sh',
    text,
  }));
}

const scripts = [
  ...filesIn('.github/workflows', /\.ya?ml$/).flatMap(inYaml),
  ...['github', 'gitlab', 'kubernetes']
    .flatMap((name) => filesIn(`examples/${name}`, /\.ya?ml$/))
    .flatMap(inYaml),
  // Pages whose blocks are scripts; those of others are typed.
  ...['docs/other-ci.md', 'examples/kubernetes/README.md'].flatMap(inPage),
];

function shellcheck({ shell, text }: Script): string {
  // 2154: variables that the CI sets. 2148: no first line that names a shell.
  const args = ['--shell', shell, '--severity', 'warning', '--exclude', 'SC2154,SC2148', '-'];
  const { stdout, error } = spawnSync('shellcheck', args, { input: text, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return stdout;
}

const isThere = spawnSync('shellcheck', ['--version']).error === undefined;
if (!isThere) missingTool('shellcheck, which looks at scripts in workflows, examples and pages');

it.skipIf(!isThere).each(scripts.map((script) => [script.name, script] as const))(
  '%s',
  (_, script) => {
    expect(shellcheck(script)).toBe('');
  },
);

it('all kinds are found, and a mistake is told', () => {
  for (const name of [
    'release.yml: run',
    'gitlab-ci.yml: script',
    'drift.yaml: args',
    'other-ci.md: block',
  ]) {
    expect(scripts.map((script) => script.name).join('\n')).toContain(name);
  }
  if (isThere)
    expect(shellcheck({ name: '', shell: 'sh', text: 'rm -rf $dir/*\ncd x\n' })).toContain(
      'SC2164',
    );
});
