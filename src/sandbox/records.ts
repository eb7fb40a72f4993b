/**
 * The records of the registry: what there is to know about each thing in it.
 * Law: plain and whole; a change is another record with the same id.
 * Times inside records are ISO 8601 in UTC on the sandbox clock; `due` is in ms of the same clock.
 */

export type BrandStatus = 'PENDING' | 'VERIFIED' | 'UNVERIFIED' | 'FAILED';
export type CampaignStatus = 'PENDING' | 'APPROVED' | 'REJECTED' | 'SUSPENDED' | 'DEACTIVATED';
export type SmsStatus =
  | 'OFF'
  | 'PENDING_ON'
  | 'ON'
  | 'ENABLING_FAILED'
  | 'PENDING_OFF'
  | 'DISABLING_FAILED';
export type InventoryStatus = 'PRE_PORTING' | 'PORTING' | 'AVAILABLE' | 'ASSIGNED';
export type ExtensionType = 'UC' | 'CC';

/** Field name of the contract → value; null and absent mean the same. */
export type Content = Readonly<Record<string, string | readonly string[] | null>>;

export interface ExtensionRecord {
  readonly type: ExtensionType;
  /** E.164; the first is the primary one. */
  readonly numbers: readonly string[];
}

export interface UserRecord {
  readonly userId: string;
  readonly userName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly primaryEmail: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly createdTime: string;
  readonly department: string | null;
  readonly extensions: readonly ExtensionRecord[];
}

export interface NumberRecord {
  /** E.164. */
  readonly phoneNumber: string;
  readonly inventory: InventoryStatus;
  readonly category: 'LOCAL' | 'TOLL_FREE';
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly origin: 'PORTING' | 'CLAIMED';
  readonly portingNumber: string | null;
  readonly temporaryNumber: string | null;
  readonly status: SmsStatus;
  readonly campaignId: string | null;
  readonly statusTime: string | null;
  readonly statusReason: string | null;
  readonly version: number;
  readonly due: number | null;
}

export interface BrandRecord {
  readonly brandId: string;
  readonly referenceId: string | null;
  readonly status: BrandStatus;
  readonly statusTime: string;
  readonly statusReason: string | null;
  readonly version: number;
  /** Never holds the tax id, only `taxIdMasked`. */
  readonly content: Content;
  readonly due: number | null;
}

export interface CampaignRecord {
  readonly campaignId: string;
  readonly referenceId: string | null;
  readonly brandId: string;
  readonly status: CampaignStatus;
  readonly statusTime: string;
  readonly statusReason: string | null;
  readonly reviewTime: string | null;
  readonly version: number;
  readonly numberLimit: number;
  /** Also holds `resubmissionReason`, the reason of the last resubmission. */
  readonly content: Content;
  readonly due: number | null;
}

export interface InvoiceRecord {
  readonly invoiceId: string;
  readonly amountUsd: number;
  readonly campaignId: string;
  readonly referenceId: string | null;
  readonly issuedTime: string;
}

export interface ItemResult {
  readonly phoneNumber: string;
  readonly outcome: 'ACCEPTED' | 'REJECTED';
  readonly code: string | null;
  readonly message: string | null;
}

export interface OperationRecord {
  readonly operationId: string;
  readonly resource: 'brands' | 'campaigns' | 'numbers';
  readonly resourceId: string | null;
  readonly operationType: 'CREATE' | 'UPDATE';
  readonly createdTime: string;
  readonly completedTime: string;
  /** How it ends; until `endsAt` it is PENDING or IN_PROGRESS. */
  readonly outcome: 'COMPLETED' | 'FAILED' | 'UNKNOWN';
  readonly results: readonly ItemResult[] | null;
  /** Wall clock, ms. */
  readonly startedAt: number;
  readonly endsAt: number;
}

/** Durations in ms; `campaign: null` means that only a hand approves. `operation` runs on the wall clock. */
export interface Times {
  readonly operation: number;
  readonly brand: number;
  readonly campaign: number | null;
  readonly numberOn: number;
  readonly numberOff: number;
}

export interface ClockRecord {
  readonly mode: 'real' | 'stepped';
  /** Sandbox ms at wall ms `wall`; from there it runs `speed` times as fast (stepped: not at all). */
  readonly anchor: number;
  readonly wall: number;
  readonly speed: number;
}

export type StateRecord =
  | readonly ['user', UserRecord]
  | readonly ['number', NumberRecord]
  | readonly ['brand', BrandRecord]
  | readonly ['campaign', CampaignRecord]
  | readonly ['invoice', InvoiceRecord]
  | readonly ['operation', OperationRecord]
  | readonly ['times', Times]
  | readonly ['clock', ClockRecord];
