/**
 * Change → Step: what exactly is written for one half of a change.
 * Law: everything comes from the plan, the desired block or the registry; what cannot be told is said, never guessed.
 */
import type { Desired, DesiredBlock, E164 } from '../model/desired.ts';
import type { Content, Kind } from '../model/kinds.ts';
import { referenceOf } from '../model/kinds.ts';
import type { Change, Plan, Side } from '../model/plan.ts';
import { isToRun } from '../model/plan-parts.ts';
import type { FindTarget, FoundObject, Step } from '../model/port.ts';
import type { LiveSms, Snapshot } from '../model/snapshot.ts';
import type { Job } from './scheduling.ts';

/** What is known of live objects; learns as the run goes on. */
export interface Ledger {
  /** Address of a block → provider id. */
  readonly ids: Map<string, string>;
  /** Provider id or E.164 → version. Not there: to be read again before the next write. */
  readonly versions: Map<string, string | null>;
  /** SMS of every number, as the plan saw it. */
  readonly seen: ReadonlyMap<E164, LiveSms>;
}

export interface StepContext {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly ledger: Ledger;
  readonly secrets: (envName: string) => string | undefined;
}

/** A step, or why there is none, as a sentence for the admin. */
export type BuiltStep = Step | { readonly kind: 'none'; readonly reason: string };

export function openLedger(plan: Plan, desired: Desired, snapshot: Snapshot): Ledger {
  const ids = new Map<string, string>();
  for (const { key, id } of plan.campaigns) if (id !== null) ids.set(`campaign/${key}`, id);
  const brands = new Map(snapshot.brands.map((brand) => [brand.referenceId, brand.id]));
  for (const brand of desired.brands) {
    const references = [brand.key, ...brand.formerly].map((key) =>
      referenceOf(plan.account, 'brand', key),
    );
    const id = brand.id ?? references.map((reference) => brands.get(reference)).find(Boolean);
    if (id !== undefined) ids.set(`brand/${brand.key}`, id);
  }
  const versions = new Map<string, string | null>([
    ...snapshot.brands.map(({ id, version }) => [id, version] as const),
    ...snapshot.campaigns.map(({ id, version }) => [id, version] as const),
    ...snapshot.numbers.map(({ number, sms }) => [number, sms.version] as const),
  ]);
  const seen = new Map(snapshot.numbers.map(({ number, sms }) => [number, sms]));
  return { ids, versions, seen };
}

/** Registrations whose tax id is not at hand, known before the first write: change id → why it fails. */
export function missingSecrets(
  changes: readonly Change[],
  desired: Desired,
  secrets: StepContext['secrets'],
): ReadonlyMap<string, string> {
  const missing = new Map<string, string>();
  for (const { id, address, action, when, refused } of changes) {
    const [kind, key] = splitAddress(address);
    const isRun = isToRun({ when, refused });
    if (kind !== 'brand' || action !== 'register' || !isRun) continue;
    const { taxIdFrom } = blockOf(desired.brands, key);
    if (taxIdFrom === null || !secrets(taxIdFrom)) missing.set(id, missingTaxId(key, taxIdFrom));
  }
  return missing;
}

export function buildStep(job: Job, context: StepContext): BuiltStep {
  const { change, half } = job;
  if (half === 'off') return turnOff(change, change.from?.number ?? numberOf(change), context);
  if (half === 'on') return assign(change, change.to?.number ?? numberOf(change), context);
  switch (change.action) {
    case 'assign':
      return assign(change, numberOf(change), context);
    case 'turn-off':
      return turnOff(change, numberOf(change), context);
    case 'move':
    case 'switch':
      throw new Error(`${change.action} ${change.id} is sent in two halves`);
    case 'register':
      return register(change, context);
    case 'bind':
    case 'update':
    case 'resubmit':
    case 'deactivate':
      return changeObject(change, change.action, context);
  }
}

/** What a job changes, as the port looks it up; null: it is not known. */
export function targetOf({ change, half }: Job, context: StepContext): FindTarget | null {
  const [kind] = splitAddress(change.address);
  if (kind === 'number') {
    const side = half === 'on' ? change.to : half === 'off' ? change.from : null;
    return { kind, number: side?.number ?? numberOf(change) };
  }
  if (change.action === 'register') return { kind, reference: referenceFor(change, context) };
  const id = idOf(change, context);
  return id === null ? null : { kind, id };
}

/**
 * What must be read again before the write; null: nothing. An earlier write of ours changes the version;
 * what has none has nothing else that keeps a hand's change from being overwritten.
 */
export function staleTarget(job: Job, context: StepContext): FindTarget | null {
  if (job.change.action === 'register') return null;
  const { versions } = context.ledger;
  const target = targetOf(job, context);
  if (target === null || 'reference' in target) return null;
  const key = target.kind === 'number' ? target.number : target.id;
  return (versions.get(key) ?? null) === null ? target : null;
}

