/**
 * The log of every request received: written before any effect, completed with the answer.
 * Law: holds no API key and no tax id. Kept on disk beside the state; the newest entries also in memory.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { maskTaxId } from './fields.ts';

export interface RequestEntry {
  readonly seq: number;
  /** Sandbox clock, ISO 8601. */
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Names only. */
  readonly headers: readonly string[];
  readonly requestId: string | null;
  readonly ifMatch: string | null;
  /** Null: no body. `json` has tax ids masked; `sha256` and `bytes` are of that masked text. */
  readonly body: { readonly sha256: string; readonly bytes: number; readonly json: unknown } | null;
  /** Status of the answer; null: none was sent, or not yet. */
  readonly status: number | null;
  /** What the fault rules did to it. */
  readonly faults: readonly string[];
  /** What it changed, such as `campaign/C7GH42I`. */
  readonly effect: readonly string[];
}

export interface RequestLog {
  /** `seq` is given by the log. */
  received(request: Omit<RequestEntry, 'seq' | 'status' | 'faults' | 'effect'>): number;
  answered(seq: number, answer: Pick<RequestEntry, 'status' | 'faults' | 'effect'>): void;
  /** The newest entries with a greater `seq`, oldest first. */
  since(seq: number): readonly RequestEntry[];
  close(): void;
}

/** Entries kept in memory. */
const KEPT = 5000;
const ROTATE_ABOVE = 32 * 1024 * 1024;

export function openRequestLog(dir: string | null): RequestLog {
  const file = dir === null ? null : join(dir, 'requests.jsonl');
  const entries = file === null ? new Map<number, RequestEntry>() : readEntries(file);
  let last = Math.max(0, ...entries.keys());
  let descriptor = file === null ? null : openSync(file, 'a', 0o600);
  let size = file === null ? 0 : statSync(file).size;
  // Whoever wrote before may have been killed in the middle of a line: what follows begins a line of its own.
  if (descriptor !== null && size > 0) size += writeSync(descriptor, '\n');

  function write(line: unknown): void {
    if (descriptor === null || file === null) return;
    const text = `${JSON.stringify(line)}\n`;
    size += writeSync(descriptor, text);
    if (size < ROTATE_ABOVE) return;
    closeSync(descriptor);
    renameSync(file, file.replace(/\.jsonl$/, '.1.jsonl'));
    descriptor = openSync(file, 'a', 0o600);
    size = 0;
  }

  return {
    received(request) {
      last += 1;
      const entry: RequestEntry = { seq: last, ...request, status: null, faults: [], effect: [] };
      keep(entries, entry);
      write(entry);
      return last;
    },
    answered(seq, answer) {
      const entry = entries.get(seq);
      if (entry !== undefined) entries.set(seq, { ...entry, ...answer });
      write({ seq, ...answer });
    },
    since: (seq) => [...entries.values()].filter((entry) => entry.seq > seq),
    close() {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}

/** A body as the log may keep it. */
export function loggedBody(json: unknown): RequestEntry['body'] {
  const masked = masking(json);
  const text = JSON.stringify(masked) ?? '';
  return {
    sha256: createHash('sha256').update(text).digest('hex'),
    bytes: Buffer.byteLength(text),
    json: masked,
  };
}

function masking(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masking);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === 'taxId' ? maskTaxId(String(item)) : masking(item),
    ]),
  );
}

function keep(entries: Map<number, RequestEntry>, entry: RequestEntry): void {
  entries.set(entry.seq, entry);
  if (entries.size <= KEPT) return;
  for (const oldest of entries.keys()) {
    entries.delete(oldest);
    return;
  }
}

/** A line is an entry, or completes one; a torn last line is passed over. */
function readEntries(file: string): Map<number, RequestEntry> {
  const entries = new Map<number, RequestEntry>();
  if (!existsSync(file)) return entries;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const part = parseEntry(line);
    if (part === null) continue;
    const before = entries.get(part.seq);
    if (before !== undefined) entries.set(part.seq, { ...before, ...part });
    else if (part.method !== undefined) keep(entries, part as RequestEntry);
  }
  return entries;
}

function parseEntry(line: string): (Partial<RequestEntry> & { readonly seq: number }) | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'seq' in value
      ? (value as RequestEntry)
      : null;
  } catch {
    return null;
  }
}
