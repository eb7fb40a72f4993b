/** A bare client for sandbox tests: plain fetch, nothing retried, nothing hidden. */
import type { Sandbox } from '../../src/sandbox/server.ts';

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** The members that tests look at. */
export interface Body {
  readonly [member: string]: unknown;
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly pagination: Readonly<Record<string, unknown>>;
  readonly errors: readonly { readonly field: string | null; readonly code: string }[];
}

export type Client = (
  method: string,
  path: string,
  options?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> },
) => Promise<Got>;

const MEDIA: readonly (readonly [string, string])[] = [
  ['/users', 'users'],
  ['/phone-numbers', 'phonenumbers'],
  ['/operations', 'operations'],
  ['/sms/brands', 'smsbrands'],
  ['/sms/campaigns', 'smscampaigns'],
  ['/sms/numbers', 'smsnumbers'],
  ['/sms/invoices', 'smsinvoices'],
];

export function mediaOf(path: string): string {
  const [, resource] = MEDIA.find(([prefix]) => path.startsWith(prefix)) ?? [];
  return resource === undefined ? 'application/json' : `application/vnd.${resource}.v1+json`;
}

export function clientOf({ url, apiKey }: Pick<Sandbox, 'url' | 'apiKey'>): Client {
  return async (method, path, { body, headers = {} } = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        'x-api-key': apiKey,
        accept: mediaOf(path),
        ...(body === undefined ? {} : { 'content-type': mediaOf(path) }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Body,
    };
  };
}

/** Sends a write and reads its operation to the end. */
export async function written(
  client: Client,
  method: string,
  path: string,
  body: unknown,
): Promise<Body> {
  const accepted = await client(method, path, { body });
  if (accepted.status !== 202) {
    throw new Error(`${method} ${path}: ${accepted.status} ${JSON.stringify(accepted.body)}`);
  }
  for (;;) {
    const { body: operation } = await client('GET', `/operations/${accepted.body['operationId']}`);
    if (!['PENDING', 'IN_PROGRESS'].includes(String(operation['status']))) return operation;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
