import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Loaded, loadConfig } from '../../src/config/load.ts';
import { RULES } from '../../src/config/rules.ts';
import { ACCOUNT, CAMPAIGN, folder } from './config-folder.ts';

/** `rule file:line` of each error. */
function errors({ diagnostics }: Loaded): string[] {
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, place }) => (place === null ? rule : `${rule} ${place.file}:${place.line}`));
}

function numbersOf({ desired }: Loaded) {
  return desired?.campaigns.flatMap(({ numbers }) => numbers.map(({ number }) => number));
}

describe('what comes out of a sound folder', () => {
  const files = {
    'account.yaml': `# Who may text\n---\n${ACCOUNT}policy:\n  maxOutages: 10\nnoTexting:\n  +14085550199: sam.roe\n`,
    'campaigns/b.yaml':
      'version: 1\ncampaigns:\n  front-desk:\n    id: C7GH42I\n    formerly: desk\n    description: |\n      Two lines\n      of text.\n\n    numbers:\n      +14085550102: anyone\n      (408) 555-0101: jane.doe\n    numbersFile: more.csv\n',
    'campaigns/more.csv': 'number,user\n14085550100,ann.lee\n',
    'campaigns/a.yml':
      'version: 1 # of the language\nbrands:\n  acme:\n    id: B1\n    formerly: [old, older]\ncampaigns:\n  billing:\n    id: C1\n    limit:\n      granted: 96\n      case: 00123\n',
  };

  test('blocks come in the order of files, numbers in written order with the list last', async () => {
    const loaded = await loadConfig(folder(files));
    expect(errors(loaded)).toEqual([]);
    expect(loaded.desired?.campaigns.map(({ key }) => key)).toEqual(['billing', 'front-desk']);
    expect(numbersOf(loaded)).toEqual(['+14085550102', '+14085550101', '+14085550100']);
    expect(loaded.files).toEqual([
      'account.yaml',
      'campaigns/a.yml',
      'campaigns/b.yaml',
      'campaigns/more.csv',
    ]);
  });

  test('values, users and places are those that were written', async () => {
    const { desired } = await loadConfig(folder(files));
    const [billing, desk] = desired?.campaigns ?? [];
    expect(billing?.limitGranted).toEqual({ numbers: 96, case: '00123' });
    expect(desk?.content).toEqual({ description: 'Two lines\nof text.' });
    expect(desk?.formerly).toEqual(['desk']);
    expect(desired?.brands[0]?.formerly).toEqual(['old', 'older']);
    expect(desired?.policy).toEqual({ maxOutages: 10, lookAgainAfterDays: null });
    expect(desk?.places['description']).toMatchObject({ line: 6, col: 5 });
    expect(billing?.places['limit.case']).toMatchObject({ file: 'campaigns/a.yml', line: 11 });
    expect(desk?.numbers.map(({ user }) => user)).toEqual([null, 'jane.doe', 'ann.lee']);
    expect(desk?.numbers.map(({ place }) => `${place.file}:${place.line}:${place.col}`)).toEqual([
      'campaigns/b.yaml:11:7',
      'campaigns/b.yaml:12:7',
      'campaigns/more.csv:2:1',
    ]);
  });

  test('the path of a file means its folder', async () => {
    const root = folder(files);
    expect((await loadConfig(join(root, 'account.yaml'))).root).toBe(root);
  });

  test('CRLF and a byte-order mark change nothing', async () => {
    const root = folder({
      'a.yaml': `\ufeff${ACCOUNT.replaceAll('\n', '\r\n')}noTexting:\r\n  +14085550199: anyone\r\n`,
    });
    const { desired, diagnostics } = await loadConfig(root);
    expect(diagnostics).toEqual([]);
    expect(desired?.account.place).toMatchObject({ line: 2, col: 1 });
    expect(desired?.noTexting[0]?.number).toBe('+14085550199');
  });
});

