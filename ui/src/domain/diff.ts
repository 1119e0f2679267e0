// How a piece of a line is drawn and said, so that white space can be seen and heard.

import type { DiffPieceDto } from '../generated/DiffPieceDto';
import { t } from '../shared/i18n';

export interface Shown {
  text: string;
  /** What is said instead of the drawing; null where the text itself says it. */
  spoken: string | null;
}

/** Spaces, tabs, control characters and a missing line end get a sign; what differs is also named. */
export function shown({ mark, differs, text }: DiffPieceDto): Shown {
  const count = Math.max(1, Array.from(text).length);
  switch (mark) {
    case 'space':
      return { text: '·'.repeat(count), spoken: differs ? ` ${t('diff-spaces', { count })} ` : ' ' };
    case 'tab':
      // The sign takes the tab's place; the width after it keeps columns legible.
      return { text: '→   '.repeat(count), spoken: differs ? ` ${t('diff-tabs', { count })} ` : ' ' };
    case 'control':
      return { text, spoken: ` ${t('diff-control', { text })} ` };
    case 'noLineEnd':
      return { text: t('diff-no-line-end'), spoken: null };
    case 'cut':
      return { text: ' …', spoken: ` ${t('diff-cut')}` };
    default:
      return { text, spoken: null };
  }
}
