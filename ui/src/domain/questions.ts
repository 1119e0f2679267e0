// The eleven questions as one row: where they stand and in which order to look at them again.

import type { ItemDto } from '../generated/ItemDto';
import type { LetterDto } from '../generated/LetterDto';
import type { TaskDto } from '../generated/TaskDto';
import type { TestDto } from '../generated/TestDto';

export const LETTERS: readonly LetterDto[] = ['A', 'B', 'C', 'D'];

/** One row of the navigator; `only` says that there is no other coding question. */
export type Question =
  | { kind: 'item'; position: number; answered: boolean; flagged: boolean; seen: boolean; item: ItemDto }
  | { kind: 'task'; position: number; answered: boolean; flagged: boolean; seen: boolean; task: TaskDto; only: boolean };

/** Items in order, then coding questions. A coding question counts as answered once edited. */
export function questions(test: TestDto): Question[] {
  const items = test.items.map((item): Question => {
    const { position, flagged, seen } = item;
    return { kind: 'item', position, answered: item.response !== null, flagged, seen, item };
  });
  const tasks = test.tasks.map((task): Question => {
    const { position, flagged, seen } = task;
    return { kind: 'task', position, answered: task.edited, flagged, seen, task, only: test.tasks.length === 1 };
  });
  return [...items, ...tasks];
}

/** Unanswered first, then flagged, then the rest; by position within each. */
export function reviewOrder(all: readonly Question[]): Question[] {
  const rank = (question: Question) => (question.answered ? (question.flagged ? 1 : 2) : 0);
  return all.toSorted((a, b) => rank(a) - rank(b) || a.position - b.position);
}

/** Where to go on: the first question without an answer, else the last one. */
export function resumeAt(all: readonly Question[]): number {
  return (all.find((question) => !question.answered) ?? all.at(-1))?.position ?? 1;
}

/** The letter a key stands for: A to D or 1 to 4. */
export function letterOf(key: string): LetterDto | null {
  const upper = key.toUpperCase();
  return LETTERS.find((letter, index) => letter === upper || key === String(index + 1)) ?? null;
}
