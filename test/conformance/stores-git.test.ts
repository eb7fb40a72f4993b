/** The log in a git branch: real remotes, lost answers, clones of every kind, and a local repository that stays as it was. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Store, StoreConflict, StoreError } from '../../src/model/store.ts';
import { openGit } from '../../src/stores/git.ts';
import { openStore } from '../../src/stores/open.ts';
import { missingTool } from '../postgres.ts';
import {
  bareRepository,
  buildWriter,
  dropped,
  git,
  reasonsIn,
  startWriter,
  thrownBy,
} from './stores.world.ts';

const home = mkdtempSync(join(tmpdir(), 'campaignctl-git-'));
const BRANCH = 'campaignctl/acme';
const ENV = { ...process.env, HOME: home, XDG_CONFIG_HOME: home };

let folder = '';
let remote = '';
let clone = '';
const opened: Store[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(home, 'case-'));
  remote = bareRepository(folder);
  clone = join(folder, 'clone');
  git(folder, 'clone', '--quiet', remote, clone);
  for (const words of ['one', 'two', 'three']) {
    writeFileSync(join(clone, 'campaigns.yaml'), words);
    git(clone, 'add', '.');
    git(clone, 'commit', '--quiet', '-m', words);
  }
  git(clone, 'push', '--quiet', 'origin', 'HEAD:refs/heads/main');
});

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

async function open(
  spec = 'git:origin',
  cwd = clone,
  env: NodeJS.ProcessEnv = ENV,
): Promise<Store> {
  const store = await openStore(spec, { account: 'acme', cwd, env });
  opened.push(store);
  return store;
}

/** With short waits. */
async function openQuick(spec: string, pushWithin = 5000): Promise<Store> {
  const store = await openGit({
    ...{ remote: spec, branch: BRANCH, cwd: clone, env: ENV },
    ...{ waits: [20, 50], pushWithin },
  });
  opened.push(store);
  return store;
}

