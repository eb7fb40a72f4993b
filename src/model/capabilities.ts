/**
 * Capabilities: what a provider can do, costs and lets change, as data.
 * Law: planning reads only this, never a provider's name. What nobody knows ([U]) is `unknown` or null here and is shown so.
 */
import type { ProviderName } from './desired.ts';
import type { Kind, Mutability } from './kinds.ts';

/** How a concern is served: through the provider's API, by a person, or not at all. */
export type Means = 'api' | 'manual' | 'none';

/** A fee in USD. `usd: null` means that no figure is known. */
export interface Fee {
  readonly usd: number | null;
  /** False: nobody has confirmed it; shown as "up to …, unconfirmed" and counted in full. */
  readonly confirmed: boolean;
  readonly note: string;
}

export interface Capabilities {
  readonly provider: ProviderName;
  /** Name for people, such as `8x8`. */
  readonly label: string;
  /** True: no real phone is affected. */
  readonly sandbox: boolean;
  readonly brands: Means;
  readonly campaigns: Means;
  readonly numbers: Means;
  readonly limitRaise: Means;
  /** Whether our reference on a live object can be changed later. */
  readonly rebind: boolean;
  /** Numbers per request. */
  readonly batchSize: number;
  /** Whether the registry rejects a second object with our reference, can only search for it, or neither. */
  readonly createGuard: 'enforced' | 'searchable' | 'none';
  readonly conditionalWrites: boolean;
  /** ms after which a write whose answer was lost has either taken effect or never will. */
  readonly settleMs: number;
  /** Active campaigns per account; null: no limit known. */
  readonly activeCampaigns: { readonly max: number | null; readonly confirmed: boolean };
  /** Users created before this day (ISO 8601) had SMS switched on automatically; null: none had, or it is not known. */
  readonly smsOnByDefaultBefore: string | null;
  /** Numbers per campaign unless the registry or a recorded case says otherwise. */
  readonly numbersPerCampaign: number;
  readonly fees: {
    readonly brandRegistration: Fee;
    readonly campaignRegistration: Fee;
    readonly resubmission: Fee;
    readonly monthly: Fee;
  };
  /** Mutability of each field of an approved object; a field not named is `unknown`. `brand` of a campaign included. */
  readonly mutability: Readonly<Record<Kind, Readonly<Record<string, Mutability>>>>;
  /** How long things take, for people. */
  readonly times: {
    readonly brand: string;
    readonly campaign: string;
    readonly numberOn: string;
    readonly move: string;
  };
}
