/**
 * What is compared with what, and which ratio is promised.
 */
import { fileURLToPath } from 'node:url';
import { median, msOf, peakOf, ratio, run, sideBySide, wallOf } from './measure.mjs';
import { withRegistry } from './registry.mjs';
import { memoryRow, ms, ratioRow } from './table.mjs';

const child = (name) => fileURLToPath(new URL(`./child/${name}.mjs`, import.meta.url));

/** `forms`: how each form of the data is called in the table. */
export const FORMS = { files: 'YAML', csv: 'YAML + CSV', lists: 'CSV lists' };

/** Peak memory promised, by size and form, in MB. */
const MEMORY = { 10000: { files: 250, csv: 250, lists: 250 }, 100000: { csv: 400, lists: 400 } };

/** `--version` against a Node that does nothing. */
export async function startUp({ bundles: { cli }, rounds }) {
  const runs = await sideBySide(
    { bare: () => run(['-e', '0']), version: () => run([cli, '--version']) },
    rounds,
  );
  const note = `${ms(median(runs.version.map(wallOf)))} / ${ms(median(runs.bare.map(wallOf)))}`;
  const value = ratio(runs.version, runs.bare, wallOf);
  return [ratioRow('--version / bare node', '', value, 1.35, note)];
}

/** Loading and the planner's own work, against the bare cost of parsing the same bytes. */
export async function offline({ bundles, rounds, account }) {
  const { cli, product, parsers } = bundles;
  const { folder, file, size, form } = account;
  const runs = await sideBySide(
    {
      parse: () => run([child('parse'), parsers, file]),
      load: () => run([child('load'), product, folder]),
      validate: () => run([cli, 'validate', folder]),
      plan: () => run(['--expose-gc', child('plan'), product, folder]),
      node: () => run([child('parse'), 'default', file]),
    },
    rounds,
  );
  const of = (name, time) => median(runs[name].map(time));
  const against = (name, time) => `${ms(of(name, time))} / ${ms(of('parse', time))}`;
  const label = size.toLocaleString('en-US');
  const title = FORMS[form];
  const byNode = ratio(runs.load, runs.node, msOf).toFixed(2);
  // A long list is parsed in next to no time; there the planner is held against the same numbers in YAML alone.
  const planner = form === 'lists' ? null : 0.5;
  const rows = [
    ratioRow(
      `validate ${title}, in process / parse`,
      label,
      ratio(runs.load, runs.parse, msOf),
      1.5,
      `${against('load', msOf)}; ${byNode} x yaml's build for Node`,
    ),
    ratioRow(
      `validate ${title}, command / parse`,
      label,
      ratio(runs.validate, runs.parse, wallOf),
      1.5,
      against('validate', wallOf),
    ),
    memoryRow(
      `validate ${title}, peak memory`,
      label,
      peakOf(runs.validate),
      MEMORY[size]?.[form] ?? null,
    ),
    ratioRow(
      `planner ${title}, nothing to do / parse`,
      label,
      ratio(runs.plan, runs.parse, msOf),
      planner,
      against('plan', msOf),
    ),
  ];
  return { rows, planner: of('plan', msOf) };
}

/** The planner ten times larger. Twelve, not ten: a larger heap costs a little more per object. */
export function growth(form, from, to) {
  const sizes = `${from.size.toLocaleString('en-US')} -> ${to.size.toLocaleString('en-US')}`;
  const note = `${ms(to.planner)} / ${ms(from.planner)}`;
  const value = to.planner / from.planner;
  return ratioRow(`planner ${FORMS[form]}, growth`, sizes, value, 12, note);
}

/** A plan without changes, end to end: load, read the registry over sockets, plan, render. */
export async function emptyPlan({ bundles: { cli, product, parsers }, rounds, account }) {
  const { folder, file, size, form } = account;
  const runs = await withRegistry({ product, folder, sms: 'on' }, ({ env }) =>
    sideBySide(
      {
        parse: () => run([child('parse'), parsers, file]),
        plan: () => run([cli, 'plan', '--detailed-exitcode', folder], { env }),
      },
      rounds,
    ),
  );
  const label = size.toLocaleString('en-US');
  const wall = median(runs.plan.map(wallOf));
  const note = `${ms(wall)} / ${ms(median(runs.parse.map(wallOf)))}`;
  return {
    wall,
    rows: [
      ratioRow(
        `plan ${FORMS[form]}, end to end / parse`,
        label,
        ratio(runs.plan, runs.parse, wallOf),
        null,
        note,
      ),
      memoryRow(
        `plan ${FORMS[form]}, peak memory`,
        label,
        peakOf(runs.plan),
        MEMORY[size]?.[form] ?? null,
      ),
    ],
  };
}

/** The facts of the provider that bound every apply, whoever writes it. */
const BATCH = 100;
const IN_FLIGHT = 10;
const FIRST_POLL_MS = 1_000;
/** How long an operation of the registry takes here. */
const OPERATION_MS = 800;

/**
 * The shortest time in which anybody could make these changes, in ms.
 * Numbers go in requests of 100, a registration is a request of its own, at most ten are under way at the same time, and
 * of each one the end is known no sooner than its first poll, a second after it was sent. Everything else counts as free.
 */
export function floorOf({ numbers, registrations }) {
  const operations = Math.ceil(numbers / BATCH) + registrations;
  return Math.ceil(operations / IN_FLIGHT) * Math.max(FIRST_POLL_MS, OPERATION_MS);
}

/**
 * Apply, against the floor: numbers switched on in campaigns that are approved, and campaigns registered.
 * `world`: how many of each. The command loads, reads and plans before it applies, which is promised above; its row
 * is there to show that nothing else comes on top.
 */
export async function apply({ bundles: { cli, product }, rounds, account, world }) {
  const { folder, size } = account;
  const floor = floorOf(world);
  const changes = world.numbers + world.registrations;
  const fresh = (use) =>
    withRegistry({ product, folder, sms: 'off', operationMs: OPERATION_MS }, use);
  const runs = await sideBySide(
    {
      inProcess: () =>
        fresh(({ url, apiKey }) => run([child('apply'), product, folder, url, apiKey])),
      command: () => fresh(({ env }) => run([cli, 'apply', '--yes', folder], { env })),
    },
    rounds,
  );
  for (const { report } of runs.inProcess) {
    if (report.done === changes && report.failed === 0) continue;
    throw new Error(`apply made ${report.done} of ${changes} changes, and ${report.failed} failed`);
  }
  const label = size.toLocaleString('en-US');
  const row = (what, time, most) =>
    ratioRow(what, label, time / floor, most, `${ms(time)} / ${ms(floor)}, computed`);
  return [
    row('apply, in process / floor', median(runs.inProcess.map(msOf)), 1.1),
    row('apply, command / floor', median(runs.command.map(wallOf)), null),
  ];
}