describe('which files belong', () => {
  test('recorded state, seeds, hidden folders, packages and files of other tools do not', async () => {
    const other = 'version: 1\naccount:\n  name: other\n  provider: sandbox\n';
    const root = folder({
      'account.yaml': ACCOUNT,
      'observed.yaml': other,
      'office.seed.yaml': other,
      'sub/observed.yml': other,
      '.github/a.yaml': other,
      'node_modules/x/a.yaml': other,
      'compose.yaml': 'version: "3"\nservices: {}\n',
      'notes.txt': other,
    });
    const loaded = await loadConfig(root);
    expect(loaded.files).toEqual(['account.yaml']);
    expect(loaded.diagnostics).toEqual([]);
  });

  test('a file with our keys that does not start with version: 1 is warned about', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'a.yaml': '# ours\n\ncampaigns:\n  x:\n    id: C1\nversion: 1\n',
    });
    const { diagnostics, desired } = await loadConfig(root);
    expect(diagnostics).toMatchObject([
      { rule: 'file-without-version', severity: 'warning', place: { file: 'a.yaml', line: 3 } },
    ]);
    expect(desired?.campaigns).toEqual([]);
  });

  test('an empty file is told of, whether it stands alone or beside others', async () => {
    const root = folder({ 'account.yaml': ACCOUNT, 'a.yaml': '', 'b.yaml': '# later\n\n# more' });
    const { diagnostics, desired } = await loadConfig(root);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      '`a.yaml` is empty, so it says nothing.',
      '`b.yaml` holds only comments, so it says nothing.',
    ]);
    expect(desired).not.toBeNull();
    const alone = await loadConfig(folder({ 'a.yaml': '\n' }));
    expect(alone.diagnostics.map(({ rule }) => rule)).toEqual(['account-missing', 'file-empty']);
  });

  test('a folder named like a file is a folder; a folder loop ends; a link inside counts once', async () => {
    const root = folder({ 'account.yaml': ACCOUNT, 'x.yaml/front.yaml': CAMPAIGN });
    symlinkSync('.', join(root, 'loop'));
    symlinkSync('..', join(root, 'x.yaml', 'up'));
    symlinkSync('x.yaml/front.yaml', join(root, 'a-link.yaml'));
    const loaded = await loadConfig(root);
    expect(errors(loaded)).toEqual([]);
    expect(loaded.files).toEqual(['account.yaml', 'x.yaml/front.yaml']);
  });

  test('a link out of the folder, a broken link and a link to itself are refused', async () => {
    const outside = folder({ 'a.yaml': CAMPAIGN });
    const root = folder({ 'account.yaml': ACCOUNT });
    symlinkSync(join(outside, 'a.yaml'), join(root, 'out.yaml'));
    symlinkSync(outside, join(root, 'folder'));
    symlinkSync('nowhere', join(root, 'broken.yaml'));
    symlinkSync('self.yaml', join(root, 'self.yaml'));
    expect(errors(await loadConfig(root))).toEqual([
      'file-unreadable broken.yaml:1',
      'file-outside-root folder:1',
      'file-outside-root out.yaml:1',
      'file-unreadable self.yaml:1',
    ]);
  });
});

