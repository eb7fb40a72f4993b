/**
 * The verdict on a body of recorded traffic, as a value and as text.
 * Law: an exchange that no document describes is a violation, and so is an operation that no exchange has shown to work.
 */
import { compareText } from '../../src/model/diagnostic.ts';
import { checkExchange, type Exchange, operationOf, type Violation } from './wire.ts';
import type { Document, Operation } from './wire-document.ts';

/** The published endpoints that the sandbox serves; the rest of the published documents is not ours to check. */
export const PUBLISHED: readonly string[] = [
  'GET /users',
  'GET /users/{userId}',
  'GET /phone-numbers',
  'GET /phone-numbers/{phoneNumber}',
  'GET /operations/{operationId}',
];

export interface Verdict {
  readonly violations: number;
  /** For people; ends with the line that counts. */
  readonly text: string;
}

interface Line {
  readonly endpoint: string;
  readonly status: number;
  readonly document: string;
  readonly text: string;
}

/** `published`: empty where only our contract is to be checked; then traffic of the published endpoints is left alone. */
export function judge(
  contract: Document,
  published: readonly Document[],
  exchanges: readonly Exchange[],
): Verdict {
  const documents = [contract, ...published];
  const counts = new Map<string, Map<number, number>>();
  const violations: Line[] = [];
  const disagreements: Line[] = [];
  let checked = 0;
  for (const exchange of exchanges) {
    const found = documents.flatMap((document) => {
      const operation = operationOf(document, exchange);
      return operation === null ? [] : [{ document, operation }];
    });
    if (found.length === 0 && published.length === 0) continue;
    checked += 1;
    const endpoint = nameOf(found[0]?.operation ?? null, exchange);
    count(counts, endpoint, exchange.status);
    const line = ({ document, text }: Omit<Violation, 'exchange'>): Line => ({
      endpoint,
      status: exchange.status,
      document,
      text,
    });
    if (found.length === 0) {
      violations.push(line({ document: '(none)', text: 'no document has this endpoint' }));
    }
    for (const { document, operation } of found) {
      const result = checkExchange(document, operation, exchange);
      violations.push(...result.violations.map(line));
      disagreements.push(
        ...result.disagreements.map(({ document: name, reason }) =>
          line({ document: name, text: reason }),
        ),
      );
    }
  }
  const unseen = unseenOf(contract, published, counts);
  const total = violations.length + unseen.length;
  const text = [
    ...table(counts),
    '',
    ...grouped('known disagreement', disagreements),
    ...grouped('violation', violations),
    ...unseen.map((endpoint) => `violation: ${endpoint}: no exchange was answered with success`),
    `check:wire: ${checked} exchanges checked against ${documents.length} documents, ${total} violations`,
  ];
  return { violations: total, text: `${text.join('\n')}\n` };
}

/** Operations that should have been shown to work: all of the contract, and the published ones that we serve. */
function unseenOf(
  contract: Document,
  published: readonly Document[],
  counts: ReadonlyMap<string, ReadonlyMap<number, number>>,
): readonly string[] {
  const ours = contract.operations.map((operation) => `${operation.method} ${operation.template}`);
  const wanted = new Set([...ours, ...(published.length === 0 ? [] : PUBLISHED)]);
  return [...wanted]
    .filter((endpoint) => ![...(counts.get(endpoint)?.keys() ?? [])].some((status) => status < 300))
    .sort(compareText);
}

function nameOf(operation: Operation | null, { method, path }: Exchange): string {
  return `${method} ${operation === null ? path : operation.template}`;
}

function count(counts: Map<string, Map<number, number>>, endpoint: string, status: number): void {
  const statuses = counts.get(endpoint) ?? new Map<number, number>();
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
  counts.set(endpoint, statuses);
}

/** One row per endpoint, one column per status. */
function table(counts: ReadonlyMap<string, ReadonlyMap<number, number>>): readonly string[] {
  const endpoints = [...counts.keys()].sort(compareText);
  const statuses = [...new Set([...counts.values()].flatMap((each) => [...each.keys()]))].sort();
  const width = Math.max(0, ...endpoints.map(({ length }) => length));
  const row = (name: string, cells: readonly (number | string)[]) =>
    `${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(5)).join('')}`;
  return [
    row('', statuses),
    ...endpoints.map((endpoint) =>
      row(
        endpoint,
        statuses.map((status) => counts.get(endpoint)?.get(status) ?? '·'),
      ),
    ),
  ];
}

function grouped(label: string, lines: readonly Line[]): readonly string[] {
  const seen = new Map<string, number>();
  for (const { endpoint, status, document, text } of lines) {
    const line = `${label}: ${endpoint} → ${status} (${document}): ${text}`;
    seen.set(line, (seen.get(line) ?? 0) + 1);
  }
  return [...seen].map(([line, times]) => (times === 1 ? line : `${line} (${times} times)`)).sort();
}
