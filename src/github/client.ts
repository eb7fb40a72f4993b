/**
 * The way to GitHub: one Octokit with pagination, pacing and retries, and errors in plain words.
 * Law: the token goes to one address and into no text; a request that may have created something is not sent again here,
 * as only its caller can look whether it did.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { retry } from '@octokit/plugin-retry';
import { type ThrottlingOptions, throttling } from '@octokit/plugin-throttling';
import { asObject, asObjects, type Json } from '../model/json.ts';
import { GitHubError, kindOf, without } from './error.ts';

export interface ClientOptions {
  /** GITHUB_API_URL, such as `https://api.github.com`. */
  readonly apiUrl: string;
  readonly token: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Left out: as GitHub asks for, a second between writes and three between those that notify people. */
  readonly pace?: Pace;
}

export interface Pace {
  readonly groups: Pick<ThrottlingOptions, 'write' | 'notifications'>;
  /** ms that a second of waiting takes. */
  readonly second: number;
}

/** Longest wait for a rate limit that is worth it inside a job, in seconds. */
const MOST_WAIT = 120;
const TIMEOUT_MS = 30_000;

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT';
export type Parameters = Readonly<Record<string, unknown>>;

/** One request. `path` is below the repository, such as `/issues/{issue_number}/comments`. */
export interface Question {
  readonly path: string;
  readonly parameters?: Parameters;
  /** What GitHub could not do, for people: `write the comment`. */
  readonly to: string;
}

export interface Pages {
  /** Where the answer is an object, its member that holds the list. */
  readonly in?: string;
  /** True: what was read so far is enough. */
  readonly enough?: (page: readonly Json[]) => boolean;
}

/** Everything throws GitHubError. */
export interface Client {
  send(method: Method, question: Question): Promise<Json>;
  /** Every entry of a list, page by page. */
  list(question: Question, pages?: Pages): Promise<readonly Json[]>;
  graphql(query: string, variables: Parameters, to: string): Promise<Json>;
  /** A file behind a redirect; null: it has more than `maxBytes`. The token does not follow the redirect. */
  download(question: Question, maxBytes: number): Promise<Uint8Array | null>;
}

export function createClient(options: ClientOptions): Client {
  const { token, repository } = options;
  const [owner = '', repo = ''] = repository.split('/');
  const octokit = octokitOf(options);
  const told = async <T>(to: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw gitHubError(error, to, token);
    }
  };
  const below = (path: string) => `/repos/{owner}/{repo}${path}`;
  const route = (method: Method, path: string) => `${method} ${below(path)}`;
  return {
    send: (method, { path, parameters, to }) => {
      // A lost answer to a POST may have created something; a PUT names what it comes after, and may come second.
      const once = method === 'POST' || method === 'PUT';
      const request = once ? { request: { retries: 0 } } : {};
      const sent = octokit.request(route(method, path), { ...parameters, owner, repo, ...request });
      return told(
        to,
        sent.then(({ data }) => asObject(data) ?? {}),
      );
    },
    list: ({ path, parameters, to }, pages = {}) => {
      const all = { ...parameters, owner, repo, per_page: 100 };
      const asked = { ...all, method: 'GET' as const, url: below(path) };
      const read = octokit.paginate(asked, ({ data }, done) => {
        const whole: unknown = data;
        const page = asObjects(Array.isArray(whole) ? whole : asObject(whole)?.[pages.in ?? '']);
        if (pages.enough?.(page) === true) done();
        return [...page];
      });
      return told(to, read);
    },
    graphql: (query, variables, to) =>
      told(
        to,
        octokit
          .graphql(query, { ...variables, request: { retries: 0 } })
          .then((data) => asObject(data) ?? {}),
      ),
    download: ({ path, parameters, to }, maxBytes) => {
      const stay = { request: { redirect: 'manual' as const } };
      const asked = octokit.request(route('GET', path), { ...parameters, owner, repo, ...stay });
      return told(
        to,
        asked.then(({ url, headers }) => downloaded(url, headers.location, maxBytes)),
      );
    },
  };
}

const Paced = Octokit.plugin(paginateRest, retry, throttling);

function octokitOf({ apiUrl, token, pace }: ClientOptions) {
  const worthIt = (seconds: number, _options: unknown, _octokit: unknown, retries: number) =>
    seconds <= MOST_WAIT && retries < 2;
  const second = pace?.second ?? 1_000;
  return new Paced({
    auth: token,
    baseUrl: apiUrl.replace(/\/$/, ''),
    userAgent: 'campaignctl',
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: { fetch: timed },
    retry: { retryAfterBaseValue: second },
    throttle: {
      ...pace?.groups,
      retryAfterBaseValue: second,
      onRateLimit: worthIt,
      onSecondaryRateLimit: worthIt,
    },
  });
}

const timed: typeof fetch = (input, init) =>
  globalThis.fetch(input, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });

/** What is behind a redirect. The address holds what it takes to read it. */
async function downloaded(
  from: string,
  location: string | undefined,
  maxBytes: number,
): Promise<Uint8Array | null> {
  if (location === undefined) throw new Error('it does not say where the file is');
  const response = await timed(new URL(location, from));
  if (!response.ok || response.body === null) {
    await response.body?.cancel();
    throw new Error(`its store answers ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body) {
    length += part.byteLength;
    if (length > maxBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function gitHubError(error: unknown, to: string, token: string): GitHubError {
  const message = without(token, error instanceof Error ? error.message : String(error));
  const said = message.replace(/ - https:\/\/docs\.github\.com\S*/g, '').replace(/\s*\.$/, '');
  const status = statusOf(error);
  const kind = kindOf(status, message);
  const verb = kind === 'refused' ? 'did not let us' : 'could not';
  const code = status === null ? '' : ` (${status})`;
  return new GitHubError(`GitHub ${verb} ${to}: ${said}${code}.`, kind, status);
}

/** null: no answer came; Octokit calls that 500 without a response. */
function statusOf(error: unknown): number | null {
  const { status, response } = asObject(error) ?? {};
  return typeof status === 'number' && response !== undefined ? status : null;
}
