/**
 * A model of the SMS pages of Admin Console, as public help pages describe them: forms, the list of numbers with its
 * switches, and what goes on behind them. Law: it shares nothing with src. What no page tells is the least that a person can
 * work with, and is marked: ours.
 */
import type { Office, Person } from './office.ts';

export type Values = ReadonlyMap<string, readonly string[]>;

export interface ShownBrand {
  readonly id: string;
  readonly status: 'In progress' | 'Verified';
}

export interface ShownCampaign {
  readonly id: string;
  readonly status: 'In progress' | 'Approved' | 'Rejected' | 'Deactivated';
  readonly reason: string;
  readonly form: Values;
}

/** A row of "Your SMS enabled phone numbers". */
export interface ShownRow {
  readonly number: string;
  readonly user: string;
  readonly status: string;
  readonly campaign: string;
}

interface Campaign extends ShownCampaign {
  /** Numbers that carriers allow. The page does not tell: ours. */
  readonly limit: number;
}

interface Row extends ShownRow {
  /** What it becomes, and when. */
  readonly next: { readonly status: string; readonly at: number } | null;
}

/** What was sent to The Campaign Registry and carriers. */
export interface Submission {
  readonly kind: 'brand' | 'campaign' | 'resubmission';
  readonly form: Values;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** "about a minute"; "up to 48 hours"; minutes: ours. */
const BRAND_TAKES = MINUTE;
const ON_TAKES = 2 * HOUR;
const OFF_TAKES = 10 * MINUTE;
const NUMBERS_PER_CAMPAIGN = 48;

export const BRAND_LABELS = [
  'Legal Company Name',
  'DBA or Brand Name',
  'Legal form of the organisation',
  'Tax Number/ID/EIN/UTR',
  'Tax ID issuing country',
  'Vertical',
  'Website',
  'Support email',
] as const;

export const CAMPAIGN_LABELS = [
  'Use case',
  'Campaign Description',
  'Call to Action',
  'Privacy policy',
  'Opt-In Keywords',
  'Opt-In Response Message',
  'Opt-Out Keywords',
  'Opt-Out Response Message',
  'Help Keywords',
  'Help Response Message',
  'Sample Message',
] as const;

/** Entries of lists: the words are ours. */
export const LISTS: Readonly<Record<string, readonly string[]>> = {
  'Legal form of the organisation': [
    'Public Company',
    'Private Company',
    'Non-Profit',
    'Government',
  ],
  'Use case': ['Customer Care', 'Account Notification', 'Marketing', 'Mixed'],
};

/** What the person is told when a page does not do what was asked for. */
export class Objection extends Error {}

export class AdminConsole {
  readonly submissions: Submission[] = [];
  /** Clicks that changed something. */
  clicks = 0;
  #now = 0;
  #brand: (ShownBrand & { readonly due: number }) | null = null;
  readonly #campaigns = new Map<string, Campaign>();
  readonly #rows = new Map<string, Row>();
  readonly #people = new Map<string, Person>();
  readonly #failNext = new Set<string>();
  readonly #changed: () => void;

  constructor({ people, campaigns }: Office, brandId: string, changed: () => void) {
    this.#changed = changed;
    for (const person of people) {
      for (const number of person.numbers) this.#people.set(number, person);
      const [number = ''] = person.numbers;
      if (person.textsIn !== undefined) this.#put(number, 'Enabled', person.textsIn);
      if (person.blocked) this.#put(number, 'Enabled', '');
    }
    if (campaigns.length > 0) this.#brand = { id: brandId, status: 'Verified', due: 0 };
    for (const { id, description, limit = NUMBERS_PER_CAMPAIGN, rejected } of campaigns) {
      const form = new Map(CAMPAIGN_LABELS.map((label) => [label, ['as it was']]));
      form.set('Campaign Description', [description]).set('Use case', ['Mixed']);
      const status = rejected ? 'Rejected' : 'Approved';
      this.#campaigns.set(id, { id, status, reason: '', form, limit });
    }
  }

  get brand(): ShownBrand | null {
    return this.#brand;
  }

