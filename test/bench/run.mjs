/**
 * npm run bench [-- --quick] [-- --strict]: how fast the tool is, as ratios to what cannot be avoided.
 * Law: only ratios are promised; milliseconds stand beside them as a note and mean this machine today.
 * --quick: small sizes only, in less than a minute. --strict: exit 1 where a target is missed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bundling } from '../../.ci/bundle.mjs';
import { writeAccount } from './data.mjs';
import { apply, emptyPlan, FORMS, growth, offline, startUp } from './sections.mjs';
import { render } from './table.mjs';
import { terraform } from './terraform.mjs';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
  },
});
const { quick, strict } = options;
const sizes = quick ? [1_000, 10_000] : [1_000, 10_000, 100_000];

const scratch = mkdtempSync(join(tmpdir(), 'campaignctl-bench-'));
try {
  const { rows, remarks } = await measure();
  const missed = rows.filter(({ met }) => met === false).length;
  console.log(`\n${render(rows)}\n`);
  for (const remark of remarks) console.log(remark);
  console.log(missed === 0 ? 'Every target is met.' : `${missed} targets are missed.`);
  process.exitCode = strict && missed > 0 ? 1 : 0;
} finally {
  rmSync(scratch, { recursive: true });
}

async function measure() {
  const bundles = await bundle();
  const rows = [];
  const planners = new Map();
  const plans = new Map();
  say('start-up');
  rows.push(...(await startUp({ bundles, rounds: quick ? 15 : 31 })));
  for (const form of Object.keys(FORMS)) {
    for (const size of sizes) {
      say(`${FORMS[form]}, ${size} numbers`);
      const account = prepare(`${form}-${size}`, { numbers: size, form });
      const rounds = quick ? 3 : size > 10_000 ? 3 : 5;
      const result = await offline({ bundles, rounds, account });
      rows.push(...result.rows);
      planners.set(`${form}-${size}`, { size, planner: result.planner });
      const planned = await emptyPlan({ bundles, rounds: quick ? 1 : 3, account });
      rows.push(...planned.rows);
      plans.set(`${form}-${size}`, planned.wall);
    }
    const [from, to] = sizes.slice(-2).map((size) => planners.get(`${form}-${size}`));
    rows.push(growth(form, from, to));
  }
  say('apply');
  rows.push(...(await applied(bundles)));
  if (quick) return { rows, remarks: ['Terraform was left out (--quick).'] };
  say('Terraform');
  const compared = await terraform({
    scratch,
    planOf: (size) => plans.get(`files-${size}`),
    prepare,
  });
  return { rows: [...rows, ...compared.rows], remarks: compared.remarks };
}

/** A world whose floor is long enough to be told from the start of a process. */
async function applied(bundles) {
  const world = quick
    ? { numbers: 1_920, registrations: 10 }
    : { numbers: 9_984, registrations: 20 };
  const { numbers, registrations } = world;
  const account = prepare('apply', { numbers, form: 'files', unregistered: registrations });
  return apply({ bundles, rounds: quick ? 1 : 3, account: { ...account, size: numbers }, world });
}

/** Writes an account, and its description for the processes that read it. */
function prepare(name, shape) {
  const folder = join(scratch, name);
  const file = `${folder}.json`;
  writeFileSync(file, JSON.stringify(writeAccount(folder, shape)));
  return { folder, file, size: shape.numbers, form: shape.form };
}

/** The command as it is built, what is called in process, and the bare parsers in the same builds. */
async function bundle() {
  const into = (name) => join(scratch, 'bundles', name);
  const bundleOf = (name, entry) =>
    build({ ...bundling, entryPoints: [entry], outdir: into(name), legalComments: 'none' });
  await Promise.all([
    bundleOf('cli', 'src/cli.ts'),
    bundleOf('product', 'test/bench/product.ts'),
    bundleOf('parsers', 'test/bench/parsers.ts'),
  ]);
  return {
    cli: join(into('cli'), 'cli.js'),
    product: join(into('product'), 'product.js'),
    parsers: join(into('parsers'), 'parsers.js'),
  };
}

function say(what) {
  process.stderr.write(`measuring ${what}\n`);
}
