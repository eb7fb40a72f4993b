/**
 * Mutants: the planner with one mistake in its source. For each law there is at least one, and the law must catch it:
 * a property that no mistake can break proves nothing.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import type { Part } from '../../src/model/snapshot.ts';
import { fc } from '../random.ts';
import {
  barsTellTheTruth,
  capsHold,
  emptyOrWaits,
  firstWrittenFirstServed,
  gapsAreLeftAlone,
  linesComeTrue,
  lossesAreNamed,
  nothingIsRefused,
  orderDoesNotMatter,
  type Planner,
  strangersStay,
} from './laws.ts';
import { type RandomWorld, randomWorlds } from './worlds.ts';

type Law = (world: RandomWorld, planner: Planner) => Promise<void>;

interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** A second mistake, where one alone is caught by another defence. */
  readonly also?: readonly [from: string, to: string];
  readonly law: Law;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'mutants-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const gap =
  (part: Part): Law =>
  (world, planner) =>
    gapsAreLeftAlone(world, [part], planner);

const reversed: Law = (world, planner) =>
  orderDoesNotMatter(world, (list) => [...list].reverse(), planner);

const MUTANTS: readonly Mutant[] = [
  {
    name: 'the limit is not looked at',
    file: 'src/plan/places.ts',
    from: 'room.set(id, limitOf(context, block).limit - (context.filled.get(id) ?? 0));',
    to: 'room.set(id, 1000);',
    law: capsHold,
  },
  {
    name: 'a number that is being turned off is thought to have left its place',
    file: 'src/model/snapshot.ts',
    from: "sms.status === 'pending-off' ||",
    to: '',
    law: capsHold,
  },
  {
    name: 'a move does not wait for its place',
    file: 'src/plan/schedule.ts',
    from: "tokens.push({ at: move.leaves ?? '', token: [move.key] });",
    to: "tokens.push({ at: move.leaves ?? '', token: [] });",
    law: capsHold,
  },
  {
    name: 'the first of a cycle does not wait for the last',
    file: 'src/plan/schedule.ts',
    from: 'onAfter.set(first, last);',
    to: '',
    law: capsHold,
  },
  {
    name: 'on without off first',
    file: 'src/plan/numbers.ts',
    from: "fillsPlace(live.sms) ? 'move' : 'assign'",
    to: "fillsPlace(live.sms) ? 'assign' : 'assign'",
    law: nothingIsRefused,
  },
  {
    name: 'pending is taken for off',
    file: 'src/plan/numbers.ts',
    from: "    case 'pending-on':\n      if (!here)",
    to: "    case 'pending-on':\n      if (here) break;\n      if (!here)",
    law: nothingIsRefused,
  },
  {
    name: 'the reference is not looked up',
    file: 'src/plan/identity.ts',
    from: "if (live === undefined) return { state: input.complete ? 'absent' : 'unread' };",
    also: [
      "?.state !== 'absent' || input.mayBeAbsent(block)) continue;",
      '?.state !== undefined) continue;',
    ],
    to: "if (live !== undefined) return { state: 'absent' };\n    if (live === undefined) return { state: input.complete ? 'absent' : 'unread' };",
    law: nothingIsRefused,
  },
  {
    name: 'a Contact Center extension is no obstacle',
    file: 'src/model/can-text.ts',
    from: "if (number.extension === 'CC' || number.extension === null) {",
    to: "if (number.country === 'nowhere') {",
    law: nothingIsRefused,
  },
  {
    name: 'what failed to turn off is given up',
    file: 'src/plan/numbers.ts',
    from: "pushFailed(line, live, found, 'off', TRIED_AGAIN);\n      return { kind: 'turn-off', line, live, waits: null };",
    to: 'return none(line);',
    law: linesComeTrue,
  },
  {
    name: 'a number that is blocked is left so',
    file: 'src/plan/numbers.ts',
    from: "    case 'on':\n      if (here) return none(line);",
    to: "    case 'on':\n      if (here || live.sms.campaignId === null) return none(line);",
    law: linesComeTrue,
  },
  {
    name: 'what is pending on is planned again',
    file: 'src/plan/numbers.ts',
    from: 'times.numberOn}.`,\n      });\n      return none(line);',
    to: "times.numberOn}.`,\n      });\n      return take('assign');",
    law: emptyOrWaits,
  },
  {
    name: 'a rejected campaign is sent again with the old reason',
    file: 'src/plan/campaigns.ts',
    from: 'return block.resubmit !== null && block.resubmit !== live.lastResubmit;',
    to: 'return true;',
    law: strangersStay,
  },
  {
    name: 'what no block mentions is deactivated',
    file: 'src/plan/deactivate.ts',
    from: '  if (!numbersAreRead(context)) return;',
    to: `  if (!numbersAreRead(context)) return;
  for (const live of context.campaigns.free) {
    found.changes.push(
      change({ address: 'campaign/gone', action: 'deactivate', from: { id: live.id }, to: { id: live.id }, risk: 'free', when: { kind: 'now' }, why: '', campaign: null, place: null }),
    );
  }`,
    law: strangersStay,
  },
  {
    name: 'the block of an orphan is taken for another one',
    file: 'src/plan/identity.ts',
    from: 'const own = byReference.get(referenceOf(input.account, input.kind, block.key)) ?? [];',
    to: "const own = byReference.get(referenceOf(input.account, input.kind, 'gone')) ?? [];",
    law: strangersStay,
  },
  {
    name: 'who holds the number does not matter',
    file: 'src/plan/lines.ts',
    from: 'if (owner.userName.toLowerCase() === written.user.toLowerCase()) return;',
    to: 'if (owner.userName.length > 0) return;',
    law: strangersStay,
  },
  {
    name: 'another number of the user is silenced without a line',
    file: 'src/plan/numbers.ts',
    from: 'if (stranger !== undefined) {',
    to: 'if (stranger !== undefined && stranger.number === live.number) {',
    law: strangersStay,
  },
  {
    name: 'the fee needs no consent',
    file: 'src/plan/guard.ts',
    from: "if (fee === null || made.risk !== 'paid') return [];",
    to: "if (fee === null || made.risk !== 'outage') return [];",
    law: strangersStay,
  },
  {
    name: 'a campaign is deactivated with people on it',
    file: 'src/plan/deactivate.ts',
    from: 'if (staying.length > 0) {',
    to: 'if (staying.length > 1000) {',
    law: nothingIsRefused,
  },
  {
    name: 'outages are not called so',
    file: 'src/plan/number-change.ts',
    from: "canText(leaver, context.world) ? 'outage' : 'free'",
    to: "canText(leaver, context.world) ? 'free' : 'free'",
    law: lossesAreNamed,
  },
  {
    name: 'maxOutages is not looked at',
    file: 'src/plan/guard.ts',
    from: 'if (outages.length <= max) return [];',
    to: 'if (outages.length >= 0) return [];',
    law: lossesAreNamed,
  },
  {
    name: 'arrivals before departures are not counted',
    file: 'src/plan/summary.ts',
    from: 'peak: Math.max(now, planned, now + early),',
    to: 'peak: Math.max(now, planned),',
    law: barsTellTheTruth,
  },
  {
    name: 'the last written is served first',
    file: 'src/plan/schedule.ts',
    from: 'const dropped = waiting.pop();',
    to: 'const dropped = waiting.shift();',
    law: firstWrittenFirstServed,
  },
  {
    name: 'the snapshot is taken in the order it came',
    file: 'src/plan/context.ts',
    from: 'const snapshot = sorted(input.snapshot);',
    to: 'const snapshot = input.snapshot;',
    law: reversed,
  },
  {
    name: 'numbers of an unread part are moved',
    file: 'src/plan/lines.ts',
    from: "const NEEDED = ['users', 'inventory', 'sms', 'campaigns'] as const;",
    to: "const NEEDED = ['users', 'inventory', 'campaigns'] as const;",
    law: gap('sms'),
  },
  {
    name: 'brands that were not read are thought not to exist',
    file: 'src/plan/context.ts',
    from: "complete: !gaps.has('brands'),",
    to: 'complete: true,',
    law: gap('brands'),
  },
  {
    name: 'campaigns that were not read are thought not to exist',
    file: 'src/plan/context.ts',
    from: "complete: !gaps.has('campaigns'),",
    to: 'complete: true,',
    law: gap('campaigns'),
  },
];