describe('the root', () => {
  test('a path that is not there', async () => {
    expect(errors(await loadConfig('/nowhere/at-all'))).toEqual(['path-missing']);
  });

  test('no account: the folder below that has one is named, and nothing below is judged', async () => {
    const root = folder({ 'west/account.yaml': ACCOUNT, 'west/a.yaml': `${CAMPAIGN}    x: y\n` });
    const loaded = await loadConfig(root);
    expect(errors(loaded)).toEqual(['account-missing']);
    expect(loaded.diagnostics[0]?.hint).toBe(
      'There is an account in west/: run the command with that folder.',
    );
  });

  test('a file or folder below the account means the account, the nearest one', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'campaigns/west/a.yaml': CAMPAIGN,
      'campaigns/west/notes.txt': '',
      // Not of this language: `account:` alone is nobody's root.
      'campaigns/other.yaml': 'account:\n  name: x\n',
    });
    const way = join(root, 'campaigns', 'west');
    for (const path of [way, join(way, 'a.yaml'), join(way, 'notes.txt')]) {
      const loaded = await loadConfig(path);
      expect({ root: loaded.root, errors: errors(loaded) }).toEqual({ root, errors: [] });
      expect(loaded.files).toEqual(['account.yaml', 'campaigns/west/a.yaml']);
    }
    mkdirSync(join(way, 'inner'));
    writeFileSync(join(way, 'inner', 'account.yaml'), ACCOUNT);
    expect((await loadConfig(join(way, 'inner'))).root).toBe(join(way, 'inner'));
    expect(errors(await loadConfig(way))).toEqual([
      'account-twice campaigns/west/inner/account.yaml:2',
    ]);
  });

  test('no account: several below, none anywhere', async () => {
    const several = folder({ 'a/account.yaml': ACCOUNT, 'b/account.yaml': ACCOUNT });
    expect((await loadConfig(several)).diagnostics[0]?.hint).toContain('a/, b/');
    const none = folder({ 'a.yaml': `${CAMPAIGN}    x: y\n`, 'empty.yaml': '' });
    expect(errors(await loadConfig(none))).toEqual([
      'account-missing',
      'schema-unknown-key a.yaml:5',
    ]);
  });

  test('an account that cannot be parsed is not called missing', async () => {
    const root = folder({ 'account.yaml': `${ACCOUNT}\tbrands:\n` });
    expect(errors(await loadConfig(root))).toEqual(['yaml-tab account.yaml:5']);
    const both = folder({ 'account.yaml': `${ACCOUNT}\tbrands:\n`, 'west/account.yaml': ACCOUNT });
    expect(errors(await loadConfig(both))).toEqual(['yaml-tab account.yaml:5']);
  });

  test('a file of another version says so, and its account is not called missing', async () => {
    const later = ACCOUNT.replace('version: 1', 'version: 2');
    const { diagnostics, desired } = await loadConfig(
      folder({ 'account.yaml': `# ours\n${later}` }),
    );
    expect(diagnostics).toMatchObject([
      {
        rule: 'schema-version',
        severity: 'error',
        message: 'This file says version `2`; only version 1 is known.',
        place: { file: 'account.yaml', line: 2 },
        source: 'version: 2',
      },
    ]);
    expect(desired).toBeNull();
  });

  test('a seed that is not there is an error at its line', async () => {
    const named = `${ACCOUNT}  sandbox:\n    seed: acme.seed.yaml\n`;
    const { diagnostics, desired } = await loadConfig(folder({ 'account.yaml': named }));
    expect(diagnostics).toMatchObject([
      {
        rule: 'seed-missing',
        severity: 'error',
        place: { line: 6 },
        source: '    seed: acme.seed.yaml',
      },
    ]);
    expect(desired).toBeNull();
    const there = folder({ 'account.yaml': named, 'acme.seed.yaml': 'users: []\n' });
    expect((await loadConfig(there)).diagnostics).toEqual([]);
  });

  test('a second account, beside or below, names the first', async () => {
    const root = folder({ 'z.yaml': ACCOUNT, 'a/account.yaml': ACCOUNT });
    const loaded = await loadConfig(root);
    expect(errors(loaded)).toEqual(['account-twice a/account.yaml:2']);
    expect(loaded.diagnostics[0]?.message).toContain('z.yaml on line 2');
    expect(loaded.diagnostics[0]?.related?.[0]?.place).toMatchObject({ file: 'z.yaml', line: 2 });
    expect(loaded.desired).toBeNull();
  });
});

