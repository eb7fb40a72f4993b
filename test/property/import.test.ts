/** What import writes says exactly what is there: on random registries, read back by the loader and planned. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { sourceFile } from '../../src/config/source.ts';
import { format } from '../../src/format/format.ts';
import { importLive } from '../../src/import/import.ts';
import type { Desired, DesiredNumber } from '../../src/model/desired.ts';
import type { Imported, NewFile } from '../../src/model/import.ts';
import { keyOfReference, sameValue } from '../../src/model/kinds.ts';
import { parsePhone } from '../../src/model/phone.ts';
import type { Part, Snapshot } from '../../src/model/snapshot.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { canonicalDesired } from '../../src/providers/eight-by-eight/canonical.ts';
import { SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';
import { createRegistry } from '../../src/sandbox/registry.ts';
import { fc } from '../random.ts';
import { randomSnapshots } from './import-worlds.ts';
import { inProcess } from './in-process.ts';
import { randomWorlds, START } from './worlds.ts';

const RUNS = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 100) };
const ACCOUNT = 'version: 1\naccount:\n  name: acme\n  provider: sandbox\n';
const HERE = { file: 'account.yaml', line: 2, col: 1 };

const stage = mkdtempSync(join(tmpdir(), 'campaignctl-import-laws-'));
afterAll(() => rmSync(stage, { recursive: true, force: true }));

const NOTHING: Desired = {
  account: {
    name: 'acme',
    provider: 'sandbox',
    sandboxSeed: null,
    smsVia: 'console',
    usersExport: null,
    place: HERE,
  },
  policy: { maxOutages: null, lookAgainAfterDays: null },
  brands: [],
  campaigns: [],
  noTexting: [],
};

function imported(
  snapshot: Snapshot,
  desired: Desired = NOTHING,
  files: readonly NewFile[] = [],
): Imported {
  const there = new Set(files.map(({ path }) => path));
  return importLive({
    desired: canonicalDesired(desired),
    snapshot,
    capabilities: SANDBOX,
    canonical: canonicalDesired,
    isTaken: (path) => there.has(path),
  });
}

/** The files as an account, read by the loader. */
async function loaded(files: readonly NewFile[]): Promise<Desired> {
  for (const name of readdirSync(stage)) rmSync(join(stage, name), { recursive: true });
  writeFileSync(join(stage, 'account.yaml'), ACCOUNT);
  for (const { path, text } of files) {
    mkdirSync(dirname(join(stage, path)), { recursive: true });
    writeFileSync(join(stage, path), text, { flag: 'wx' });
  }
  const { desired, diagnostics, files: read } = await loadConfig(stage);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(read.length).toBe(files.length + 1);
  if (desired === null) throw new Error('not valid');
  return desired;
}

function planOf(desired: Desired, snapshot: Snapshot) {
  return makePlan({ desired: canonicalDesired(desired), snapshot, capabilities: SANDBOX });
}

function doings(plan: ReturnType<typeof planOf>): readonly string[] {
  return [
    ...plan.changes.map(({ address, action }) => `${action} ${address}`),
    ...plan.refusals.map(({ rule, message }) => `${rule} ${message}`),
    ...plan.held.map(({ number, rule }) => `${rule} ${number}`),
  ];
}

const addressesLeftOut = ({ leftOut }: Imported) =>
  new Set(leftOut.filter(({ field }) => field === null).map(({ address }) => address));