function mutate(source: string, { file, from, to, name, also }: Mutant): string {
  const edits: (readonly [string, string])[] = [[from, to]];
  if (also !== undefined) edits.push(also);
  return edits.reduce((text, [old, changed]) => {
    if (text.split(old).length !== 2)
      throw new Error(`mutant "${name}" does not fit ${file} any more`);
    return text.replace(old, () => changed);
  }, source);
}

async function mutated(mutant: Mutant): Promise<Planner> {
  const target = join(ROOT, mutant.file);
  const contents = mutate(readFileSync(target, 'utf8'), mutant);
  const result = await build({
    entryPoints: [join(ROOT, 'src/plan/plan.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    plugins: [
      {
        name: 'mutate',
        setup(context) {
          context.onLoad({ filter: /\.ts$/ }, ({ path }) =>
            path === target ? { contents, loader: 'ts' } : null,
          );
        },
      },
    ],
  });
  const bundle = join(scratch, `${MUTANTS.indexOf(mutant)}.mjs`);
  writeFileSync(bundle, result.outputFiles[0]?.contents ?? '');
  const module = (await import(pathToFileURL(bundle).href)) as { makePlan: Planner };
  return module.makePlan;
}

describe('the laws catch', () => {
  it.each(MUTANTS)('$name', async (mutant) => {
    const planner = await mutated(mutant);
    const outcome = await fc.check(
      fc.asyncProperty(randomWorlds, (world) => mutant.law(world, planner)),
      { numRuns: 2000, seed: 20260724, endOnFailure: true },
    );
    expect(outcome.failed).toBe(true);
  });
});