describe('the same key twice', () => {
  test('in two files names both; in one file too', async () => {
    const root = folder({
      'account.yaml': `${ACCOUNT}policy: { maxOutages: 1 }\n`,
      'a.yaml': `${CAMPAIGN}    id: C2\n`,
      'b.yaml': `${CAMPAIGN}policy: { maxOutages: 2 }\n`,
    });
    const loaded = await loadConfig(root);
    expect(errors(loaded)).toEqual([
      'key-twice a.yaml:5',
      'key-twice b.yaml:3',
      'key-twice b.yaml:5',
    ]);
    const places = loaded.diagnostics.map(({ related }) => related?.[0]?.place);
    expect(places).toMatchObject([
      { file: 'a.yaml', line: 4 },
      { file: 'a.yaml', line: 3 },
      { file: 'account.yaml', line: 5 },
    ]);
  });

  test('two numbers whose user is not written are not two of one user', async () => {
    for (const user of ['', ' [jane.doe, ann.lee]', ' ~', ' jane doe']) {
      const root = folder({
        'a.yaml': `${ACCOUNT}${CAMPAIGN.replace('version: 1\n', '')}    numbers:\n      +14085550101:${user}\n      +14085550116:${user}\n`,
      });
      const found = (await loadConfig(root)).diagnostics;
      expect(found.map(({ place }) => place?.line)).toEqual([9, 10]);
      expect(found.map(({ rule }) => rule)).not.toContain('user-with-two-numbers');
    }
  });

  test('a number of nine digits is shown, unless it has the form of a tax number', async () => {
    const root = folder({
      'a.yaml': `${ACCOUNT}noTexting:\n  408555010: ann.lee\n  12-3456789: sam.roe\n`,
    });
    const { diagnostics } = await loadConfig(root);
    expect(diagnostics[0]).toMatchObject({ rule: 'phone-invalid', source: '  408555010: ann.lee' });
    expect(diagnostics[0]?.message).toContain('408555010');
    expect(diagnostics[1]).toMatchObject({ rule: 'phone-invalid', place: { line: 7 } });
    expect(JSON.stringify(diagnostics[1])).not.toContain('3456789');
  });

  test('a number in two spellings is one finding of the numbers, not of the keys', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'a.yaml': `${CAMPAIGN}    numbers:\n      +14085550101: a.a1\n      +14085550101: a.a2\n      408-555-0101: a.a3\n`,
    });
    expect(new Set(errors(await loadConfig(root)).map((error) => error.split(' ')[0]))).toEqual(
      new Set(['number-listed-twice']),
    );
  });

  test('a key named __proto__ is a key like any other', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'a.yaml': 'version: 1\ncampaigns:\n  __proto__:\n    id: C1\n  constructor:\n    id: C2\n',
    });
    const loaded = await loadConfig(root);
    expect(errors(loaded).map((error) => error.split(' ')[1])).toEqual(['a.yaml:3']);
  });
});