describe('in every random registry', () => {
  it('what is imported is in the form that fmt gives it', () =>
    fc.assert(
      fc.property(randomSnapshots, (snapshot) => {
        for (const { path, text } of imported(snapshot).files) {
          if (!path.endsWith('.yaml')) continue;
          const formatted = format(sourceFile(path, text));
          expect(formatted).toEqual({ text, diagnostics: [] });
        }
      }),
      RUNS,
    ));

  it('what is imported plans to nothing, and everything live is listed or named with a reason', () =>
    fc.assert(
      fc.asyncProperty(randomSnapshots, async (snapshot) => {
        const made = imported(snapshot);
        const desired = await loaded(made.files);
        const plan = planOf(desired, snapshot);
        expect(doings(plan)).toEqual([]);
        expect(desired.noTexting).toEqual([]);
        const leftOut = addressesLeftOut(made);
        const bound = new Set([...desired.brands, ...desired.campaigns].map(({ id }) => id));
        for (const brand of snapshot.brands) {
          expect(bound.has(brand.id)).toBe(!leftOut.has(`brand/${brand.id}`));
        }
        for (const campaign of snapshot.campaigns) {
          expect(bound.has(campaign.id)).toBe(!leftOut.has(`campaign/${campaign.id}`));
        }
        const home = new Map(
          desired.campaigns.flatMap(({ id, numbers }) => numbers.map(({ number }) => [number, id])),
        );
        for (const { number, sms } of snapshot.numbers) {
          const isListed = home.has(number);
          expect(isListed).toBe(sms.status !== 'off' && !leftOut.has(`number/${number}`));
          if (isListed) expect(home.get(number)).toBe(sms.campaignId);
        }
        for (const { kind, id } of plan.unlisted) {
          if (kind !== 'number') expect(bound.has(id)).toBe(false);
        }
      }),
      RUNS,
    ));

  it('nobody is left out whom a line would leave as they are', () =>
    fc.assert(
      fc.asyncProperty(randomSnapshots, async (snapshot) => {
        const made = imported(snapshot);
        const desired = await loaded(made.files);
        const approved = new Set(
          snapshot.campaigns.filter(({ status }) => status === 'approved').map(({ id }) => id),
        );
        const blocks = desired.campaigns.filter(({ id }) => approved.has(id ?? ''));
        for (const { address, reason } of made.leftOut) {
          const live = snapshot.numbers.find(({ number }) => address === `number/${number}`);
          // Of two numbers of one user either could be listed, but not both; what is no number at all the loader refuses.
          const isOther =
            /^Its user (?:has|texts)/.test(reason) || !parsePhone(live?.number ?? '').ok;
          if (live === undefined || live.sms.status === 'unknown' || isOther) continue;
          const line: DesiredNumber = { number: live.number, user: null, place: HERE };
          for (const block of blocks) {
            const longer = { ...block, numbers: [...block.numbers, line] };
            const others = desired.campaigns.filter((one) => one !== block);
            const plan = planOf({ ...desired, campaigns: [...others, longer] }, snapshot);
            expect(doings(plan)).not.toEqual([]);
          }
        }
      }),
      RUNS,
    ));

  it('every field is written as it is, or named', () =>
    fc.assert(
      fc.asyncProperty(randomSnapshots, async (snapshot) => {
        const made = imported(snapshot);
        const desired = canonicalDesired(await loaded(made.files));
        const named = new Set(made.leftOut.map(({ address, field }) => `${address} ${field}`));
        const blocks = [
          ...desired.brands.map((block) => ({ block, kind: 'brand' })),
          ...desired.campaigns.map((block) => ({ block, kind: 'campaign' })),
        ];
        for (const { block, kind } of blocks) {
          const live = [...snapshot.brands, ...snapshot.campaigns].find(
            ({ id }) => id === block.id,
          );
          for (const [name, value] of Object.entries(live?.content ?? {})) {
            const isNamed = named.has(`${kind}/${block.id} ${name}`);
            const isWritten = sameValue(block.content[name], value);
            expect(isWritten || isNamed || value.length === 0).toBe(true);
            if (!isNamed && value.length > 0) expect(block.content[name]).toEqual(value);
          }
        }
        const texts = made.files.map(({ text }) => text).join('');
        expect(texts).not.toContain('12-3456789');
        expect(texts).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u001b]/);
      }),
      RUNS,
    ));

  it('keys are those of our references, and the order of the registry changes no byte', () =>
    fc.assert(
      fc.asyncProperty(randomSnapshots, fc.infiniteStream(fc.nat()), async (snapshot, picks) => {
        const made = imported(snapshot);
        const shuffle = <T>(list: readonly T[]): readonly T[] =>
          [...list]
            .map((value) => ({ value, at: picks.next().value ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ value }) => value);
        const mixed = imported({
          ...snapshot,
          brands: shuffle(snapshot.brands),
          campaigns: shuffle(snapshot.campaigns),
          numbers: shuffle(snapshot.numbers),
          users: shuffle(snapshot.users),
        });
        expect(mixed.files).toEqual(made.files);
        expect(new Set(mixed.leftOut.map((one) => JSON.stringify(one)))).toEqual(
          new Set(made.leftOut.map((one) => JSON.stringify(one))),
        );
        const desired = await loaded(made.files);
        for (const { key, id } of desired.campaigns) {
          const live = snapshot.campaigns.find((one) => one.id === id);
          const same = snapshot.campaigns.filter((one) => one.referenceId === live?.referenceId);
          const own = keyOfReference('acme', 'campaign', live?.referenceId ?? '');
          if (own !== null && /^[a-z0-9][a-z0-9-]*$/.test(own) && same.length === 1) {
            expect(key).toBe(own);
          }
        }
      }),
      RUNS,
    ));

  it('what is gone from the files comes back beside the rest, and changes no other file', () =>
    fc.assert(
      fc.asyncProperty(randomSnapshots, fc.infiniteStream(fc.boolean()), async (snapshot, keep) => {
        const made = imported(snapshot);
        // A campaign goes with its list, and a brand with the campaigns that name it.
        const isBrandKept = keep.next().value === true;
        const gone = new Set(
          made.files.flatMap(({ holds }) =>
            holds.kind === 'campaign' && (!isBrandKept || keep.next().value === true)
              ? [holds.block.key]
              : [],
          ),
        );
        const kept = made.files.filter(({ holds }) => {
          if (holds.kind === 'brands') return isBrandKept;
          return !gone.has(holds.kind === 'campaign' ? holds.block.key : holds.campaign);
        });
        const before = await loaded(kept);
        const again = imported(snapshot, before, kept);
        const after = await loaded([...kept, ...again.files]);
        expect(doings(planOf(after, snapshot))).toEqual([]);
        const whole = await loaded(made.files);
        const idsOf = (desired: Desired) =>
          desired.campaigns.map(
            ({ id, numbers }) => `${id}: ${numbers.map(({ number }) => number)}`,
          );
        expect(idsOf(after).sort()).toEqual(idsOf(whole).sort());
        expect(imported(snapshot, after, [...kept, ...again.files]).files).toEqual([]);
      }),
      RUNS,
    ));

  it('in a gap no campaign is written, and where brands are not read, nothing', () =>
    fc.assert(
      fc.asyncProperty(
        randomSnapshots,
        fc.subarray<Part>(['users', 'inventory', 'brands', 'campaigns', 'sms'], { minLength: 1 }),
        async (snapshot, parts) => {
          const gaps = parts.map((part) => ({ part, reason: 'the scroll expired' }));
          const { files } = imported({ ...snapshot, gaps });
          expect(files.filter(({ holds }) => holds.kind !== 'brands')).toEqual([]);
          if (parts.includes('brands')) expect(files).toEqual([]);
          else await loaded(files);
        },
      ),
      RUNS,
    ));
});

