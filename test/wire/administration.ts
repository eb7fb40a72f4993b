/**
 * The Administration API as nock answers for it: users, phone numbers and pages of them, made by hand.
 * What a test is about is given; the rest is as any user or number of the example account `acme`.
 */
import nock from 'nock';
import type { HttpClient, HttpOptions } from '../../src/providers/http.ts';
import { createHttp } from '../../src/providers/http.ts';
import { type FakeTiming, fakeTiming } from '../unit/provider-support.ts';

export const HOST = 'https://api.8x8.com';
/** As the OpenAPI files and the essentials have it. */
export const BASE = '/admin-provisioning';
export const KEY = 'k3y-of-the-tests';

export const MEDIA = {
  users: 'application/vnd.users.v1+json',
  numbers: 'application/vnd.phonenumbers.v1+json',
  operations: 'application/vnd.operations.v1+json',
} as const;

export interface Answer {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request as it arrived: the path below the base with its query, and its headers. */
export interface Seen {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers each path with its answers in turn, the last one again and again; everything that was asked is kept. */
export function serve(routes: Readonly<Record<string, readonly Answer[]>>): Seen[] {
  const seen: Seen[] = [];
  for (const [path, answers] of Object.entries(routes)) {
    let turn = 0;
    nock(HOST)
      .persist()
      .get(`${BASE}${path}`)
      .query(true)
      .reply(function (uri) {
        const { method, headers } = this.req;
        seen.push({ method, target: uri.slice(BASE.length), headers });
        const answer = answers[Math.min(turn++, answers.length - 1)];
        return [answer?.status ?? 200, (answer?.body ?? {}) as nock.Body, { ...answer?.headers }];
      });
  }
  return seen;
}

/** A client of the published address; time passes only while it waits. */
export function client(options: Partial<HttpOptions> = {}): {
  readonly http: HttpClient;
  readonly timing: FakeTiming;
} {
  const timing = fakeTiming();
  const http = createHttp({
    baseUrl: `${HOST}${BASE}`,
    apiKey: KEY,
    readOnly: true,
    timing,
    ...options,
  });
  return { http, timing };
}

export const page = (data: unknown, next: string | null = null, more: object = {}): Answer => ({
  body: { data, pagination: { hasMore: next !== null, nextScrollId: next, ...more } },
});

/** `serviceInfo: { extensions }`, unless the third argument says otherwise. */
export const user = (name: string, extensions: unknown = [], more: object = {}): object => ({
  basicInfo: {
    userId: `id-of-${name}`,
    customerId: 'CUST0001',
    userName: `${name}@acme-dental.example`,
    firstName: name,
    lastName: 'Doe',
    status: 'ACTIVE',
  },
  serviceInfo: { extensions },
  ...more,
});

export const extension = (...numbers: readonly unknown[]): object => ({
  extensionType: 'UC',
  phoneNumbers: numbers.map((phoneNumber) =>
    typeof phoneNumber === 'string' ? { phoneNumber } : phoneNumber,
  ),
});

export const number = (phoneNumber: unknown, more: object = {}): object => ({
  phoneNumber,
  country: 'US',
  category: 'LOCAL',
  origin: 'CLAIMED',
  status: 'ASSIGNED',
  ...more,
});

/** The error body of the OpenAPI files. */
export const problem = (
  status: number,
  code: string,
  message: string,
  field: string | null = null,
): Answer => ({
  status,
  body: {
    status,
    title: message,
    errors: [{ code, message, ...(field === null ? {} : { field }) }],
  },
});

/** The error body of the essentials: as that of the OpenAPI files, with codes of its own, and the ids in it. */
export const guideProblem = (
  status: number,
  code: string,
  message: string,
  field: string | null = null,
): Answer => ({
  status,
  body: {
    ...(problem(status, code, message, field).body as object),
    title: 'As the essentials call it',
    detail: 'What they say about it.',
    requestId: 'asked-1',
    responseId: 'answered-1',
  },
});

/** The essentials' answer to a key that is missing or wrong: no list of errors. */
export const UNAUTHORIZED: Answer = {
  status: 401,
  body: {
    status: 401,
    title: 'Unauthorized',
    detail: 'Valid authentication credentials required',
  },
};

export const A = '+14085550101';
export const B = '+14085550102';
export const C = '+14085550103';