  get campaigns(): readonly Campaign[] {
    return [...this.#campaigns.values()];
  }

  get rows(): readonly ShownRow[] {
    return [...this.#rows.values()];
  }

  /** Your Brand: Save and Submit. Returns the id that the page shows. */
  submitBrand(form: Values): string {
    if (this.#brand !== null) throw new Objection('There is a brand already');
    filledIn(form, BRAND_LABELS);
    const id = 'BNEW001';
    this.#brand = { id, status: 'In progress', due: this.#now + BRAND_TAKES };
    this.submissions.push({ kind: 'brand', form });
    this.#clicked();
    return id;
  }

  /** Your Campaign: Save and Submit. */
  submitCampaign(form: Values): string {
    if (this.#brand?.status !== 'Verified') throw new Objection('The brand is not verified');
    filledIn(form, CAMPAIGN_LABELS);
    const id = `CNEW00${this.#campaigns.size + 1}`;
    const limit = NUMBERS_PER_CAMPAIGN;
    this.#campaigns.set(id, { id, status: 'In progress', reason: '', form, limit });
    this.submissions.push({ kind: 'campaign', form });
    this.#clicked();
    return id;
  }

  resubmitCampaign(id: string, changes: Values): void {
    const campaign = this.#campaign(id);
    if (campaign.status !== 'Rejected') throw new Objection(`${id} is ${campaign.status}`);
    const form = new Map([...campaign.form, ...changes]);
    filledIn(form, CAMPAIGN_LABELS);
    this.#campaigns.set(id, { ...campaign, form, status: 'In progress', reason: '' });
    this.submissions.push({ kind: 'resubmission', form });
    this.#clicked();
  }

  /** For ever: everybody on it loses SMS at once, and the content of its form is deleted. */
  deactivateCampaign(id: string): void {
    const campaign = this.#campaign(id);
    if (campaign.status !== 'Approved') throw new Objection(`${id} is ${campaign.status}`);
    this.#campaigns.set(id, { ...campaign, status: 'Deactivated' });
    for (const row of this.#rows.values()) {
      if (row.campaign === id) this.#put(row.number, 'Disabled', '');
    }
    this.#clicked();
  }

  /**
   * "+ Enable phone numbers", or the switch in a row. With several approved campaigns the person chooses one: ours. Beyond
   * the limit the page warns and does nothing. Another number of the same user goes off without a word.
   */
  enable(numbers: readonly string[], chosen: string | null): void {
    const approved = this.campaigns.filter(({ status }) => status === 'Approved');
    const campaign = approved.find(({ id }) => id === chosen) ?? approved[0];
    if (campaign === undefined) throw new Objection('There is no approved campaign');
    if (approved.length > 1 && campaign.id !== chosen) throw new Objection('Choose a campaign');
    for (const number of numbers) this.#mayBeEnabled(number);
    const leaving = numbers.flatMap((number) => this.#othersOf(number));
    const filled = this.rows.filter(
      ({ number, status, campaign: of }) =>
        of === campaign.id && isListed(status) && !leaving.includes(number),
    ).length;
    if (filled + numbers.length > campaign.limit) {
      throw new Objection(`The limit of ${campaign.limit} numbers is reached`);
    }
    for (const other of leaving) this.#put(other, 'Disabled', '');
    for (const number of numbers) {
      const fails = this.#failNext.delete(number);
      const next = { status: fails ? 'Enabling Failed' : 'Enabled', at: this.#now + ON_TAKES };
      this.#put(number, 'Pending', campaign.id, next);
    }
    this.#clicked();
  }

  disable(numbers: readonly string[]): void {
    for (const number of numbers) {
      const row = this.#rows.get(number);
      if (row?.status !== 'Enabled')
        throw new Objection(`${number} is ${row?.status ?? 'not there'}`);
      // "Disabled or blank"
      const status = Number(number.at(-1)) % 2 === 0 ? 'Disabled' : '';
      this.#put(number, 'Pending', row.campaign, { status, at: this.#now + OFF_TAKES });
    }
    this.#clicked();
  }

  /** The table as a browser copies it. Its columns: ours. */
  copied(): string {
    const rows = this.rows.map(({ user, number, status, campaign }) =>
      [user, spelled(number), status, campaign].join('\t'),
    );
    return [['User', 'Phone number', 'SMS status', 'Campaign ID'].join('\t'), ...rows].join('\n');
  }

  advance(ms: number): void {
    this.#now += ms;
    const brand = this.#brand;
    if (brand?.status === 'In progress' && brand.due <= this.#now) {
      this.#brand = { ...brand, status: 'Verified' };
    }
    for (const { number, campaign, next } of [...this.#rows.values()]) {
      if (next === null || next.at > this.#now) continue;
      this.#put(number, next.status, isListed(next.status) ? campaign : '');
    }
    this.#changed();
  }

  /** Carriers decide. */
  decide(id: string, reason: string | null): void {
    const status = reason === null ? 'Approved' : 'Rejected';
    this.#campaigns.set(id, { ...this.#campaign(id), status, reason: reason ?? '' });
    this.#changed();
  }

  /** Support tells that carriers have raised it. */
  grant(id: string, limit: number): void {
    this.#campaigns.set(id, { ...this.#campaign(id), limit });
  }

  failNext(number: string): void {
    this.#failNext.add(number);
  }

  #campaign(id: string): Campaign {
    const campaign = this.#campaigns.get(id);
    if (campaign === undefined) throw new Objection(`There is no campaign ${id}`);
    return campaign;
  }

  #mayBeEnabled(number: string): void {
    const person = this.#people.get(number);
    if (person === undefined) throw new Objection(`${number} is assigned to no user`);
    if (person.extension === 'CC' || person.inactive || person.tollFree) {
      throw new Objection(`${number} cannot have SMS`);
    }
    const { status = '' } = this.#rows.get(number) ?? {};
    if (isListed(status)) throw new Objection(`${number} is ${status} already`);
  }

  #othersOf(number: string): readonly string[] {
    const others = this.#people.get(number)?.numbers ?? [];
    return others.filter(
      (other) => other !== number && isListed(this.#rows.get(other)?.status ?? ''),
    );
  }

  #put(number: string, status: string, campaign: string, next: Row['next'] = null): void {
    const user = this.#people.get(number)?.user ?? '';
    this.#rows.set(number, { number, user, status, campaign, next });
  }

  #clicked(): void {
    this.clicks += 1;
    this.#changed();
  }
}

/** It fills a place. */
export function isListed(status: string): boolean {
  return status === 'Enabled' || status === 'Pending' || status === 'Disabling Failed';
}

function filledIn(form: Values, labels: readonly string[]): void {
  const strange = [...form.keys()].filter((label) => !labels.includes(label));
  if (strange.length > 0) throw new Objection(`The form has no field ${strange.join(', ')}`);
  for (const label of labels) {
    const values = form.get(label) ?? [];
    if (values.length === 0) throw new Objection(`${label} is empty`);
    const list = LISTS[label];
    const wrong = values.find((value) => list?.includes(value) === false);
    if (wrong !== undefined) throw new Objection(`The list of ${label} has no ${wrong}`);
  }
}

/** `(408) 555-0101`, as a page for Americans has it. */
function spelled(number: string): string {
  return `(${number.slice(2, 5)}) ${number.slice(5, 8)}-${number.slice(8)}`;
}
