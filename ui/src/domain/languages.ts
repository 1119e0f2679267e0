// What the editor knows of each language. Deliberately absent: completion; the test is about
// what the candidate knows.

import { java } from '@codemirror/lang-java';
import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import { SQLite, sql } from '@codemirror/lang-sql';
import { indentUnit, StreamLanguage } from '@codemirror/language';
import { ruby } from '@codemirror/legacy-modes/mode/ruby';
import type { Extension } from '@codemirror/state';

const SUPPORT: Record<string, () => Extension> = {
  python: () => [python(), indentUnit.of('    ')],
  java: () => [java(), indentUnit.of('    ')],
  javascript: () => [javascript(), indentUnit.of('  ')],
  ruby: () => [StreamLanguage.define(ruby), indentUnit.of('  ')],
  sql: () => [sql({ dialect: SQLite }), indentUnit.of('  ')],
};

/** Colours and indentation; plain text for a language that has no support here. */
export function languageSupport(language: string): Extension {
  return SUPPORT[language]?.() ?? indentUnit.of('    ');
}
