/**
 * The audit: who did what, when, with whose consent, and what came of it. A view of the log. Pure.
 * Law: every entry but a sign of life is in it; an answer stands with its request, wherever it came in.
 */
import type { Audit, AuditEvent, AuditRun, RunEnd } from '../../model/audit.ts';
import type { EntryOf, LogEntry } from '../../model/log.ts';
import { type Write, writesOf } from './writes.ts';

export interface AuditOf {
  readonly account: string;
  /** Where the log is, for people. */
  readonly store: string;
  /** ISO 8601: entries before it are left out; null: none are. */
  readonly since: string | null;
}

export function auditOf(entries: readonly LogEntry[], { account, store, since }: AuditOf): Audit {
  const index = indexOf(entries);
  const byRun = new Map<string, LogEntry[]>();
  for (const entry of entries) {
    const own = byRun.get(entry.run);
    if (own === undefined) byRun.set(entry.run, [entry]);
    else own.push(entry);
  }
  const runs = [...byRun].flatMap(([run, own]): AuditRun[] => {
    const shown = own.filter((entry) => isSince(entry, since));
    if (shown.length === 0) return [];
    const lease = own.find((entry) => entry.kind === 'lease') ?? null;
    return [
      {
        run,
        at: own[0]?.at ?? '',
        lease,
        events: shown.flatMap((entry) => eventsOf(entry, index, since)),
        end: endOf(own, lease, entries),
      },
    ];
  });
  return { account, store, entries: entries.length, since, runs };
}

/** Whether an entry was written at that time or later. */
export function isSince({ at }: LogEntry, since: string | null): boolean {
  return since === null || Date.parse(at) >= Date.parse(since);
}

interface Index {
  readonly writes: ReadonlyMap<string, Write>;
  /** Id of a change → its person. */
  readonly persons: ReadonlyMap<string, string | null>;
  /** Id of a change → its address. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Id of a run → who ran it, on which machine. */
  readonly holders: ReadonlyMap<string, string>;
}

function indexOf(entries: readonly LogEntry[]): Index {
  const persons = new Map<string, string | null>();
  const addresses = new Map<string, string>();
  const holders = new Map<string, string>();
  for (const entry of entries) {
    if (entry.kind === 'intent') persons.set(entry.change.id, entry.change.person);
    if (entry.kind === 'lease')
      holders.set(entry.run, `${entry.holder.who} on ${entry.holder.host}`);
    if (entry.kind === 'approved') {
      for (const { id, address } of entry.changes) addresses.set(id, address);
    }
  }
  const writes = new Map(writesOf(entries).map((write) => [write.id, write]));
  return { writes, persons, addresses, holders };
}

function eventsOf(entry: LogEntry, index: Index, since: string | null): AuditEvent[] {
  const { writes, persons, addresses, holders } = index;
  switch (entry.kind) {
    case 'lease': {
      const { at, tookOver } = entry;
      if (tookOver === null) return [];
      const from = holders.get(tookOver.run) ?? tookOver.run;
      return [{ kind: 'takeover', at, from, why: tookOver.why }];
    }
    case 'approved': {
      const changes = entry.changes.map((one) => ({ ...one, person: persons.get(one.id) ?? null }));
      return [{ kind: 'approved', entry, changes }];
    }
    case 'dropped':
      return [
        { kind: 'dropped', entry, names: entry.changes.map((id) => addresses.get(id) ?? id) },
      ];
    case 'intent': {
      const write = writes.get(entry.write);
      return write === undefined ? [] : [eventOfWrite(write)];
    }
    case 'settled':
      return [{ kind: 'settled', entry, intent: writes.get(entry.write)?.intent ?? null }];
    case 'unlocked':
      return [{ kind: 'unlocked', entry, holder: holders.get(entry.of) ?? null }];
    case 'begun':
      return [{ kind: 'begun', entry }];
    case 'ended':
      return [{ kind: 'ended', entry }];
    case 'result': {
      const write = writes.get(entry.write);
      // It stands with its request, unless that is left out.
      return write === undefined || isSince(write.intent, since) ? [] : [eventOfWrite(write)];
    }
    case 'alive':
    case 'released':
      return [];
  }
}

function eventOfWrite({ intent, result, settled }: Write): AuditEvent {
  return { kind: 'write', intent, result, settled };
}

function endOf(
  own: readonly LogEntry[],
  lease: EntryOf<'lease'> | null,
  entries: readonly LogEntry[],
): RunEnd {
  if (lease === null) return { how: 'none' };
  const { run } = lease;
  for (const entry of entries) {
    if (entry.kind === 'released' && entry.run === run) return { how: 'released' };
    if (entry.kind === 'unlocked' && entry.of === run) {
      return { how: 'unlocked', by: entry.by, at: entry.at };
    }
    if (entry.kind === 'lease' && entry.tookOver?.run === run) {
      return { how: 'taken-over', at: entry.at, why: entry.tookOver.why };
    }
  }
  return { how: 'open', at: own.at(-1)?.at ?? lease.at };
}
