/**
 * The registry as one machine: commands in, answers out, state changes told to `onChange`.
 * Law: no clock, no randomness, no I/O of its own; `now` (sandbox ms) comes with every call, ids from counters.
 * The server drives it over HTTP; tests drive thousands of them in-process.
 */
import { type Body, registerBrand, updateBrand } from './brands.ts';
import {
  deactivateCampaign,
  registerCampaign,
  resubmitCampaign,
  updateCampaign,
} from './campaigns.ts';
import { approve, fail, limit, reject, settle, suspend, type Told, toggle } from './carriers.ts';
import type { Answer } from './fields.ts';
import { type AssignmentItem, assign, type RemovalItem, remove } from './numbers.ts';
import { plantSeed } from './plant.ts';
import type { BrandRecord, CampaignRecord, ItemResult, StateRecord, Times } from './records.ts';
import type { Seed } from './seed.ts';
import { emptyState, putRecord, type State } from './state.ts';
import { DEFAULT_TIMES, type Strictness, type World } from './world.ts';

export interface RegistryOptions extends Partial<Strictness> {
  /** Overrides single durations of the seed, ms. */
  readonly times?: Partial<Times>;
  /** Hears every record that is put after the start. */
  readonly onChange?: (record: StateRecord) => void;
}

export interface Registry {
  readonly state: State;
  readonly strictness: Strictness;
  readonly times: Times;
  /** Applies what has become due; every other call does so first. */
  settle(now: number): void;
  registerBrand(body: Body, now: number): Answer<BrandRecord>;
  updateBrand(id: string, body: Body, version: number | null, now: number): Answer<BrandRecord>;
  registerCampaign(body: Body, now: number): Answer<CampaignRecord>;
  updateCampaign(
    id: string,
    body: Body,
    version: number | null,
    now: number,
  ): Answer<CampaignRecord>;
  resubmitCampaign(
    id: string,
    body: Body,
    version: number | null,
    now: number,
  ): Answer<CampaignRecord>;
  deactivateCampaign(
    id: string,
    body: Body,
    version: number | null,
    now: number,
  ): Answer<CampaignRecord>;
  assign(items: readonly AssignmentItem[], now: number): readonly ItemResult[];
  remove(items: readonly RemovalItem[], now: number): readonly ItemResult[];
  approve(target: string, now: number): Told;
  reject(target: string, reason: string, now: number): Told;
  suspend(target: string, reason: string, now: number): Told;
  limit(target: string, numbers: number, now: number): Told;
  toggle(phoneNumber: string, on: boolean, campaign: string | null, now: number): Told;
  fail(phoneNumber: string, now: number): Told;
  /** Puts a record that no rule makes: an operation, the clock. */
  put(record: StateRecord): void;
}

/** A registry that holds what the seed says; `now` dates what the seed leaves undated. Throws SeedError. */
export function createRegistry(
  seed: Seed | null,
  now: number,
  options: RegistryOptions = {},
): Registry {
  const state = emptyState();
  for (const record of plantSeed(seed ?? {}, now)) putRecord(state, record);
  return registryOn(state, options);
}

/** A registry on a state that was read back. */
export function registryOn(state: State, options: RegistryOptions = {}): Registry {
  const world: World = {
    state,
    uniqueReferences: options.uniqueReferences ?? true,
    capCheck: options.capCheck ?? true,
    versions: options.versions ?? true,
    extensionsInList: options.extensionsInList ?? true,
    times: { ...DEFAULT_TIMES, ...state.times, ...options.times },
    put(record) {
      putRecord(state, record);
      options.onChange?.(record);
    },
  };
  function at<T>(now: number, command: () => T): T {
    settle(world, now);
    return command();
  }
  return {
    state,
    strictness: world,
    times: world.times,
    put: world.put,
    settle: (now) => settle(world, now),
    registerBrand: (body, now) => at(now, () => registerBrand(world, body, now)),
    updateBrand: (id, body, version, now) =>
      at(now, () => updateBrand(world, id, body, version, now)),
    registerCampaign: (body, now) => at(now, () => registerCampaign(world, body, now)),
    updateCampaign: (id, body, version, now) =>
      at(now, () => updateCampaign(world, id, body, version, now)),
    resubmitCampaign: (id, body, version, now) =>
      at(now, () => resubmitCampaign(world, id, body, version, now)),
    deactivateCampaign: (id, body, version, now) =>
      at(now, () => deactivateCampaign(world, id, body, version, now)),
    assign: (items, now) => at(now, () => assign(world, items, now)),
    remove: (items, now) => at(now, () => remove(world, items, now)),
    approve: (target, now) => at(now, () => approve(world, target, now)),
    reject: (target, reason, now) => at(now, () => reject(world, target, reason, now)),
    suspend: (target, reason, now) => at(now, () => suspend(world, target, reason, now)),
    limit: (target, numbers, now) => at(now, () => limit(world, target, numbers)),
    toggle: (phoneNumber, on, campaign, now) =>
      at(now, () => toggle(world, phoneNumber, on, campaign, now)),
    fail: (phoneNumber, now) => at(now, () => fail(world, phoneNumber, now)),
  };
}
