/**
 * Where the log of one account is kept. Three kinds: a directory, a git branch, PostgreSQL (src/stores).
 * Law: an append is whole or nothing, durable when it resolves, and refused when somebody else has appended since.
 * That refusal is the fence: a run whose lease was taken over cannot write any more, and writes before each request.
 */
import type { LogEntry } from './log.ts';

export interface StoredLog {
  readonly entries: readonly LogEntry[];
  /** Appends so far; 0: the log is empty. */
  readonly sequence: number;
  /** What was odd while reading, such as a torn last line that was left out; sentences for people. */
  readonly notes: readonly string[];
}

export interface Store {
  /** For people, without a password: `dir:/srv/log`, `git:origin#campaignctl/acme`, `postgres://db.example/texting`. */
  readonly label: string;
  readonly kind: 'dir' | 'git' | 'postgres';
  /** Throws StoreError. */
  read(): Promise<StoredLog>;
  /**
   * Adds `entries` after append number `expected`; the new sequence. Whether it happened is certain when this returns
   * or throws StoreConflict: an answer that was lost is looked up. Throws StoreConflict, StoreError.
   */
  append(entries: readonly LogEntry[], expected: number): Promise<number>;
  close(): Promise<void>;
}

/** Somebody else has appended since `expected`. Nothing was added. */
export class StoreConflict extends Error {
  constructor(label: string) {
    super(`Somebody else has written to the log in ${label} meanwhile.`);
    this.name = 'StoreConflict';
  }
}

/**
 * The store cannot be used: not reachable, access refused, damaged. The message is a sentence for people and names no
 * password. After a failed append nobody knows whether it happened.
 */
export class StoreError extends Error {
  readonly kind: 'invalid' | 'access' | 'unreachable' | 'damaged';

  constructor(kind: StoreError['kind'], message: string) {
    super(message);
    this.name = 'StoreError';
    this.kind = kind;
  }
}
