/**
 * The wire check: recorded HTTP exchanges against OpenAPI documents.
 * Law: a violation is reported, never repaired; what is excused stands in `DISAGREEMENTS` with its reason and is counted.
 */
import {
  basePath,
  checkText,
  checkValue,
  type Document,
  type Found,
  nodeAt,
  type Operation,
  type Pointer,
  parametersOf,
} from './wire-document.ts';

/** One request and its answer, as they went over the wire. Header names are lower case. */
export interface Exchange {
  readonly method: string;
  /** As sent, with the base path and without the query. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** Empty: none. */
  readonly requestBody: string;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
}

export interface Violation {
  readonly exchange: Exchange;
  readonly document: string;
  readonly text: string;
}

export interface Disagreement {
  readonly exchange: Exchange;
  readonly document: string;
  readonly reason: string;
}

/** Where the published documents disagree with the published prose: excused, but counted and printed. */
const DISAGREEMENTS: readonly {
  readonly status: number;
  readonly template: RegExp;
  readonly reason: string;
}[] = [
  { status: 401, template: /./, reason: 'the prose documents 401; no operation declares it' },
  {
    status: 429,
    template: /^\/users/,
    reason:
      'the prose says that every call may answer 429; the operations on users do not declare it',
  },
];

/** The operation that an exchange is about, in this document; literal paths win over templates. */
export function operationOf(document: Document, exchange: Exchange): Operation | null {
  const base = basePath(document.root);
  if (!exchange.path.startsWith(`${base}/`)) return null;
  const path = exchange.path.slice(base.length);
  return (
    document.operations.find(
      ({ method, pattern }) => method === exchange.method && pattern.test(path),
    ) ?? null
  );
}

/** Checks one exchange against the one document. The operation must be one of it. */
export function checkExchange(
  document: Document,
  operation: Operation,
  exchange: Exchange,
): { readonly violations: readonly Violation[]; readonly disagreements: readonly Disagreement[] } {
  const source = { exchange, document: document.name };
  const request = checkRequest(document, operation, exchange);
  const response = checkResponse(document, operation, exchange);
  // A request that breaks the document is how one asks for a 400; with any other answer it is a violation.
  const texts = [...(exchange.status === 400 ? [] : request), ...response.texts];
  return {
    violations: texts.map((text) => ({ ...source, text })),
    disagreements: response.reason === null ? [] : [{ ...source, reason: response.reason }],
  };
}

function checkRequest(document: Document, operation: Operation, exchange: Exchange): string[] {
  const parameters = parametersOf(document, operation);
  const texts: string[] = [];
  const check = (kind: string, name: string, value: string) => {
    const known = parameters.find(
      (parameter) =>
        parameter.node['in'] === kind &&
        String(parameter.node['name']).toLowerCase() === name.toLowerCase(),
    );
    if (known === undefined) texts.push(`request: ${kind} parameter ${name} is not declared`);
    else texts.push(...checkText(document, known.pointer, value, `request: ${kind} ${name}`));
  };
  const query = [...new URLSearchParams(exchange.query)];
  for (const [name, value] of query) check('query', name, value);
  if (new Set(query.map(([name]) => name)).size < query.length) {
    texts.push('request: a query parameter is given twice');
  }
  const path = exchange.path.slice(basePath(document.root).length);
  for (const [name, value] of Object.entries(operation.pattern.exec(path)?.groups ?? {})) {
    check('path', name, decodeURIComponent(value));
  }
  for (const { node, pointer } of parameters.filter(({ node }) => node['in'] === 'header')) {
    const name = String(node['name']);
    const value = exchange.requestHeaders[name.toLowerCase()];
    if (value !== undefined) {
      texts.push(...checkText(document, pointer, value, `request: header ${name}`));
    }
  }
  return [...texts, ...checkRequestBody(document, operation, exchange)];
}

