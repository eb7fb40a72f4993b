/**
 * The plain values of an `observed.yaml` in which nothing is wrong → Observed.
 */
import type { E164 } from '../model/desired.ts';
import type { Content, FieldValue } from '../model/kinds.ts';
import {
  type Observed,
  type ObservedBrand,
  type ObservedCampaign,
  type ObservedNumber,
  type Seen,
  SMS_WORDS,
} from '../model/observed.ts';
import { parsePhone } from '../model/phone.ts';
import type { BrandStatus, CampaignStatus, SmsStatus } from '../model/snapshot.ts';
import type { PlainMap } from './parse.ts';

/** As schema/observed.schema.json has them. */
interface FileBlock {
  readonly id?: string;
  readonly status: string;
  readonly since?: string;
  readonly reason?: string;
  readonly seen: Seen;
  readonly form?: Form;
}

interface FileCampaign extends FileBlock {
  readonly brand?: string;
  readonly lastResubmit?: string;
  readonly limit?: number;
  readonly numbers?: FileNumbers | null;
}

interface FileNumber {
  readonly status: string | null;
  readonly since?: string;
  readonly reason?: string;
  readonly seen: Seen;
  readonly lookAgain?: string;
}

type Form = Readonly<Record<string, FieldValue | Readonly<Record<string, FieldValue>>>>;
type FileNumbers = Readonly<Record<string, FileNumber>>;

interface File {
  readonly observed: string;
  readonly formsSeen?: Seen;
  readonly pageSeen?: Seen;
  readonly brands?: Readonly<Record<string, FileBlock>> | null;
  readonly campaigns?: Readonly<Record<string, FileCampaign>> | null;
  readonly numbers?: FileNumbers | null;
}

export function toObserved(value: PlainMap): Observed {
  // The schema has checked every member.
  const file = value as unknown as File;
  return {
    account: file.observed,
    forms: seenOf(file.formsSeen),
    page: seenOf(file.pageSeen),
    brands: mapped(file.brands, brandOf),
    campaigns: mapped(file.campaigns, campaignOf),
    numbers: numbersOf(file.numbers),
  };
}

function mapped<T, U>(
  blocks: Readonly<Record<string, T>> | null | undefined,
  read: (block: T) => U,
): ReadonlyMap<string, U> {
  return new Map(Object.entries(blocks ?? {}).map(([key, block]) => [key, read(block)]));
}

function brandOf(block: FileBlock): ObservedBrand {
  return {
    id: block.id ?? null,
    status: block.status.toLowerCase() as BrandStatus,
    since: momentOf(block.since),
    reason: block.reason ?? null,
    seen: seenOf(block.seen),
    content: contentOf(block.form),
  };
}

function campaignOf(block: FileCampaign): ObservedCampaign {
  return {
    id: block.id ?? null,
    brand: block.brand ?? null,
    status: block.status.toLowerCase() as CampaignStatus,
    since: momentOf(block.since),
    reason: block.reason ?? null,
    lastResubmit: block.lastResubmit ?? null,
    limit: block.limit ?? null,
    seen: seenOf(block.seen),
    content: contentOf(block.form),
    numbers: numbersOf(block.numbers),
  };
}

function numbersOf(numbers: FileNumbers | null | undefined): ReadonlyMap<E164, ObservedNumber> {
  const found = new Map<E164, ObservedNumber>();
  for (const [text, number] of Object.entries(numbers ?? {})) {
    const phone = parsePhone(text);
    if (phone.ok) found.set(phone.number, numberOf(number));
  }
  return found;
}

function numberOf(number: FileNumber): ObservedNumber {
  return {
    status: smsStatusOf(number.status ?? ''),
    since: momentOf(number.since),
    reason: number.reason ?? null,
    seen: seenOf(number.seen),
    lookAgain: number.lookAgain ?? null,
  };
}

const STATUS_OF_WORD: ReadonlyMap<string, SmsStatus> = new Map(
  Object.entries(SMS_WORDS).map(([status, word]) => [word.toLowerCase(), status as SmsStatus]),
);

/** The SMS page leaves blank what is off. */
function smsStatusOf(word: string): SmsStatus {
  return word === '' ? 'off' : (STATUS_OF_WORD.get(word.toLowerCase()) ?? 'unknown');
}

function seenOf(seen: Seen): Seen;
function seenOf(seen: Seen | undefined): Seen | null;
function seenOf(seen: Seen | undefined): Seen | null {
  return seen === undefined ? null : { at: seen.at, by: seen.by };
}

/** A day is its first second. */
function momentOf(written: string | undefined): string | null {
  if (written === undefined) return null;
  return written.includes('T') ? written : `${written}T00:00:00Z`;
}

/** Settings by dotted name. */
function contentOf(form: Form | undefined): Content | null {
  if (form === undefined) return null;
  const content: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(form)) {
    if (isField(value)) content[name] = value;
    else for (const [inner, text] of Object.entries(value)) content[`${name}.${inner}`] = text;
  }
  return content;
}

function isField(value: Form[string]): value is FieldValue {
  return typeof value === 'string' || Array.isArray(value);
}
