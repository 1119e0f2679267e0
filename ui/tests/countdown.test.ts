import { expect, it } from 'vitest';

import { left, reading, untilNextChange } from '../src/domain/countdown';

const MINUTE = 60_000;

it.each([
  [40 * MINUTE, { minutes: 40 }],
  [39 * MINUTE + 1, { minutes: 40 }],
  [39 * MINUTE, { minutes: 39 }],
  [5 * MINUTE + 1000, { minutes: 6 }],
  [5 * MINUTE, { clock: '5:00' }],
  [61_001, { clock: '1:02' }],
  [9_000, { clock: '0:09' }],
  [1, { clock: '0:01' }],
  [0, { clock: '0:00' }],
  [-5, { clock: '0:00' }],
])('shows %i ms as minutes, and seconds in the last five', (ms, expected) => {
  expect(reading(ms)).toEqual(expected);
});

it('stands still while paused and never goes below zero', () => {
  expect(left(5000, 3000, false)).toBe(2000);
  expect(left(5000, 9000, false)).toBe(0);
  expect(left(5000, 9000, true)).toBe(5000);
});

it('wakes when the shown second changes', () => {
  expect(untilNextChange(4_300)).toBe(300);
  expect(untilNextChange(4_000)).toBe(1000);
  expect(untilNextChange(0)).toBe(1000);
});
