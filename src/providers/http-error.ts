/**
 * From a failed request to a ProviderError, in an admin's words.
 * Law: no secret leaves here. What the registry wrote is cleaned of them, and what the runtime threw is never passed on.
 */

import { asList, asObject, asText } from '../model/json.ts';
import type { ProviderErrorKind } from '../model/port.ts';

/** What an error body says; every member may be missing. */
export interface Problem {
  readonly code: string | null;
  readonly field: string | null;
  readonly message: string | null;
  readonly requestId: string | null;
}

/**
 * Reads the error body of the Administration API: `errors: [{field, code, message}]`, or `title` and `detail` alone. The
 * essentials put `requestId` and `responseId` beside them, the OpenAPI files into headers. `code` and `message` without
 * that list are published nowhere: what stands between us and an API may answer so.
 */
export function readProblem(body: unknown): Problem {
  const whole = asObject(body);
  const first = asObject(asList(whole?.['errors'])?.[0] ?? whole?.['error']) ?? whole;
  return {
    code: asText(first?.['code']) ?? asText(whole?.['code']),
    field: asText(first?.['field']),
    message: asText(first?.['message']) ?? asText(whole?.['detail']) ?? asText(whole?.['title']),
    requestId: asText(whole?.['responseId']) ?? asText(whole?.['requestId']),
  };
}

export function kindOfStatus(status: number): ProviderErrorKind {
  if (status === 401 || status === 403) return 'access';
  if (status === 429) return 'rate-limit';
  if (status === 408 || status >= 500) return 'unavailable';
  return status >= 400 ? 'refused' : 'protocol';
}

/** One sentence without its full stop. */
export function statusSentence(status: number, { message, field }: Problem): string {
  const said = message === null ? '' : `: ${message}${field === null ? '' : ` (${field})`}`;
  switch (kindOfStatus(status)) {
    case 'access':
      return status === 401
        ? `the registry does not accept the API key${said}`
        : `the API key is not allowed to do this${said}`;
    case 'rate-limit':
      return `the registry has had too many requests${said}`;
    case 'unavailable':
      return `the registry could not answer (${status})${said}`;
    case 'refused':
      return `the registry refused the request (${status})${said}`;
    case 'protocol':
      return status >= 300
        ? `the registry sends the request elsewhere (${status}), which is not followed: the API key would go there too`
        : `the registry gave an answer that does not fit the request (${status})`;
  }
}

/** Codes of failures that happen before the first byte of a request leaves. */
const NEVER_SENT: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** Codes of a certificate that Node.js does not accept: the request is kept back, and trying again does not change that. */
const NOT_TRUSTED =
  /^(?!ERR_SSL_)(?:[A-Z_]+_)?CERT(?:_[A-Z_]+)?$|^UNABLE_TO_VERIFY_LEAF_SIGNATURE$|^INVALID_(?:CA|PURPOSE)$/;

export interface NetworkFault {
  readonly kind: 'unreachable' | 'barred' | 'broken';
  readonly sentence: string;
}

/** What went wrong on the wire, from whatever `fetch` threw. The thrown message is not passed on: it can quote headers. */
export function readNetworkFault(thrown: unknown): NetworkFault {
  const name = asText(asObject(thrown)?.['name']);
  if (name === 'TimeoutError')
    return { kind: 'broken', sentence: 'the registry took too long to answer' };
  const cause = asObject(asObject(thrown)?.['cause']) ?? asObject(thrown);
  // The Fetch standard ("bad port") gives it no code.
  if (cause?.['message'] === 'bad port') {
    return {
      kind: 'barred',
      sentence: 'the address of the registry has a port that is not for HTTP: is it right?',
    };
  }
  const code = asText(cause?.['code']) ?? '';
  if (NOT_TRUSTED.test(code)) {
    return {
      kind: 'barred',
      sentence: `the certificate of the registry is not trusted (${code}): is its address right, and does NODE_EXTRA_CA_CERTS name its authority, if that is your own?`,
    };
  }
  if (NEVER_SENT.includes(code)) {
    return {
      kind: 'unreachable',
      sentence: `no connection to the registry (${code}): is its address right, and is it running?`,
    };
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return { kind: 'broken', sentence: 'the registry took too long to answer' };
  }
  const shown = /^[A-Z0-9_]{1,40}$/.test(code) ? ` (${code})` : '';
  return { kind: 'broken', sentence: `the connection to the registry broke${shown}` };
}

const HIDDEN = '•••';
/** Longest text of the registry that is passed on, in characters. */
const LONGEST = 500;

/** Letters and digits from which on a secret is also known by them alone: fewer may stand together by chance. */
const LOOSE_FROM = 6;

/**
 * Takes every secret out of a text, also in the spellings an answer may quote it in: encoded, in other letter case, and
 * with other marks between its letters and digits, as a registry may write a tax number its own way.
 */
export function withoutSecrets(secrets: readonly string[]): (text: string | null) => string | null {
  const spellings = secrets.flatMap(spellingsOf).sort((a, b) => b.length - a.length);
  const pattern = spellings.length === 0 ? null : new RegExp(spellings.join('|'), 'gi');
  return (text) => {
    if (text === null) return null;
    const clean = pattern === null ? text : text.replace(pattern, HIDDEN);
    return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
  };
}

/** Patterns that match a secret, none of them empty. */
function spellingsOf(secret: string): string[] {
  const exact = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  const signs = secret.match(/[0-9a-z]/gi) ?? [];
  const loose = signs.length < LOOSE_FROM ? [] : [signs.join(BETWEEN)];
  return [...exact.filter((one) => one !== '').map(literally), ...loose];
}

/** What may stand between two signs of a secret. */
const BETWEEN = '(?:%[0-9a-f]{2}|[^0-9a-z]){0,3}';

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

export function sentence(text: string, place: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} (${place}).`;
}