function hook(name: string, lines: readonly string[]): void {
  const file = join(remote, 'hooks', name);
  mkdirSync(join(remote, 'hooks'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(file, 0o755);
}

/** Everything that a person would notice in a repository. */
function stateOf(repository: string): object {
  const read = (name: string) => {
    const file = join(repository, '.git', name);
    return existsSync(file) ? readFileSync(file, 'latin1') : null;
  };
  return {
    refs: git(repository, 'for-each-ref', '--format=%(refname) %(objectname)')
      .split('\n')
      .filter((line) => !line.startsWith('refs/campaignctl/')),
    status: git(repository, 'status', '--porcelain'),
    files: ['HEAD', 'index', 'config', 'FETCH_HEAD', 'ORIG_HEAD', 'shallow', 'packed-refs'].map(
      read,
    ),
  };
}

describe('the branch', () => {
  test('is a chain of commits with one file each, made by campaignctl now', async () => {
    const store = await open();
    expect(store.label).toBe('git:origin#campaignctl/acme');
    await store.append([dropped('one'), dropped('two')], 0);
    await store.append([dropped('three')], 1);
    const log = git(remote, 'log', '--reverse', '--format=%an <%ae>|%cn|%s|%ct', BRANCH).split(
      '\n',
    );
    const [first = '', second = ''] = log;
    expect(log.length).toBe(2);
    expect(first).toMatch(/^campaignctl <campaignctl@localhost>\|campaignctl\|Append 1: dropped\|/);
    expect(second).toContain('Append 2');
    expect(Math.abs(Number(first.split('|')[3]) - Date.now() / 1000)).toBeLessThan(120);
    expect(git(remote, 'ls-tree', '--name-only', '-r', BRANCH)).toBe('entries.jsonl');
    expect(git(remote, 'show', `${BRANCH}:entries.jsonl`)).toBe(JSON.stringify(dropped('three')));
  });

  test('has the name that was given', async () => {
    const store = await open('git:origin#audit/log');
    await store.append([dropped('one')], 0);
    expect(git(remote, 'rev-list', '--count', 'audit/log')).toBe('1');
    expect(store.label).toBe('git:origin#audit/log');
  });

  test('cannot have a name that git refuses', async () => {
    const error = await thrownBy(open('git:origin#a..b'));
    expect(error).toHaveProperty('kind', 'invalid');
    expect(error.message).toContain('A branch cannot have the name "a..b"');
  });

  test('of somebody else is not taken for a log', async () => {
    const error = await thrownBy((await open('git:origin#main')).read());
    expect(error).toHaveProperty('kind', 'damaged');
    expect(error.message).toContain('was not made by campaignctl');
  });

  test.each([
    ['removed', (): void => void git(remote, 'branch', '-D', BRANCH)],
    [
      'pushed with force',
      (): void => void git(remote, 'update-ref', `refs/heads/${BRANCH}`, `${BRANCH}~1`),
    ],
  ])('that was %s meanwhile is damaged', async (_, harm) => {
    const store = await open();
    await store.append([dropped('one')], 0);
    await store.append([dropped('two')], 1);
    harm();
    expect(await thrownBy(store.read())).toHaveProperty('kind', 'damaged');
    expect(await thrownBy(store.append([dropped('three')], 2))).toHaveProperty('kind', 'damaged');
  });

  test('with a line that is no entry is damaged, with line and commit', async () => {
    await (await open()).append([dropped('one')], 0);
    const blob = execFileSync('git', ['hash-object', '-w', '--stdin'], {
      cwd: remote,
      input: '{"kind":"x"}\nx\n',
    });
    const tree = execFileSync('git', ['mktree'], {
      cwd: remote,
      input: `100644 blob ${String(blob).trim()}\tentries.jsonl\n`,
    });
    const commit = git(remote, 'commit-tree', '-p', BRANCH, '-m', 'x', String(tree).trim());
    git(remote, 'update-ref', `refs/heads/${BRANCH}`, commit);
    const error = await thrownBy((await open()).read());
    expect(error).toHaveProperty('kind', 'damaged');
    expect(error.message).toContain(`line 2 of entries.jsonl in commit ${commit.slice(0, 12)}`);
  });
});

describe('the local repository', () => {
  test('keeps worktree, index, HEAD, branches and remote branches as they were', async () => {
    await (await open()).append([dropped('one')], 0);
    git(clone, 'fetch', '--quiet');
    writeFileSync(join(clone, 'campaigns.yaml'), 'staged');
    git(clone, 'add', '.');
    writeFileSync(join(clone, 'campaigns.yaml'), 'changed');
    for (const name of ['pre-push', 'reference-transaction', 'post-update', 'pre-auto-gc']) {
      const file = join(clone, '.git', 'hooks', name);
      writeFileSync(file, `#!/bin/sh\ntouch "${folder}/hook-ran"\nexit 1\n`);
      chmodSync(file, 0o755);
    }
    git(clone, 'config', 'commit.gpgSign', 'true');
    git(clone, 'config', 'fetch.prune', 'true');
    const before = stateOf(clone);
    const store = await open();
    await store.read();
    await store.append([dropped('two')], 1);
    expect((await store.read()).sequence).toBe(2);
    await store.close();
    expect(stateOf(clone)).toEqual(before);
    expect(existsSync(join(folder, 'hook-ran'))).toBe(false);
    expect(git(clone, 'for-each-ref', '--format=%(refname)', 'refs/campaignctl')).toBe(
      `refs/campaignctl/origin/${BRANCH}`,
    );
  });

  test('is asked from a folder within it, and whatever a hook has set', async () => {
    const deep = join(clone, 'accounts', 'acme');
    mkdirSync(deep, { recursive: true });
    const store = await open('git:origin', deep, {
      ...ENV,
      GIT_DIR: '/nowhere',
      GIT_INDEX_FILE: '/nowhere/index',
      GIT_OBJECT_DIRECTORY: '/nowhere/objects',
      GIT_AUTHOR_DATE: '2001-01-01T00:00:00Z',
    });
    await store.append([dropped('one')], 0);
    expect(git(remote, 'log', '--format=%ad', '--date=format:%Y', BRANCH)).not.toBe('2001');
  });

  test('lends its credentials', async () => {
    // An address that only the settings of the clone turn into the real one.
    git(clone, 'config', `url.${pathToFileURL(remote)}.insteadOf`, 'secret://log');
    git(clone, 'remote', 'add', 'log', 'secret://log');
    await (await open('git:log')).append([dropped('one')], 0);
    expect(git(remote, 'rev-list', '--count', BRANCH)).toBe('1');
  });

  test.each([
    ['of one branch', []],
    ['of all branches', ['--no-single-branch']],
  ])('may be a shallow clone %s, and stays one', async (_, options) => {
    const first = await open();
    for (let i = 0; i < 4; i += 1) await first.append([dropped(`${i}`)], i);
    const shallow = join(folder, 'shallow');
    git(folder, 'clone', '--quiet', '--depth=1', ...options, `${pathToFileURL(remote)}`, shallow);
    git(shallow, 'config', `url.${pathToFileURL(remote)}.insteadOf`, 'secret://log');
    git(shallow, 'remote', 'set-url', 'origin', 'secret://log');
    const before = stateOf(shallow);
    const store = await open('git:origin', shallow);
    expect(reasonsIn((await store.read()).entries)).toEqual(['0', '1', '2', '3']);
    expect(await store.append([dropped('4')], 4)).toBe(5);
    await store.close();
    expect(stateOf(shallow)).toEqual(before);
    expect(git(shallow, 'rev-list', '--count', 'HEAD')).toBe('1');
    expect((await first.read()).sequence).toBe(5);
  });

  test('may be a clone without blobs', async () => {
    const first = await open();
    await first.append([dropped('one')], 0);
    git(remote, 'config', 'uploadpack.allowFilter', 'true');
    const partial = join(folder, 'partial');
    git(folder, 'clone', '--quiet', '--filter=blob:none', `${pathToFileURL(remote)}`, partial);
    const store = await open('git:origin', partial);
    expect(reasonsIn((await store.read()).entries)).toEqual(['one']);
    expect(await store.append([dropped('two')], 1)).toBe(2);
  });

  test('reads only what is new, and pushes without reading', async () => {
    const store = await open();
    await store.append([dropped('one')], 0);
    const trace = join(folder, 'trace');
    const traced = await open('git:origin', clone, { ...ENV, GIT_TRACE: trace });
    await traced.read();
    writeFileSync(trace, '');
    await traced.append([dropped('two')], 1);
    await traced.append([dropped('three')], 2);
    const commands = readFileSync(trace, 'utf8').match(/trace: built-in: git ([\w-]+)/g) ?? [];
    expect(commands.filter((line) => line.endsWith('git push')).length).toBe(2);
    expect(commands.filter((line) => /git (?:fetch|upload-pack)$/.test(line))).toEqual([]);
  });
});

test('an address gets a repository of its own, which is removed at the end', async () => {
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = temporary;
  try {
    for (const spec of [`git:${pathToFileURL(remote)}`, `git:${remote}`, 'git:../remote.git']) {
      const store = await open(spec);
      const { sequence } = await store.read();
      await store.append([dropped(spec)], sequence);
      expect(readdirSync(temporary).length).toBe(1);
      await store.close();
      expect(readdirSync(temporary)).toEqual([]);
    }
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  expect(git(remote, 'rev-list', '--count', BRANCH)).toBe('3');
  expect(git(clone, 'for-each-ref', 'refs/campaignctl')).toBe('');
});

describe('an answer that is lost', () => {
  test('after the branch moved: it happened', async () => {
    const store = await openQuick('origin');
    await store.append([dropped('one')], 0);
    // Ends the process that speaks with us, when the branch has moved.
    hook('post-receive', ['kill -9 $PPID']);
    expect(await store.append([dropped('two')], 1)).toBe(2);
    rmSync(join(remote, 'hooks', 'post-receive'));
    expect(await store.append([dropped('three')], 2)).toBe(3);
    expect(reasonsIn((await (await open()).read()).entries)).toEqual(['one', 'two', 'three']);
  });

  test('and whose place somebody has built on: it happened', async () => {
    const store = await openQuick('origin');
    await store.append([dropped('one')], 0);
    const other = await open(`git:${remote}`);
    await other.read();
    hook('post-receive', [
      `touch ${folder}/moved`,
      `while [ ! -e ${folder}/go ]; do sleep 0.05; done`,
      'kill -9 $PPID',
    ]);
    const appended = store.append([dropped('two')], 1);
    while (!existsSync(join(folder, 'moved'))) await sleep(20);
    hook('post-receive', ['exit 0']);
    expect(await other.append([dropped('three')], (await other.read()).sequence)).toBe(3);
    writeFileSync(join(folder, 'go'), '');
    expect(await appended).toBe(2);
    expect(reasonsIn((await store.read()).entries)).toEqual(['one', 'two', 'three']);
  });

  test('before the branch moved: it is sent again, once', async () => {
    const store = await openQuick('origin');
    await store.append([dropped('one')], 0);
    hook('pre-receive', [
      `[ -e ${folder}/tried ] && exit 0`,
      `touch ${folder}/tried`,
      'kill -9 $PPID',
    ]);
    expect(await store.append([dropped('two')], 1)).toBe(2);
    expect(reasonsIn((await (await open()).read()).entries)).toEqual(['one', 'two']);
  });

  test('before the branch moved, and somebody was faster: a conflict, nothing added', async () => {
    const store = await openQuick('origin');
    const other = await open(`git:${remote}`);
    await store.append([dropped('one')], 0);
    await other.read();
    hook('pre-receive', [
      `touch ${folder}/tried`,
      `while [ ! -e ${folder}/go ]; do sleep 0.05; done`,
      'kill -9 $PPID',
    ]);
    const appended = thrownBy(store.append([dropped('late')], 1));
    while (!existsSync(join(folder, 'tried'))) await sleep(20);
    rmSync(join(remote, 'hooks', 'pre-receive'));
    await other.append([dropped('two')], 1);
    writeFileSync(join(folder, 'go'), '');
    expect(await appended).toBeInstanceOf(StoreConflict);
    expect(reasonsIn((await store.read()).entries)).toEqual(['one', 'two']);
  });

  test('because the remote hangs: ended in time, with all it started, and looked up', async () => {
    const store = await openQuick('origin', 700);
    await store.append([dropped('one')], 0);
    hook('post-receive', ['sleep 600']);
    const began = Date.now();
    expect(await store.append([dropped('two')], 1)).toBe(2);
    expect(Date.now() - began).toBeLessThan(10_000);
  });
});

describe('a remote that', () => {
  test('is not there is unreachable, and nothing is tried for long', async () => {
    git(clone, 'remote', 'add', 'gone', join(folder, 'gone.git'));
    const error = await thrownBy((await openQuick('gone')).read());
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toHaveProperty('kind', 'unreachable');
    expect(error.message).toContain('does not appear to be a git repository');
  });

  test('refuses the push is no conflict, and its reason is told', async () => {
    hook('pre-receive', ['echo "This branch is protected by the admins." >&2', 'exit 1']);
    const store = await openQuick('origin');
    const error = await thrownBy(store.append([dropped('one')], 0));
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toHaveProperty('kind', 'access');
    expect(error.message).toContain('This branch is protected by the admins');
    expect((await store.read()).sequence).toBe(0);
  });

  test('is away for a moment is asked again; for long, it is unreachable; no password is told', async () => {
    let connections = 0;
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      connections += 1;
      sockets.push(socket);
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const store = await openQuick(`http://jane:s3cr3t-pw@127.0.0.1:${port}/log.git`);
    const error = await thrownBy(store.read());
    server.close();
    expect(error).toHaveProperty('kind', 'unreachable');
    expect(connections).toBeGreaterThanOrEqual(3);
    expect(`${error.message} ${store.label}`).not.toMatch(/s3cr3t|jane/);
    expect(store.label).toBe(`git:http://127.0.0.1:${port}/log.git#${BRANCH}`);
  });

  test('wants a password gets none from a terminal', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.end(
          'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n',
        );
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const error = await thrownBy((await openQuick(`http://127.0.0.1:${port}/log.git`)).read());
    server.close();
    expect(error).toHaveProperty('kind', 'access');
  });

  test('is served, but not for writing', async (context) => {
    const program = join(git(folder, '--exec-path'), 'git-daemon');
    if (!existsSync(program)) {
      missingTool('git daemon');
      return context.skip();
    }
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const address = free.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    free.close();
    await once(free, 'close');
    const options = [
      '--export-all',
      '--listen=127.0.0.1',
      `--port=${port}`,
      `--base-path=${folder}`,
    ];
    const child = spawn(program, [...options, '--reuseaddr', folder], {
      stdio: 'ignore',
      env: {
        ...ENV,
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
      },
    });
    children.push(child);
    await (await open()).append([dropped('one')], 0);
    const store = await openGit({
      ...{ remote: `git://127.0.0.1:${port}/remote.git`, branch: BRANCH, cwd: clone, env: ENV },
      waits: [200, 500, 1000],
    });
    opened.push(store);
    expect(reasonsIn((await store.read()).entries)).toEqual(['one']);
    const error = await thrownBy(store.append([dropped('two')], 1));
    expect(error).toHaveProperty('kind', 'access');
    expect(error.message).toContain('access denied or repository not exported');
  });
});

test('without git, it is said what to install', async () => {
  const error = await thrownBy(open('git:origin', clone, { PATH: folder }));
  expect(error).toHaveProperty('kind', 'invalid');
  expect(error.message).toContain('Install git');
});

test('processes in clones of their own, and two that share one, neither lose nor double an append', {
  timeout: 120_000,
}, async () => {
  const program = await buildWriter(folder);
  const clones = ['a', 'b', 'shared', 'shared'].map((name) => join(folder, name));
  for (const path of new Set(clones)) git(folder, 'clone', '--quiet', remote, path);
  const writers = clones.map((cwd, i) =>
    startWriter(program, { spec: 'git:origin', account: 'acme', cwd, name: `w${i}`, count: 6 }),
  );
  const answered = (await Promise.all(writers.map((writer) => writer.answered))).flat();
  const { entries, sequence } = await (await open()).read();
  const reasons = reasonsIn(entries);
  expect(answered.length).toBe(24);
  expect(sequence).toBe(24);
  expect([...reasons].sort()).toEqual([...answered].sort());
});
