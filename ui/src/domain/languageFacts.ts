// What a candidate may want to know of a language before choosing it.

export interface LanguageFacts {
  /** Ending of the file that is handed in. */
  ending: string;
  /** Spaces that the Tab key gives. */
  indent: number;
  /** Whether it asks tables instead of reading standard input. */
  sql: boolean;
}

const FACTS: Record<string, LanguageFacts> = {
  python: { ending: 'py', indent: 4, sql: false },
  java: { ending: 'java', indent: 4, sql: false },
  javascript: { ending: 'js', indent: 2, sql: false },
  typescript: { ending: 'ts', indent: 2, sql: false },
  ruby: { ending: 'rb', indent: 2, sql: false },
  sql: { ending: 'sql', indent: 2, sql: true },
};

export function languageFacts(language: string): LanguageFacts {
  return FACTS[language] ?? { ending: 'txt', indent: 4, sql: false };
}