describe('beside files that are there', () => {
  it('an import adds nothing to the plan, and unlists nobody', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, async ({ seed, desired }) => {
        const snapshot = await inProcess(createRegistry(seed, START), START).snapshot();
        const made = imported(snapshot, desired);
        const added = await loaded(made.files.map(withoutBrandOf(desired)));
        const together: Desired = {
          ...desired,
          brands: [...desired.brands, ...added.brands],
          campaigns: [...desired.campaigns, ...added.campaigns],
        };
        const before = planOf(desired, snapshot);
        const after = planOf(together, snapshot);
        expect(doings(after)).toEqual(doings(before));
        const bound = new Set(added.campaigns.map(({ id }) => id));
        const wasUnlisted = before.unlisted.filter(({ kind }) => kind === 'campaign');
        expect(wasUnlisted.filter(({ id }) => !bound.has(id))).toEqual([]);
        expect(after.unlisted.filter(({ kind }) => kind !== 'number')).toEqual([]);
      }),
      RUNS,
    ));

  it('a fresh import of a registry that the sandbox made lists everybody who is in a campaign', () =>
    fc.assert(
      fc.asyncProperty(randomWorlds, async ({ seed }) => {
        const snapshot = await inProcess(createRegistry(seed, START), START).snapshot();
        const made = imported(snapshot);
        const desired = await loaded(made.files);
        const plan = planOf(desired, snapshot);
        expect(doings(plan)).toEqual([]);
        const leftOut = addressesLeftOut(made);
        for (const { id } of snapshot.campaigns) {
          const block = desired.campaigns.find((one) => one.id === id);
          const listed = (block?.numbers ?? []).map(({ number }) => number);
          const there = snapshot.numbers
            .filter(({ sms, number }) => {
              const isIn = !['off', 'pending-off', 'enabling-failed'].includes(sms.status);
              return sms.campaignId === id && isIn && !leftOut.has(`number/${number}`);
            })
            .map(({ number }) => number);
          expect(listed).toEqual(there.sort());
        }
      }),
      RUNS,
    ));
});

/** The loader knows only the new files: a brand that stands in the old ones is declared there too. */
function withoutBrandOf(desired: Desired) {
  const keys = desired.brands.map(({ key }) => key);
  return (file: NewFile): NewFile => ({
    ...file,
    text: keys.reduce((text, key) => text.replace(`    brand: ${key}\n`, ''), file.text),
  });
}
