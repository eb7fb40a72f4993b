/**
 * The one HTTP client: pool, time-outs, pacing, retries, errors.
 * Law: every request of this tool to a provider leaves here. The API key is known to this closure alone and goes to
 * one address only; a client made `readOnly` cannot send anything but GET.
 *
 * `fetch` is looked up at each call and given our own undici Agent; the entry point has installed undici's `fetch`,
 * so that both are the same copy.
 */
import { randomUUID } from 'node:crypto';
import { Agent } from 'undici';
import { ProviderError, type ProviderErrorKind } from '../model/port.ts';
import {
  kindOfStatus,
  readNetworkFault,
  readProblem,
  sentence,
  statusSentence,
  withoutSecrets,
} from './http-error.ts';
import { PUBLISHED_LIMITS, type RateLimits, rateLimiter } from './rate-limit.ts';
import { type Failure, type Method, mayHaveEffect, retriesFor, retryDelay } from './retry.ts';
import { realTiming, type Timing } from './timing.ts';

export interface HttpOptions {
  /** Without a slash at the end, such as `https://api.8x8.com/admin-provisioning`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** True: anything but GET is a bug and throws before it leaves. */
  readonly readOnly?: boolean;
  /** Default: the published limits. `null`: not paced. */
  readonly limits?: RateLimits | null;
  /** True: a registry of our own, which is believed when it says that it allows more. */
  readonly mayRise?: boolean;
  readonly timeouts?: Partial<Timeouts>;
  /** Largest answer that is read, in bytes after decompression. Default: 32 MiB. */
  readonly maxBytes?: number;
  readonly timing?: Timing;
  /** Told where somebody would wonder what is being waited for. */
  readonly onDelay?: (delay: Delay) => void;
  /** Called before each try of a write; what it throws keeps the write from leaving. */
  readonly beforeWrite?: () => Promise<void>;
}

/** Why a request takes long. */
export type Delay =
  /** There is no answer yet, after 3 s. */
  | { readonly kind: 'slow' }
  /** It may not leave before so many ms: the limits are used up. */
  | { readonly kind: 'pace'; readonly ms: number }
  /** It is sent again soon, for the `retry`th time of at most `of`. */
  | {
      readonly kind: 'retry';
      readonly retry: number;
      readonly of: number;
      readonly failure: Failure;
    };

/** In ms. */
export interface Timeouts {
  /** For one try of a request, from the first byte sent to the last byte read. */
  readonly total: number;
  readonly connect: number;
  readonly headers: number;
  /** Between two parts of a body. */
  readonly body: number;
}

export interface HttpRequest {
  readonly method: Method;
  /** Below the base URL, each part encoded, such as `/phone-numbers/%2B14085550101`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Vendor media type of the answer, and of the body where there is one. */
  readonly media: string;
  /** Sent as JSON; left out: no body. */
  readonly body?: unknown;
  /** Version for a conditional write; null: unconditional. */
  readonly ifMatch?: string | null;
  /** Texts in the body that must not come back in an error, such as a tax id. */
  readonly secrets?: readonly string[];
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  /** X-Response-Id of the answer, else the X-Request-Id that was sent. */
  readonly requestId: string;
}

export interface HttpClient {
  /** The answer, where its status is 2xx. Throws ProviderError for everything else that the network or the registry do. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** A text of the registry without the API key and the given secrets, cut to a length that can be shown. */
  clean(text: string, secrets?: readonly string[]): string;
  /** Requests that left, retries included. */
  requests(): number;
  /** Ends waits and closes the pool. */
  close(): Promise<void>;
}

const TIMEOUTS: Timeouts = { total: 60_000, connect: 10_000, headers: 30_000, body: 30_000 };
const MAX_BYTES = 32 * 1024 * 1024;
/** Room for the parts of a snapshot and for every operation in flight. */
const CONNECTIONS = 12;
/** A wait that is worth a word, in ms. */
const SLOW = 3_000;
/** Shorter than servers keep a connection, so that a write seldom meets one that is just being closed. */
const KEEP_ALIVE = 4_000;

/** One attempt: an answer, or the error it would end in and how it failed. */
type Attempt =
  | { readonly ok: true; readonly answer: HttpAnswer }
  | { readonly ok: false; readonly failure: Failure; readonly error: ProviderError };

