/** A store in memory for tests of what stands above it; what a real store promises is tested in test/conformance. */
import type { LogEntry } from '../src/model/log.ts';
import { type Store, StoreConflict, StoreError } from '../src/model/store.ts';

export interface MemoryStore extends Store {
  readonly appends: (readonly LogEntry[])[];
  /** The next append fails as if the place could not be reached. */
  breakNext(): void;
}

export function memoryStore(...before: readonly LogEntry[]): MemoryStore {
  const appends: (readonly LogEntry[])[] = before.length === 0 ? [] : [before];
  let broken = false;
  return {
    label: 'memory',
    kind: 'dir',
    appends,
    breakNext() {
      broken = true;
    },
    read: async () => ({ entries: appends.flat(), sequence: appends.length, notes: [] }),
    async append(entries, expected) {
      // Like every real one, it takes a while, and two may be under way.
      await new Promise((done) => setImmediate(done));
      if (broken) {
        broken = false;
        throw new StoreError('unreachable', 'The log in memory cannot be reached.');
      }
      if (expected !== appends.length) throw new StoreConflict('memory');
      appends.push(structuredClone(entries));
      return appends.length;
    },
    close: async () => {},
  };
}
