/**
 * One call of a store after the other, however they are made: a sign of life may be written while a step is.
 * Law: calls run in the order they were made; one that fails does not keep the next from running; none runs after close.
 */
import type { Store } from '../model/store.ts';

export function oneAtATime(store: Store): Store {
  let last: Promise<unknown> = Promise.resolve();
  let closed: Promise<void> | null = null;

  function next<T>(call: () => Promise<T>): Promise<T> {
    if (closed !== null) return Promise.reject(new Error(`${store.label} was closed`));
    const result = last.then(call);
    last = result.catch(() => undefined);
    return result;
  }

  return {
    label: store.label,
    kind: store.kind,
    read: () => next(() => store.read()),
    append: (entries, expected) =>
      next(() => {
        if (entries.length === 0) throw new Error('an append needs an entry');
        return store.append(entries, expected);
      }),
    close: () => {
      closed ??= last.then(() => store.close());
      return closed;
    },
  };
}
