/** What an operator has at hand while working through one runbook. */
import type { AdminConsole } from './console-model.ts';
import type { SeenStep } from './runbook-reader.ts';

export interface Desk {
  readonly name: string;
  readonly console: AdminConsole;
  /** What environment variables hold. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Waits for something to show in the console. */
  wait(ms: number): void;
  /** Clicks until somebody calls; left out: nobody does. */
  readonly patience?: number;
}

export class CalledAway extends Error {}

/** A click that changes something. */
export function click<T>(session: Session, act: () => T): T {
  if (session.left <= 0) throw new CalledAway();
  session.left -= 1;
  return act();
}

export interface Session {
  readonly desk: Desk;
  /** Edited as it goes; a paste is one line until the end. */
  readonly lines: string[];
  readonly steps: readonly SeenStep[];
  /** Ids of steps. */
  readonly done: Set<string>;
  /** Steps whose number is off until another step is done. */
  readonly open: Map<string, SeenStep>;
  /** Clicks until somebody calls. */
  left: number;
}

export function tick(line: number, { lines }: Session): void {
  lines[line] = (lines[line] ?? '').replace('- [ ]', '- [x]');
}

/** open: to be gone back to, after another step. */
export type End = 'done' | 'not done' | 'open';
