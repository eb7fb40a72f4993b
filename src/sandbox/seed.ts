/**
 * The seed file: the shape of a registry before anything was managed as code. YAML or JSON; docs/sandbox.md describes it.
 * Law: every mistake in it is told at once, each with its path; nothing is guessed.
 */
import { parse } from 'yaml';
import type { ClockSetting } from './clock.ts';
import { BRAND_FIELDS, CAMPAIGN_FIELDS, type Field } from './fields.ts';

export interface SeedSms {
  readonly status?: string;
  /** Id or reference of a campaign of this seed; null or absent: on without a campaign, as users before 2023-02-15. */
  readonly campaign?: string | null;
  readonly since?: string;
  readonly reason?: string | null;
}

export interface SeedExtension {
  readonly type?: string;
  readonly numbers?: readonly string[];
}

/** With `count`, so many users: `{n}` counts from 1 in every text, and every number goes up by one. */
export interface SeedUser {
  readonly userName: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly status?: string;
  readonly createdTime?: string;
  readonly department?: string;
  /** Short for one extension: its type and its numbers. */
  readonly extension?: string;
  readonly numbers?: readonly string[];
  readonly extensions?: readonly SeedExtension[];
  /** SMS of the user's first number. */
  readonly sms?: SeedSms;
  readonly count?: number;
}

/** Facts about a number that no user holds, or more facts about one that a user does. */
export interface SeedNumber {
  readonly number: string;
  readonly status?: string;
  readonly category?: string;
  readonly country?: string;
  readonly origin?: string;
  readonly portingNumber?: string;
  readonly temporaryNumber?: string;
  readonly sms?: SeedSms;
  readonly count?: number;
}

export interface SeedObject {
  readonly id?: string;
  readonly referenceId?: string | null;
  readonly status?: string;
  readonly since?: string;
  readonly reason?: string | null;
}

/** Beside these members, any field of the contract by its name; `taxId` is kept masked. */
export interface SeedBrand extends SeedObject {
  readonly [field: string]: unknown;
}

export interface SeedCampaign extends SeedObject {
  /** Id or reference of a brand of this seed. */
  readonly brand?: string;
  readonly numberLimit?: number;
  readonly reviewSince?: string | null;
  readonly [field: string]: unknown;
}

export interface SeedTimes {
  readonly operation?: string;
  readonly brand?: string;
  /** `never`: only `sandbox approve` approves. */
  readonly campaign?: string;
  readonly numberOn?: string;
  readonly numberOff?: string;
}

export interface Seed {
  readonly clock?: ClockSetting;
  readonly times?: SeedTimes;
  readonly users?: readonly SeedUser[];
  readonly numbers?: readonly SeedNumber[];
  readonly brands?: readonly SeedBrand[];
  readonly campaigns?: readonly SeedCampaign[];
}

/** What is wrong with a seed file, line by line. */
export class SeedError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], file: string | null = null) {
    super(
      `The seed${file === null ? '' : ` ${file}`} cannot be used:\n${problems.map((p) => `  ${p}`).join('\n')}`,
    );
    this.name = 'SeedError';
    this.problems = problems;
  }
}

/** Checks the shape only; what the values mean is checked when the seed is planted. Throws SeedError. */
export function parseSeed(text: string, file: string): Seed {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new SeedError([error instanceof Error ? error.message : 'It is not YAML'], file);
  }
  if (value === null || value === undefined) return {};
  const problems: string[] = [];
  checkShape(value, SEED, '', problems);
  if (problems.length > 0) throw new SeedError(problems, file);
  return value as Seed;
}

/** A number as a seed may write it (YAML reads a plain +1408… as an integer), in E.164; null when it is none. */
export function seedNumber(value: unknown): string | null {
  const text = typeof value === 'number' ? `+${value}` : value;
  return typeof text === 'string' && /^\+\d{7,15}$/.test(text) ? text : null;
}

type Shape =
  | { readonly is: 'text' | 'phone' | 'count' | 'time' | 'texts' | 'factor' }
  | { readonly is: 'one-of'; readonly values: readonly string[] }
  | { readonly is: 'list'; readonly of: Shape }
  | {
      readonly is: 'map';
      readonly required: readonly string[];
      readonly of: Readonly<Record<string, Shape>>;
    };

/** So many users or numbers one entry may stand for. */
const COUNT_MAX = 1_000_000;

const TEXT: Shape = { is: 'text' };
const TIME: Shape = { is: 'time' };
const COUNT: Shape = { is: 'count' };
const PHONES: Shape = { is: 'list', of: { is: 'phone' } };

const SMS = map({
  status: oneOf('OFF', 'PENDING_ON', 'ON', 'ENABLING_FAILED', 'PENDING_OFF', 'DISABLING_FAILED'),
  campaign: TEXT,
  since: TIME,
  reason: TEXT,
});