describe('all findings in one run', () => {
  test('broken files, schema, numbers and checks together, sorted by place', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'a.yaml': `${CAMPAIGN}    sample: x\n  billing:\n    id: C2\n    numbers:\n      +18005550101: bob.ray\n      +14085550101: ann.lee\n  other:\n    id: C2\n    numbers:\n      +14085550101: ann.lee\n`,
      'b.yaml': 'version: 1\ncampaigns:\n  x: “y: z”\n  front: [\n',
      'c.yaml': 'version: 1\ncampaigns:\n  z:\n    id: C9\n    numbersFile: nowhere.csv\n',
    });
    const loaded = await loadConfig(root);
    expect(errors(loaded)).toEqual([
      'schema-unknown-key a.yaml:5',
      'phone-toll-free a.yaml:9',
      'id-bound-twice a.yaml:12',
      'number-listed-twice a.yaml:14',
      'yaml-curly-quotes b.yaml:3',
      'yaml-syntax b.yaml:5',
      'numbers-file-missing c.yaml:5',
    ]);
    expect(loaded.desired).toBeNull();
  });

  test('what may only be missing because a part is broken is not reported', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'brands.yaml': 'version: 1\nbrands:\n  acme:\n    id: [\n',
      'a.yaml': `${CAMPAIGN}    brand: acme\n    numbers:\n      +18005550101: bob.ray\n`,
    });
    const rules = (await loadConfig(root)).diagnostics.map(({ rule }) => rule);
    expect(rules).toContain('phone-toll-free');
    expect(rules).not.toContain('unknown-brand');
    expect(rules).not.toContain('campaign-without-numbers');
    const whole = folder({ 'account.yaml': ACCOUNT, 'a.yaml': `${CAMPAIGN}    brand: acme\n` });
    const found = (await loadConfig(whole)).diagnostics.map(({ rule }) => rule);
    expect(found).toEqual(['campaign-without-numbers', 'unknown-brand']);
  });

  test('numbers of a campaign that has another error are judged, its limit is not', async () => {
    const numbers = Array.from({ length: 49 }, (_, i) => `      +140855502${10 + i}: user.${i}\n`);
    const root = folder({
      'account.yaml': `${ACCOUNT}noTexting:\n  +14085550210: a.bc\n`,
      'a.yaml': `${CAMPAIGN}    samples: { a: b }\n    numbersFile: 5\n    numbers:\n${numbers.join('')}      +18765550101: b.cd\n`,
    });
    const found = errors(await loadConfig(root)).map((error) => error.split(' ')[0]);
    expect(found).toEqual([
      'yaml-colon-in-text',
      'schema-type',
      'phone-other-country',
      'number-listed-twice',
    ]);
  });

  test('a line with a secret is not shown, whatever else is wrong with it', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'a.yaml': 'version: 1\nbrands:\n  acme:\n    id: B1\n    ein: 12-3456789\n',
      'b.yaml': 'version: 1\nbrands:\n  other:\n    id: B1\n    ein:98-7654321\n',
      'c.yaml': 'version: 1\nbrands:\n  third:\n    id: B1\n\tein: 55-5555555\n',
      'd.yaml': 'version: 1\nbrands:\n  fourth: { id: B2, ein: 44-4444444, x: y }\n',
    });
    const text = JSON.stringify(await loadConfig(root));
    for (const secret of ['12-3456789', '98-7654321', '55-5555555', '44-4444444']) {
      expect(text).not.toContain(secret);
    }
  });

  test('every rule is in the table', async () => {
    const root = folder({
      'account.yaml': ACCOUNT,
      'a.yaml': `${CAMPAIGN}    sample: x\n    id: C2\n    numbers:\n      +18005550101: x\n\t\n`,
    });
    const known = new Set(RULES.map(({ id }) => id));
    const { diagnostics } = await loadConfig(root);
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const { rule } of diagnostics) expect(known).toContain(rule);
  });
});

describe('encodings', () => {
  test.each([
    ['UTF-16 little', Buffer.from(`\ufeff${CAMPAIGN}`, 'utf16le')],
    ['UTF-16 big', Buffer.from(`\ufeff${CAMPAIGN}`, 'utf16le').swap16()],
    ['UTF-16 without mark', Buffer.from(CAMPAIGN, 'utf16le')],
  ])('%s is refused by name', async (_, bytes) => {
    const loaded = await loadConfig(folder({ 'account.yaml': ACCOUNT, 'a.yaml': bytes }));
    expect(errors(loaded)).toEqual(['file-not-utf8 a.yaml:1']);
    expect(loaded.diagnostics[0]?.message).toContain('UTF-16');
  });

  test('Latin-1 is refused at the first letter that is not UTF-8', async () => {
    const bytes = Buffer.from(`${CAMPAIGN}    description: caf\u00e9\n`, 'latin1');
    const loaded = await loadConfig(folder({ 'account.yaml': ACCOUNT, 'a.yaml': bytes }));
    expect(loaded.diagnostics).toMatchObject([
      { rule: 'file-not-utf8', place: { file: 'a.yaml', line: 5, col: 21 } },
    ]);
  });

  test('bytes of another tool are left alone', async () => {
    const root = folder({ 'account.yaml': ACCOUNT, 'x.yaml': Buffer.from([0xff, 0xfe, 0x41, 0]) });
    expect((await loadConfig(root)).diagnostics).toEqual([]);
  });
});
