// The view as the person sees it: what the backend said, with the writes still on their way.

import type { TestDto } from '../generated/TestDto';
import type { Sent } from './outbox';

/** Lays pending writes over a view, so that a click shows at once and an older view never flickers. */
export function overlay(test: TestDto, pending: readonly Sent[]): TestDto {
  return pending.reduce((shown, { write }) => {
    switch (write.do) {
      case 'saveResponse': {
        const items = shown.items.map((item) => (item.position === write.item ? { ...item, response: write.letter } : item));
        return { ...shown, items };
      }
      case 'flag': {
        const flag = <T extends { position: number }>(question: T): T =>
          question.position === write.position ? { ...question, flagged: write.on } : question;
        return { ...shown, items: shown.items.map(flag), tasks: shown.tasks.map(flag) };
      }
      case 'edit': {
        const tasks = shown.tasks.map((task) => (task.task === write.task ? { ...task, edited: true } : task));
        return { ...shown, tasks };
      }
      case 'chooseLanguage':
        return shown;
    }
  }, test);
}
