/**
 * The sandbox clock: real, real times a factor, or stepped (moves only by `advance`).
 * Law: a value and functions over it; the wall clock is passed in. It is part of the state and survives restarts.
 */
import type { ClockRecord } from './records.ts';

export type ClockSetting =
  | { readonly mode: 'real'; readonly speed?: number }
  /** `start`: ISO 8601; used when the state is new. */
  | { readonly mode: 'stepped'; readonly start?: string };

/** Sandbox time in ms. */
export function readClock(clock: ClockRecord, wall: number): number {
  return clock.mode === 'stepped'
    ? clock.anchor
    : Math.round(clock.anchor + (wall - clock.wall) * clock.speed);
}

export function newClock(setting: ClockSetting, wall: number): ClockRecord {
  if (setting.mode === 'real') {
    return { mode: 'real', anchor: wall, wall, speed: setting.speed ?? 1 };
  }
  const start = setting.start === undefined ? wall : Date.parse(setting.start);
  return { mode: 'stepped', anchor: start, wall, speed: 0 };
}

/** The clock of a state that is opened again: goes on from where it is, in the mode asked for. */
export function resumedClock(
  clock: ClockRecord,
  setting: ClockSetting | null,
  wall: number,
): ClockRecord {
  if (setting === null) return clock;
  const speed = setting.mode === 'real' ? (setting.speed ?? 1) : 0;
  if (setting.mode === clock.mode && speed === clock.speed) return clock;
  return { mode: setting.mode, anchor: readClock(clock, wall), wall, speed };
}

export function advancedClock(clock: ClockRecord, ms: number): ClockRecord {
  return { ...clock, anchor: clock.anchor + ms };
}