/** Learns id and version from what was found. */
export function learn(found: FoundObject, address: string, { ids, versions }: Ledger): void {
  switch (found.kind) {
    case 'number':
      versions.set(found.number, found.sms.version);
      return;
    case 'brand':
      ids.set(address, found.brand.id);
      versions.set(found.brand.id, found.brand.version);
      return;
    case 'campaign':
      ids.set(address, found.campaign.id);
      versions.set(found.campaign.id, found.campaign.version);
  }
}

/** Key in the ledger's versions of what a step writes to; null: it makes something new. */
export function writtenBy(step: Step): string | null {
  if (step.kind === 'assign' || step.kind === 'turn-off') return step.number;
  if (step.kind === 'register-brand' || step.kind === 'register-campaign') return null;
  return step.id;
}

export function splitAddress(address: string): readonly [Kind | 'number', string] {
  const slash = address.indexOf('/');
  const kind = address.slice(0, slash);
  if (kind !== 'brand' && kind !== 'campaign' && kind !== 'number') {
    throw new Error(`not an address: ${address}`);
  }
  return [kind, address.slice(slash + 1)];
}

/** The planner made the address from a number it knew. */
function numberOf({ address }: Change): E164 {
  return splitAddress(address)[1] as E164;
}

function turnOff({ id }: Change, number: E164, { ledger }: StepContext): Step {
  const version = ledger.versions.get(number) ?? null;
  return { kind: 'turn-off', change: id, number, version };
}

function assign({ id, to }: Change, number: E164, context: StepContext): BuiltStep {
  const campaign = to?.campaign ?? null;
  if (campaign === null) throw new Error(`change ${id} assigns to no campaign`);
  const version = context.ledger.versions.get(number) ?? null;
  // A campaign that no block is bound to is named by its provider id.
  const campaignId = context.ledger.ids.get(`campaign/${campaign}`) ?? campaign;
  return { kind: 'assign', change: id, number, campaignId, version };
}

function register(change: Change, context: StepContext): BuiltStep {
  const [kind, key] = splitAddress(change.address);
  const reference = referenceFor(change, context);
  const { desired, ledger, secrets } = context;
  if (kind === 'brand') {
    const { content, taxIdFrom } = blockOf(desired.brands, key);
    const taxId = taxIdFrom === null ? undefined : secrets(taxIdFrom);
    if (taxId === undefined || taxId === '') return none(missingTaxId(key, taxIdFrom));
    return { kind: 'register-brand', change: change.id, reference, content, taxId };
  }
  const { content, brand } = blockOf(desired.campaigns, key);
  const brandId = brand === null ? undefined : ledger.ids.get(`brand/${brand}`);
  if (brandId === undefined) return none(`The registry has no brand ${brand ?? ''} yet.`);
  return { kind: 'register-campaign', change: change.id, reference, brandId, content };
}

function missingTaxId(key: string, envName: string | null): string {
  return envName === null
    ? `The brand ${key} names no taxIdFrom, so its tax id is not known. Nothing was sent.`
    : `The tax id of the brand ${key} is missing: set the environment variable ${envName} and apply again. Nothing was sent.`;
}

function changeObject(
  change: Change,
  action: 'bind' | 'update' | 'resubmit' | 'deactivate',
  context: StepContext,
): BuiltStep {
  const [kind, key] = splitAddress(change.address);
  if (kind === 'number') throw new Error(`${action} is no change of a number`);
  const id = idOf(change, context);
  if (id === null) return none(`The registry no longer has ${key}.`);
  const version = context.ledger.versions.get(id) ?? null;
  const common = { change: change.id, id, version };
  switch (action) {
    case 'bind':
      return { kind: 'rebind', of: kind, ...common, reference: referenceFor(change, context) };
    case 'update':
      return { kind: 'update', of: kind, ...common, content: written(change.to) };
    case 'resubmit': {
      const reason = blockOf(context.desired.campaigns, key).resubmit ?? '';
      return { kind: 'resubmit', ...common, reason, content: written(change.to) };
    }
    case 'deactivate': {
      const reason = blockOf(context.desired.campaigns, key).deactivateForever ?? '';
      return { kind: 'deactivate', ...common, reason };
    }
  }
}

function idOf({ from, address }: Change, { ledger }: StepContext): string | null {
  return from?.id ?? ledger.ids.get(address) ?? null;
}

function referenceFor({ address, to }: Change, { plan }: StepContext): string {
  const [kind, key] = splitAddress(address);
  if (kind === 'number') throw new Error(`a number has no reference: ${address}`);
  return to?.reference ?? referenceOf(plan.account, kind, key);
}

/** Only what is written is managed, so a field without a value is never sent. */
function written(to: Side | null): Content {
  const entries = Object.entries(to?.fields ?? {});
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

function blockOf<B extends DesiredBlock>(blocks: readonly B[], key: string): B {
  const block = blocks.find((candidate) => candidate.key === key);
  if (block === undefined)
    throw new Error(`the plan has a change of ${key}, the configuration has no such block`);
  return block;
}

function none(reason: string): BuiltStep {
  return { kind: 'none', reason };
}
