/** What the tests of examples and docs rely on: that a command line is found, and that a wrong one is told. */
import { expect, it } from 'vitest';
import {
  inMarkdown,
  inShell,
  inYaml,
  isNotYet,
  NOT_YET,
  usageProblem,
  usageProblems,
} from '../command-lines.ts';

const words = (text: string) => inShell(text).map(({ argv }) => argv.join(' '));

it.each([
  ['campaignctl validate', ['validate']],
  ['$ campaignctl plan offices/   # changes nothing', ['plan offices/']],
  ['campaignctl plan --out plan.json > plan.txt 2> notes.txt', ['plan --out plan.json']],
  ['campaignctl plan --out plan.json 2>&1 | tee plan.txt', ['plan --out plan.json']],
  ['cd acme && campaignctl validate && campaignctl plan "$FOLDER"', ['validate', 'plan $FOLDER']],
  ['if ! campaignctl validate; then exit 1; fi', ['validate']],
  ['campaignctl plan --detailed-exitcode || code=$?', ['plan --detailed-exitcode']],
  ['accounts=$(campaignctl fees --format json)', ['fees --format json']],
  ['CI=1 npx --yes campaignctl@1.2.3 apply --yes', ['apply --yes']],
  ['/tools/bin/campaignctl unlock', ['unlock']],
  [`sh 'campaignctl apply --approved "$PLAN"'`, ['apply --approved $PLAN']],
  [`bash -c "campaignctl plan; echo done"`, ['plan']],
  [
    'campaignctl sandbox reject billing \\\n  --reason "no privacy page"',
    ['sandbox reject billing --reason no privacy page'],
  ],
  [`campaignctl plan "$\{{ matrix.path }}" --out $\{FILE}`, ['plan $EXPRESSION --out $FILE']],
  ['npm install campaignctl@1.2.3', []],
  ['# campaignctl plan', []],
  ['echo "campaignctl plan"', []],
  ['kubectl create job campaignctl --from=cronjob/x', []],
])('finds in %s', (text, wanted) => {
  expect(words(text)).toEqual(wanted);
});

it('finds them in the scripts of a YAML file, at their lines', () => {
  const text = `# campaignctl is not called here
plan:
  campaignctl plan: a key is none
  image: campaignctl
  script:
    - campaignctl validate
    - |
      set -e
      campaignctl plan \\
        --out plan.json
      campaignctl unlock
    - "campaignctl apply --yes"
`;
  expect(inYaml(text)).toEqual([
    { argv: ['validate'], line: 6 },
    { argv: ['plan', '--out', 'plan.json'], line: 9 },
    { argv: ['unlock'], line: 11 },
    { argv: ['apply', '--yes'], line: 12 },
  ]);
});

it('finds them in the blocks of a page and between its backticks', () => {
  const text = `Say \`campaignctl unlock\`, or \`campaignctl sandbox …\`; campaignctl alone is a name.

\`\`\`sh
campaignctl validate
\`\`\`

\`\`\`yaml
script:
  - campaignctl plan
\`\`\`

\`\`\`text
campaignctl is not called here
\`\`\`
`;
  expect(inMarkdown(text)).toEqual([
    { argv: ['unlock'], line: 1 },
    { argv: ['validate'], line: 4 },
    { argv: ['plan'], line: 9 },
  ]);
});

it('takes what the grammar takes, without running it', async () => {
  const lines = inShell(
    'campaignctl apply nowhere --yes\ncampaignctl --help\ncampaignctl sandbox advance 2d',
  );
  expect(await usageProblems(lines)).toEqual([]);
});

it.each([
  [['plam'], "unknown command 'plam'"],
  [['plan', '--ouput', 'x'], "unknown option '--ouput'"],
  [['plan', '--format', 'pdf'], 'Allowed choices are'],
  [['apply', '--yes', '--continue'], 'cannot be used with'],
  [['apply', '--wait', 'long'], 'Write a number and a unit'],
  [['validate', 'a', 'b'], 'too many arguments'],
  [['sandbox', 'approve'], 'missing required argument'],
])('says what is wrong with %j', async (argv, reason) => {
  expect(await usageProblem(argv)).toContain(reason);
});

it.each(NOT_YET)('%s %s %s is not there yet; once it is, take it off NOT_YET', async (...argv) => {
  expect(isNotYet(argv)).toBe(true);
  expect(await usageProblem(argv)).not.toBeNull();
});
