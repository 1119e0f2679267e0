// Notices in words. Their English stands in the backend, beside the code that raises them; a
// translation overrules it by the stable code: `notice-szip-not-zip-what`, `-why`, `-next`.

import { tOr } from '../shared/i18n';

interface Told {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

/** A cause may be a fragment from another program: it gets the stop of a sentence. */
function ended(cause: string): string {
  return /[\p{L}\p{N})]$/u.test(cause) ? `${cause}.` : cause;
}

/** The three sentences of a notice in the page's language. */
export function inWords({ code, what, why, next }: Told): { what: string; why: string; next: string } {
  const key = `notice-${code.replaceAll('.', '-')}`;
  // A translation may use the facts, and stands without them as well.
  const values = { what, why, next };
  return {
    what: tOr(`${key}-what`, what, values),
    why: ended(tOr(`${key}-why`, why, values)),
    next: tOr(`${key}-next`, next, values),
  };
}