const USER = map(
  {
    userName: TEXT,
    firstName: TEXT,
    lastName: TEXT,
    email: TEXT,
    status: oneOf('ACTIVE', 'INACTIVE'),
    createdTime: TIME,
    department: TEXT,
    extension: oneOf('UC', 'CC'),
    numbers: PHONES,
    extensions: { is: 'list', of: map({ type: oneOf('UC', 'CC'), numbers: PHONES }) },
    sms: SMS,
    count: COUNT,
  },
  'userName',
);

const NUMBER = map(
  {
    number: { is: 'phone' },
    status: oneOf('PRE_PORTING', 'PORTING', 'AVAILABLE', 'ASSIGNED'),
    category: oneOf('LOCAL', 'TOLL_FREE'),
    country: TEXT,
    origin: oneOf('PORTING', 'CLAIMED'),
    portingNumber: { is: 'phone' },
    temporaryNumber: { is: 'phone' },
    sms: SMS,
    count: COUNT,
  },
  'number',
);

const OBJECT = { id: TEXT, referenceId: TEXT, since: TIME, reason: TEXT };

const SEED = map({
  clock: map({ mode: oneOf('real', 'stepped'), speed: { is: 'factor' }, start: TIME }, 'mode'),
  times: map({ operation: TEXT, brand: TEXT, campaign: TEXT, numberOn: TEXT, numberOff: TEXT }),
  users: { is: 'list', of: USER },
  numbers: { is: 'list', of: NUMBER },
  brands: {
    is: 'list',
    of: map({
      ...OBJECT,
      status: oneOf('PENDING', 'VERIFIED', 'UNVERIFIED', 'FAILED'),
      ...shapesOf(BRAND_FIELDS),
    }),
  },
  campaigns: {
    is: 'list',
    of: map({
      ...OBJECT,
      brand: TEXT,
      status: oneOf('PENDING', 'APPROVED', 'REJECTED', 'SUSPENDED', 'DEACTIVATED'),
      numberLimit: COUNT,
      reviewSince: TIME,
      ...shapesOf(CAMPAIGN_FIELDS),
    }),
  },
});

function map(of: Readonly<Record<string, Shape>>, ...required: readonly string[]): Shape {
  return { is: 'map', of, required };
}

function oneOf(...values: readonly string[]): Shape {
  return { is: 'one-of', values };
}

function shapesOf(fields: readonly Field[]): Readonly<Record<string, Shape>> {
  return Object.fromEntries(
    fields.map(({ name, type, values }): [string, Shape] => [
      name,
      type === 'list' ? { is: 'texts' } : values === null ? TEXT : oneOf(...values),
    ]),
  );
}

function checkShape(value: unknown, shape: Shape, path: string, problems: string[]): void {
  if (shape.is === 'list' && Array.isArray(value)) {
    for (const [i, item] of value.entries()) checkShape(item, shape.of, `${path}[${i}]`, problems);
  } else if (shape.is === 'map' && isMap(value)) {
    checkMembers(value, shape, path, problems);
  } else {
    const wrong = whatIsWrong(value, shape);
    if (wrong !== null) problems.push(`${path === '' ? 'seed' : path}: ${wrong}`);
  }
}

function checkMembers(
  value: object,
  { of, required }: Extract<Shape, { is: 'map' }>,
  path: string,
  problems: string[],
): void {
  for (const key of required) {
    if (!(key in value)) problems.push(`${path}: needs ${key}`);
  }
  for (const [key, item] of Object.entries(value)) {
    const inner = Object.hasOwn(of, key) ? of[key] : undefined;
    const at = path === '' ? key : `${path}.${key}`;
    if (inner === undefined) problems.push(`${at}: is not known here`);
    else if (item !== null) checkShape(item, inner, at, problems);
  }
}

/** Null: nothing. */
function whatIsWrong(value: unknown, shape: Shape): string | null {
  switch (shape.is) {
    case 'list':
      return 'must be a list';
    case 'map':
      return 'must be a map';
    case 'one-of': {
      const fits = typeof value === 'string' && shape.values.includes(value);
      return fits ? null : `must be one of ${shape.values.join(', ')}`;
    }
    case 'phone':
      return seedNumber(value) === null ? 'must be a phone number such as +14085550101' : null;
    case 'count':
      return isCount(value) ? null : `must be a whole number of at most ${COUNT_MAX}`;
    case 'factor':
      return typeof value === 'number' && value > 0 ? null : 'must be a number above 0';
    case 'time': {
      const fits = typeof value === 'string' && !Number.isNaN(Date.parse(value));
      return fits ? null : 'must be a time such as 2026-01-05T09:00:00Z';
    }
    case 'text':
      return typeof value === 'string' ? null : 'must be a text (in quotes, if it is a number)';
    case 'texts': {
      const fits = Array.isArray(value) && value.every((item) => typeof item === 'string');
      return fits ? null : 'must be a list of texts';
    }
  }
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= COUNT_MAX;
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
