/**
 * The state on disk: one file of lines, each the records of one commit; rewritten with only the newest records when it has grown.
 * Law: a commit is durable (fdatasync) before it is answered; after kill -9 at any moment the file reads back as the commits
 * that were answered, and perhaps one more. A torn last line is cut off; damage anywhere else is refused.
 */
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { StateRecord } from './records.ts';
import { allRecords, emptyState, putRecord, type State } from './state.ts';

export interface Store {
  /** What was read; null: the directory was new. */
  readonly state: State | null;
  /** Begins the file with everything in `state`. */
  begin(state: State): void;
  /** One line. `durable`: on disk when this returns. */
  append(records: readonly StateRecord[], durable: boolean): void;
  close(): void;
}

const FORMAT = 'campaignctl/sandbox-state@1';
/** The file is rewritten when it is larger than this and than three times its size after the last rewriting. */
const COMPACT_ABOVE = 8 * 1024 * 1024;
const RECORDS_PER_LINE = 500;

/** The state file cannot be read. */
export class StateDamagedError extends Error {
  constructor(file: string, line: number) {
    super(
      `The sandbox state ${file} is damaged at line ${line}. "campaignctl sandbox reset" begins again from the seed`,
    );
    this.name = 'StateDamagedError';
  }
}

export function openStore(dir: string): Store {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'state.jsonl');
  let state = existsSync(file) ? readState(file) : null;
  let descriptor = state === null ? null : openSync(file, 'a', 0o600);
  let live = state;
  let size = state === null ? 0 : readFileSync(file).length;
  let compacted = size;

  function rewrite(whole: State): void {
    const text = `${[JSON.stringify({ format: FORMAT }), ...linesOf(whole)].join('\n')}\n`;
    const temporary = `${file}.new`;
    const fresh = openSync(temporary, 'w', 0o600);
    writeAll(fresh, text);
    fsyncSync(fresh);
    closeSync(fresh);
    renameSync(temporary, file);
    syncDirectory(dir);
    if (descriptor !== null) closeSync(descriptor);
    descriptor = openSync(file, 'a', 0o600);
    size = Buffer.byteLength(text);
    compacted = size;
  }

  return {
    get state() {
      return state;
    },
    begin(whole) {
      live = whole;
      state = whole;
      rewrite(whole);
    },
    append(records, durable) {
      if (descriptor === null || live === null) throw new Error('the store has not begun');
      if (records.length > 0) size += writeAll(descriptor, `${JSON.stringify(records)}\n`);
      if (durable) fdatasyncSync(descriptor);
      if (size > COMPACT_ABOVE && size > 3 * compacted) rewrite(live);
    },
    close() {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}

function* linesOf(state: State): Generator<string> {
  let line: StateRecord[] = [];
  for (const record of allRecords(state)) {
    line.push(record);
    if (line.length < RECORDS_PER_LINE) continue;
    yield JSON.stringify(line);
    line = [];
  }
  if (line.length > 0) yield JSON.stringify(line);
}

function readState(file: string): State {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) cut(file, end);
  const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
  const header = parseLine(lines[0] ?? '');
  if (typeof header !== 'object' || header === null || !('format' in header)) {
    throw new StateDamagedError(file, 1);
  }
  if (header.format !== FORMAT) {
    throw new Error(`The sandbox state ${file} was written by another version of campaignctl`);
  }
  const state = emptyState();
  for (const [i, line] of lines.entries()) {
    if (i === 0) continue;
    const records = parseLine(line);
    if (!Array.isArray(records)) throw new StateDamagedError(file, i + 1);
    for (const record of records as StateRecord[]) putRecord(state, record);
  }
  return state;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function cut(file: string, end: number): void {
  const descriptor = openSync(file, 'r+');
  ftruncateSync(descriptor, end);
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Writes it all (a single write may take less) and tells how many bytes that were. */
function writeAll(descriptor: number, text: string): number {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
  return bytes.length;
}

/** So that the new name survives a power cut; some systems cannot open a directory. */
function syncDirectory(dir: string): void {
  try {
    const descriptor = openSync(dir, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
  } catch {
    return;
  }
}
