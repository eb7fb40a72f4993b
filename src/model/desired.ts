/**
 * Desired: what the YAML of one account asks for, after parsing and checking.
 * Law: only what is written is here. A field that was left out is not managed.
 */
import type { Place } from './diagnostic.ts';
import type { Content } from './kinds.ts';

/** A phone number in E.164, such as `+14085550101`. Made only by `parsePhone` and by the provider adapters. */
export type E164 = string & { readonly __brand: 'E164' };

/** Providers that work today; the schema's enum lists the same. */
export type ProviderName = 'sandbox' | '8x8';

export interface Desired {
  readonly account: DesiredAccount;
  readonly policy: {
    readonly maxOutages: number | null;
    /** Days after which what people saw is too old to pay or end anything on; null: the default. */
    readonly lookAgainAfterDays: number | null;
  };
  readonly brands: readonly DesiredBrand[];
  readonly campaigns: readonly DesiredCampaign[];
  readonly noTexting: readonly DesiredNumber[];
}

export interface DesiredAccount {
  readonly name: string;
  readonly provider: ProviderName;
  /** Seed file of the embedded sandbox, relative to the root; null: the built-in empty registry. */
  readonly sandboxSeed: string | null;
  /** `console`: people work in Admin Console; else the address of a registry that keeps our contract. Only of 8x8. */
  readonly smsVia: string;
  /** A Users export, where there is no API key; null: none. */
  readonly usersExport: UsersExport | null;
  readonly place: Place;
}

/** A CSV of users and their numbers. */
export interface UsersExport {
  /** Relative to the root. */
  readonly file: string;
  /** Our name of a column → its header in the file. */
  readonly columns: Readonly<Partial<Record<UsersColumn, string>>>;
}

export type UsersColumn =
  | 'userName'
  | 'firstName'
  | 'lastName'
  | 'status'
  | 'numbers'
  | 'extensionType'
  | 'createdAt';

/** What brands and campaigns share: how a block finds its live object. */
export interface DesiredBlock {
  readonly key: string;
  readonly place: Place;
  /** Binds to the live object with this provider id; never registered. */
  readonly id: string | null;
  /** Former keys of this block: a rename without a new registration. */
  readonly formerly: readonly string[];
  /** The written fields only, by the names of the table of kinds. */
  readonly content: Content;
  /** Rules silenced for this block, each with the written reason: rule id → reason. */
  readonly allow: Readonly<Record<string, string>>;
  /** Where each written field stands, by field name (`fee.accepted`, `limit.wanted` and so on included). */
  readonly places: Readonly<Record<string, Place>>;
}

export interface DesiredBrand extends DesiredBlock {
  /** Name of the environment variable that holds the tax id; read only when the brand is registered. */
  readonly taxIdFrom: string | null;
  /** USD the admin accepts for the registration of this brand; null: nothing accepted. */
  readonly feeAccepted: number | null;
}

export interface DesiredCampaign extends DesiredBlock {
  /** Key of the brand; null where the block is bound by `id` and names none. */
  readonly brand: string | null;
  /** USD the admin accepts for one registration of this campaign; null: nothing accepted. */
  readonly feeAccepted: number | null;
  /** Numbers wanted at most; null: the provider's default. */
  readonly limitWanted: number | null;
  /** A raise that carriers granted, with its support case, where the registry does not tell the limit. */
  readonly limitGranted: { readonly numbers: number; readonly case: string } | null;
  /** Why a rejected campaign is sent again; null: not asked for. */
  readonly resubmit: string | null;
  /** Why the campaign is to be deactivated for ever; null: it is not. */
  readonly deactivateForever: string | null;
  /** In written order: YAML first, then the lines of numbersFile. */
  readonly numbers: readonly DesiredNumber[];
}

export interface DesiredNumber {
  readonly number: E164;
  /** userName of who should hold it; null for `anyone`. */
  readonly user: string | null;
  readonly place: Place;
}

/** Everybody whom a line names, each once. */
export function usersIn({ campaigns, noTexting }: Desired): readonly string[] {
  const lines = [...campaigns.flatMap(({ numbers }) => numbers), ...noTexting];
  return [...new Set(lines.flatMap(({ user }) => user ?? []))];
}
