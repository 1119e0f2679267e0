// What the system check asks of the person: to wait, or to put something right.

import type { SystemCheckDto } from '../generated/SystemCheckDto';

/** Whether a row only asks for patience. */
export function isWait(check: SystemCheckDto): boolean {
  return check.finding === 'runtimes-preparing';
}

/** What keeps the test from starting; null when nothing does. */
export function hold(checks: readonly SystemCheckDto[]): 'blocked' | 'waiting' | null {
  const blocking = checks.filter(({ outcome }) => outcome === 'blocks');
  if (blocking.length === 0) return null;
  return blocking.every(isWait) ? 'waiting' : 'blocked';
}
