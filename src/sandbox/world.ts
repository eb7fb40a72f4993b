/**
 * What every rule of the registry works on: the tables, how strict it is, how long things take, and the one way to change anything.
 */
import { type Answer, accept, refuse } from './fields.ts';
import type { StateRecord, Times } from './records.ts';
import type { State } from './state.ts';

/** Switches that make the registry less helpful, as some real ones are. All true by default. */
export interface Strictness {
  /** A second object with a reference is refused. */
  readonly uniqueReferences: boolean;
  /** A campaign takes no more numbers than its limit. */
  readonly capCheck: boolean;
  /** Objects have versions, and a write may be conditional on one. */
  readonly versions: boolean;
  /** The list of users tells their extensions, and not only the entry of each. */
  readonly extensionsInList: boolean;
}

export interface World extends Strictness {
  readonly state: State;
  readonly times: Times;
  /** Puts a record into the state and tells whoever keeps the log. */
  put(record: StateRecord): void;
}

/** A number goes on after two hours (up to 48 h in life), a brand is verified in a minute, carriers take days. */
export const DEFAULT_TIMES: Times = {
  operation: 1000,
  brand: 60_000,
  campaign: 3 * 86_400_000,
  numberOn: 2 * 3_600_000,
  numberOff: 10 * 60_000,
};

/** Numbers in a campaign unless carriers granted more. */
export const DEFAULT_LIMIT = 48;

/** USD, once per registration. */
export const REGISTRATION_FEE = 89;

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** `B` or `C` and six characters, spread over the alphabet so that neighbours do not look alike; never one that is taken. */
export function nextId(prefix: string, taken: ReadonlyMap<string, unknown>): string {
  const space = 36 ** 6;
  for (let n = taken.size + 1; ; n += 1) {
    const spread = (n * 1_540_483_477) % space;
    const id = prefix + spread.toString(36).toUpperCase().padStart(6, '0');
    if (!taken.has(id)) return id;
  }
}

/** `wanted` is the version of the caller's If-Match; null: unconditional. */
export function checkVersion(
  world: Strictness,
  current: { readonly version: number },
  wanted: number | null,
): Answer<null> {
  if (!world.versions || wanted === null || wanted === current.version) return accept(null);
  return refuse(
    'CONFLICT',
    'version',
    `The object has version ${current.version}, not ${wanted}; read it again`,
  );
}

/** Refuses a reference that another object of the kind has ever carried and still carries. */
export function checkFree(
  world: World,
  kind: 'brand' | 'campaign',
  referenceId: string | null,
  own: string | null,
): Answer<null> {
  if (referenceId === null || !world.uniqueReferences) return accept(null);
  const holder = world.state.references.get(`${kind}/${referenceId}`);
  if (holder === undefined || holder === own) return accept(null);
  return refuse('CONFLICT', 'referenceId', `The ${kind} ${holder} already has this reference`);
}
