// What the editor knows of each language: colours, indentation, and words to complete. The words
// are the language's own and those of the document; no documentation and no snippets.

import { type CompletionSource, completeAnyWord, completeFromList } from '@codemirror/autocomplete';
import { java } from '@codemirror/lang-java';
import { javascript, localCompletionSource as javascriptLocals } from '@codemirror/lang-javascript';
import { globalCompletion, localCompletionSource as pythonLocals, python } from '@codemirror/lang-python';
import { SQLite, keywordCompletionSource, sql } from '@codemirror/lang-sql';
import { indentUnit, StreamLanguage } from '@codemirror/language';
import { ruby } from '@codemirror/legacy-modes/mode/ruby';
import type { Extension } from '@codemirror/state';

import { JAVA_WORDS, JAVASCRIPT_WORDS, RUBY_WORDS, TYPESCRIPT_WORDS } from './languageWords';

interface Language {
  support: () => Extension;
  words: readonly CompletionSource[];
}

const listed = (words: string): CompletionSource =>
  completeFromList(words.split(/\s+/).filter((word) => word !== '').map((label) => ({ label, type: 'keyword' })));

const LANGUAGES: Record<string, Language> = {
  python: { support: () => [python(), indentUnit.of('    ')], words: [pythonLocals, globalCompletion] },
  java: { support: () => [java(), indentUnit.of('    ')], words: [listed(JAVA_WORDS), completeAnyWord] },
  javascript: { support: () => [javascript(), indentUnit.of('  ')], words: [javascriptLocals, listed(JAVASCRIPT_WORDS)] },
  typescript: { support: () => [javascript({ typescript: true }), indentUnit.of('  ')], words: [javascriptLocals, listed(TYPESCRIPT_WORDS)] },
  ruby: { support: () => [StreamLanguage.define(ruby), indentUnit.of('  ')], words: [listed(RUBY_WORDS), completeAnyWord] },
  sql: { support: () => [sql({ dialect: SQLite }), indentUnit.of('  ')], words: [keywordCompletionSource(SQLite, true), completeAnyWord] },
};

/** Colours and indentation; plain text for a language that has no support here. */
export function languageSupport(language: string): Extension {
  return LANGUAGES[language]?.support() ?? indentUnit.of('    ');
}

/** Where the words to complete come from. */
export function wordSources(language: string): readonly CompletionSource[] {
  return LANGUAGES[language]?.words ?? [completeAnyWord];
}
