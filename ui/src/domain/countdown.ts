// What the clock shows between two views. When it speaks, and the deadline, the backend decides.

export type Reading = { minutes: number } | { clock: string };

/** Whole minutes, rounded up; minutes and seconds from five minutes on. */
export function reading(remainingMs: number): Reading {
  const seconds = Math.ceil(Math.max(0, remainingMs) / 1000);
  if (seconds > 300) return { minutes: Math.ceil(seconds / 60) };
  return { clock: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` };
}

/** Milliseconds until the shown text can change. */
export function untilNextChange(remainingMs: number): number {
  return remainingMs <= 0 ? 1000 : remainingMs % 1000 || 1000;
}

/** Milliseconds left `elapsedMs` after a view said `remainingMs`. */
export function left(remainingMs: number, elapsedMs: number, paused: boolean): number {
  return paused ? remainingMs : Math.max(0, remainingMs - Math.max(0, elapsedMs));
}
