// The editor's own words, from our text.

import { t } from '../shared/i18n';

const PHRASES: Record<string, string> = {
  Find: 'find-what',
  Replace: 'find-with',
  next: 'find-next',
  previous: 'find-previous',
  all: 'find-all',
  'match case': 'find-case',
  'by word': 'find-word',
  regexp: 'find-pattern',
  replace: 'find-replace',
  'replace all': 'find-replace-all',
  close: 'find-close',
  'current match': 'find-current',
  'on line': 'find-on-line',
  'replaced match on line $': 'find-replaced',
  'replaced $ matches': 'find-replaced-many',
  Completions: 'find-completions',
  'Go to line': 'find-line',
  go: 'find-go',
  'Control character': 'find-control',
  'Selection deleted': 'find-deleted',
};

export function editorPhrases(): Record<string, string> {
  // The editor fills `$` with its own numbers.
  return Object.fromEntries(Object.entries(PHRASES).map(([phrase, key]) => [phrase, t(key)]));
}
