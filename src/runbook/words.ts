/**
 * Small words that the steps of a runbook share: names, lists, counts.
 */
import type { E164 } from '../model/desired.ts';
import { formatPhone } from '../model/phone.ts';
import type { Change } from '../model/plan.ts';

/** `front-desk` of `campaign/front-desk`. */
export function keyOf(address: string): string {
  return address.slice(address.indexOf('/') + 1);
}

/** The number of a change of one. */
export function numberOf({ address }: Change): E164 {
  // The planner writes the address of a number as `number/` and its E.164.
  return keyOf(address) as E164;
}

/** `front-desk (C7GH42I)`: there may be several. Where nobody wrote the id down, our reference stands for it. */
export function withId(
  name: string,
  live: { readonly id: string; readonly referenceId: string | null } | undefined,
): string {
  return live === undefined || live.id === live.referenceId ? name : `${name} (${live.id})`;
}

/** `Ann Lee, +1 408 555 0103`. */
export function whoOf(change: Change): string {
  const number = formatPhone(numberOf(change));
  return change.person === null ? number : `${change.person}, ${number}`;
}

/** `1 number`, `3 numbers`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** With a full stop, once. */
export function withStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
