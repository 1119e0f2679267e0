// What the clock shows and when it speaks. The deadline itself is decided in the backend alone.

const MINUTE = 60_000;
const SPOKEN = [20, 10, 5, 1] as const;

export type Reading = { minutes: number } | { clock: string };

/** Whole minutes, rounded up; minutes and seconds from five minutes on. */
export function reading(remainingMs: number): Reading {
  const seconds = Math.ceil(Math.max(0, remainingMs) / 1000);
  if (seconds > 300) return { minutes: Math.ceil(seconds / 60) };
  return { clock: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` };
}

/** The minutes to announce when time went from `before` to `after`; the smallest mark passed. */
export function announcement(before: number, after: number): number | null {
  const passed = SPOKEN.filter((minutes) => before > minutes * MINUTE && after <= minutes * MINUTE);
  return passed.at(-1) ?? null;
}

/** Milliseconds until the shown text can change. */
export function untilNextChange(remainingMs: number): number {
  return remainingMs <= 0 ? 1000 : remainingMs % 1000 || 1000;
}

/** Milliseconds left `elapsedMs` after a view said `remainingMs`. */
export function left(remainingMs: number, elapsedMs: number, paused: boolean): number {
  return paused ? remainingMs : Math.max(0, remainingMs - Math.max(0, elapsedMs));
}
