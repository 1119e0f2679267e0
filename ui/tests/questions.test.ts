import { expect, it } from 'vitest';

import { runningTest } from '../dev/fixtures';
import { letterOf, questions, resumeAt, reviewOrder } from '../src/domain/questions';
import type { TestDto } from '../src/generated/TestDto';

function test(answered: number[], flagged: number[] = []): TestDto {
  const made = runningTest();
  return {
    ...made,
    items: made.items.map((item) => ({
      ...item,
      response: answered.includes(item.position) ? 'A' : null,
      flagged: flagged.includes(item.position),
    })),
    tasks: made.tasks.map((task) => ({ ...task, edited: answered.includes(task.position), flagged: flagged.includes(task.position) })),
  };
}

it('reviews what has no answer first, then what is flagged', () => {
  const order = reviewOrder(questions(test([1, 2, 3, 4, 6, 7, 8, 9, 11], [2, 9, 10])));
  expect(order.map(({ position }) => position)).toEqual([5, 10, 2, 9, 1, 3, 4, 6, 7, 8, 11]);
});

it('counts the coding question as answered once edited', () => {
  expect(questions(test([])).at(-1)).toMatchObject({ kind: 'task', position: 11, answered: false });
  expect(questions(test([11])).at(-1)).toMatchObject({ answered: true });
});

it('goes on at the first question without an answer', () => {
  expect(resumeAt(questions(test([])))).toBe(1);
  expect(resumeAt(questions(test([1, 2, 4])))).toBe(3);
  expect(resumeAt(questions(test([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])))).toBe(11);
});

it.each([
  ['a', 'A'],
  ['D', 'D'],
  ['1', 'A'],
  ['4', 'D'],
  ['5', null],
  ['e', null],
  ['Enter', null],
])('reads the key %s as %s', (key, letter) => {
  expect(letterOf(key)).toBe(letter);
});