export function createHttp(options: HttpOptions): HttpClient {
  const { baseUrl, apiKey, readOnly = false, maxBytes = MAX_BYTES, timing = realTiming } = options;
  const { onDelay } = options;
  checkAccess(baseUrl, apiKey);
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const agent = new Agent({
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE,
    connect: { timeout: timeouts.connect },
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
  });
  // Node's own types name the Dispatcher of the undici it ships with; the entry point has put ours in its place.
  const dispatcher = agent as unknown as NonNullable<RequestInit['dispatcher']>;
  const closing = new AbortController();
  const limits = options.limits === undefined ? PUBLISHED_LIMITS : options.limits;
  const limiter = rateLimiter(timing, limits, {
    mayRise: options.mayRise ?? false,
    onWait: (ms) => {
      if (ms > SLOW) onDelay?.({ kind: 'pace', ms });
    },
    signal: closing.signal,
  });
  let sent = 0;

  /** Takes secrets out of what the registry wrote. */
  const cleaner = (secrets: readonly string[] = []) => withoutSecrets([apiKey, ...secrets]);

  async function attempt(request: HttpRequest): Promise<Attempt> {
    const ownId = randomUUID();
    const url = urlOf(baseUrl, request);
    const init: RequestInit = {
      method: request.method,
      headers: headersOf(request, apiKey, ownId),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeouts.total),
      body: request.body === undefined ? null : JSON.stringify(request.body),
      dispatcher,
    };
    let response: Response;
    let bytes: Uint8Array | null;
    const answered = new AbortController();
    if (onDelay !== undefined) {
      const slow = timing.sleep(SLOW, answered.signal);
      void slow.then(
        () => onDelay({ kind: 'slow' }),
        () => {},
      );
    }
    sent += 1;
    try {
      response = await globalThis.fetch(url, init);
      limiter.note(response.headers);
      bytes = await readBody(response, maxBytes);
    } catch (thrown) {
      const { kind, sentence } = readNetworkFault(thrown);
      return failed(request, { kind }, sentence, { kind: 'unavailable', requestId: ownId });
    } finally {
      answered.abort();
    }
    return judge(request, response, bytes, ownId, cleaner(request.secrets));
  }

  return {
    async send(request) {
      if (readOnly && request.method !== 'GET') {
        throw new Error(`a read-only client was asked to send ${request.method} ${request.path}`);
      }
      for (let tries = 0; ; tries++) {
        await limiter.take();
        // The wait for a turn, or for a retry, may have been long.
        if (request.method !== 'GET') await options.beforeWrite?.();
        const result = await attempt(request);
        if (result.ok) return result.answer;
        const { failure, error } = result;
        const retries = retriesFor(request.method, failure);
        if (closing.signal.aborted || tries >= retries) throw error;
        onDelay?.({ kind: 'retry', retry: tries + 1, of: retries, failure });
        await timing.sleep(retryDelay(tries, failure, timing.now()), closing.signal);
      }
    },
    clean: (text, secrets) => cleaner(secrets)(text) ?? '',
    requests: () => sent,
    async close() {
      closing.abort();
      await agent.destroy();
    },
  };
}

/** Faults that would otherwise come back from `fetch`, which quotes what it was given. */
function checkAccess(baseUrl: string, apiKey: string): void {
  if (!/^https?:\/\/[^@]+$/.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw new ProviderError(
      'The address of the registry is not one: it has to start with https:// and hold no password.',
      { kind: 'unavailable' },
    );
  }
  if (/^[\x21-\x7e]+$/.test(apiKey)) return;
  throw new ProviderError(
    apiKey === ''
      ? 'No API key is set.'
      : 'The API key holds spaces or other characters that no API key can have: was it copied whole?',
    { kind: 'access' },
  );
}

/** What an answer means. `ownId`: the X-Request-Id that was sent. */
function judge(
  request: HttpRequest,
  { status, headers }: Response,
  bytes: Uint8Array | null,
  ownId: string,
  clean: (text: string | null) => string | null,
): Attempt {
  const body = bytes === null ? undefined : parseJson(bytes);
  const answerId = clean(headers.get('x-response-id')) || null;
  if (status < 200 || status > 299) {
    const said = readProblem(body);
    const problem = {
      code: clean(said.code),
      field: clean(said.field),
      message: clean(said.message),
      requestId: answerId ?? clean(said.requestId) ?? ownId,
    };
    const failure: Failure =
      status >= 400 ? { kind: 'status', status, headers } : { kind: 'nonsense', status };
    const { code, field, requestId } = problem;
    const kind = kindOfStatus(status);
    return failed(request, failure, statusSentence(status, problem), {
      kind,
      code,
      field,
      requestId,
    });
  }
  const requestId = answerId ?? ownId;
  if (body !== undefined) return { ok: true, answer: { status, headers, body, requestId } };
  const words =
    bytes === null
      ? 'the answer of the registry is too large and was not read'
      : 'the answer of the registry is not JSON';
  return failed(request, { kind: 'nonsense', status }, words, { kind: 'protocol', requestId });
}

function failed(
  { method, path }: HttpRequest,
  failure: Failure,
  words: string,
  facts: {
    readonly kind: ProviderErrorKind;
    readonly code?: string | null;
    readonly field?: string | null;
    readonly requestId: string;
  },
): Attempt {
  const error = new ProviderError(sentence(words, `${method} ${path}`), {
    ...facts,
    status: 'status' in failure ? failure.status : null,
    outcomeUnknown: mayHaveEffect(method, failure),
  });
  return { ok: false, failure, error };
}

function urlOf(baseUrl: string, { path, query }: HttpRequest): string {
  if (query === undefined) return `${baseUrl}${path}`;
  const pairs = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return `${baseUrl}${path}?${pairs.join('&')}`;
}

function headersOf(
  { media, body, ifMatch }: HttpRequest,
  apiKey: string,
  requestId: string,
): Record<string, string> {
  return {
    accept: media,
    'user-agent': 'campaignctl',
    'x-api-key': apiKey,
    'x-request-id': requestId,
    ...(body === undefined ? {} : { 'content-type': media }),
    ...(ifMatch == null ? {} : { 'if-match': `"${ifMatch}"` }),
  };
}

/** null: too large. Counts what arrives, not what Content-Length promises: the body may be compressed. */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array | null> {
  if (response.body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body) {
    length += part.byteLength;
    // Leaving the loop cancels the body and closes its connection.
    if (length > maxBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** `undefined`: it is not JSON. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