function checkRequestBody(document: Document, operation: Operation, exchange: Exchange): string[] {
  const declared = nodeAt(document.root, [...operation.pointer, 'requestBody']);
  if (declared === null) {
    return exchange.requestBody === '' ? [] : ['request: a body is not declared'];
  }
  const media = mediaType(exchange.requestHeaders['content-type']);
  const content = nodeAt(document.root, [...declared.pointer, 'content']);
  if (content === null || !(media in content.node)) {
    return [`request: Content-Type ${media || '(none)'} is not declared`];
  }
  return checkJson(
    document,
    [...content.pointer, media, 'schema'],
    exchange.requestBody,
    'request body',
  );
}

function checkResponse(
  document: Document,
  operation: Operation,
  exchange: Exchange,
): { readonly texts: readonly string[]; readonly reason: string | null } {
  const responses = [...operation.pointer, 'responses'];
  const media = mediaType(exchange.responseHeaders['content-type']);
  const declared = nodeAt(document.root, [...responses, String(exchange.status)]);
  if (declared === null) {
    const excuse = DISAGREEMENTS.find(
      ({ status, template }) => status === exchange.status && template.test(operation.template),
    );
    if (excuse === undefined) {
      return { texts: [`response: status ${exchange.status} is not declared`], reason: null };
    }
    const texts = [
      ...checkResponseId(exchange),
      ...checkMedia(document, operation, media),
      ...checkJson(
        document,
        ['components', 'schemas', 'ErrorResponse'],
        exchange.responseBody,
        'response body',
      ),
    ];
    return { texts, reason: excuse.reason };
  }
  const texts = [...checkResponseId(exchange), ...checkHeaders(document, declared, exchange)];
  const content = nodeAt(document.root, [...declared.pointer, 'content']);
  if (content === null) return { texts, reason: null };
  if (!(media in content.node)) {
    texts.push(`response: content type ${media || '(none)'} is not declared for this status`);
  } else {
    const schema = [...content.pointer, media, 'schema'];
    texts.push(...checkMedia(document, operation, media));
    texts.push(...checkJson(document, schema, exchange.responseBody, 'response body'));
  }
  return { texts, reason: null };
}

/** Every answer carries one, also where a document declares it as optional. */
function checkResponseId(exchange: Exchange): string[] {
  return exchange.responseHeaders['x-response-id'] === undefined
    ? ['response: header X-Response-Id is missing']
    : [];
}

function checkHeaders(document: Document, response: Found, exchange: Exchange): string[] {
  const headers = nodeAt(document.root, [...response.pointer, 'headers']);
  return Object.keys(headers?.node ?? {}).flatMap((name) => {
    const header = nodeAt(document.root, [...response.pointer, 'headers', name]);
    const value = exchange.responseHeaders[name.toLowerCase()];
    if (header === null) return [`${name} is declared as nothing`];
    if (value !== undefined) {
      return checkText(document, header.pointer, value, `response: header ${name}`);
    }
    const missing = header.node['required'] === true && name.toLowerCase() !== 'x-response-id';
    return missing ? [`response: header ${name} is missing`] : [];
  });
}

/** Errors come under the media type of the resource, whatever a shared response allows. */
function checkMedia(document: Document, operation: Operation, media: string): string[] {
  const responses = nodeAt(document.root, [...operation.pointer, 'responses']);
  const own = Object.keys(responses?.node ?? {})
    .filter((status) => status.startsWith('2'))
    .flatMap((status) => {
      const content = nodeAt(document.root, [...operation.pointer, 'responses', status, 'content']);
      return Object.keys(content?.node ?? {});
    });
  return own.includes(media)
    ? []
    : [
        `response: content type ${media || '(none)'} is not that of the resource (${own.join(', ')})`,
      ];
}

function checkJson(document: Document, schema: Pointer, text: string, what: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [`${what} is not JSON`];
  }
  return checkValue(document, schema, value, what);
}

function mediaType(header: string | undefined): string {
  return (header ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
