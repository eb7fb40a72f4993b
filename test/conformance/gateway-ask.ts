/**
 * Asks a gateway, and keeps what went over the wire as the documents see it.
 * Law: only GET, inside the published limits. No key is kept, and a redirect is not followed.
 */
import { randomUUID } from 'node:crypto';
import { asList, asObject, asObjects, type Json } from '../../src/model/json.ts';
import { PUBLISHED_LIMITS, type RateLimits, rateLimiter } from '../../src/providers/rate-limit.ts';
import { realTiming } from '../../src/providers/timing.ts';
import type { Exchange } from './wire.ts';

export interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
  /** Of a page. */
  readonly data: readonly Json[];
  readonly pagination: Json;
}

export interface Asking {
  /** Left out: the right one; null: none. */
  readonly key?: string | null;
  /** Left out: that of the resource. */
  readonly media?: string;
}

export type Ask = (target: string, asking?: Asking) => Promise<Said>;

/** Where the contract has it, wherever the gateway does. */
const BASE = '/admin-provisioning';
const LONGEST_MS = 60_000;

/** `limits: null`: not paced. What was asked goes to `exchanges`. */
export function asker(
  url: string,
  apiKey: string,
  exchanges: Exchange[],
  limits: RateLimits | null = PUBLISHED_LIMITS,
): Ask {
  const limiter = rateLimiter(realTiming, limits);
  return async (target, { key = apiKey, media = mediaOf(target) } = {}) => {
    await limiter.take();
    const response = await fetch(`${url.replace(/\/+$/, '')}${target}`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(LONGEST_MS),
      headers: {
        accept: media,
        'x-request-id': randomUUID(),
        ...(key === null ? {} : { 'x-api-key': key }),
      },
    });
    limiter.note(response.headers);
    const text = await response.text();
    const [path = '', query = ''] = target.split('?');
    exchanges.push({
      method: 'GET',
      path: `${BASE}${path}`,
      query,
      requestHeaders: { accept: media },
      requestBody: '',
      status: response.status,
      responseHeaders: Object.fromEntries(response.headers),
      responseBody: text,
    });
    const body = asObject(parsed(text)) ?? {};
    return {
      status: response.status,
      headers: response.headers,
      body,
      data: asObjects(asList(body['data'])),
      pagination: asObject(body['pagination']) ?? {},
    };
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function mediaOf(target: string): string {
  const [, sms = '', resource = ''] = /^\/(sms\/)?([a-z]+)/.exec(target) ?? [];
  return `application/vnd.${sms === '' ? '' : 'sms'}${resource}.v1+json`;
}
