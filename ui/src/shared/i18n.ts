// Text by key. The words live in assets/i18n; deliberately absent: any sentence in code.

import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';

import candidate from '../../../assets/i18n/en/candidate.ftl?raw';
import { PSEUDO } from './pseudo';

export const ENGLISH = 'en';

/** The locale in force. */
export let locale = ENGLISH;

const texts = [candidate];

const fromTheRight = (name: string) => name === 'ar-XB';

function make(name: string): FluentBundle {
  const transform = PSEUDO[name];
  // Marks around placeables are off: a copied sentence stays free of invisible characters. Where
  // they are needed, `isolated` sets them.
  const made = new FluentBundle(ENGLISH, { useIsolating: false, ...(transform && { transform }) });
  for (const text of texts) {
    const faults = made.addResource(new FluentResource(text));
    if (faults.length > 0) throw faults[0] ?? new Error('a text with a fault');
  }
  return made;
}

let bundle = make(ENGLISH);

/** Adds the words of a page that has more to say. */
export function addText(ftl: string): void {
  if (texts.includes(ftl)) return;
  texts.push(ftl);
  bundle = make(locale);
}

/** Chooses the language of the page: English, or a pseudo-locale of the tests. */
export function useLocale(name: string): void {
  locale = name in PSEUDO ? name : ENGLISH;
  bundle = make(locale);
  document.documentElement.lang = locale;
  document.documentElement.dir = fromTheRight(locale) ? 'rtl' : 'ltr';
}

// On a page from right to left a path would lose its first stroke to the other side, and a name
// would pull the words after it along. A bare word may be the choice between variants, and is left.
function isolated(values: Record<string, FluentVariable>): Record<string, FluentVariable> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' && !/^[a-z-]*$/.test(value) ? `\u2068${value}\u2069` : value]));
}

/** The sentence for a key. An unknown key throws, so that a test or the first look finds it. */
export function t(key: string, values: Record<string, FluentVariable> = {}): string {
  const pattern = bundle.getMessage(key)?.value;
  if (pattern === undefined || pattern === null) throw new Error(`no text for ${key}`);
  return bundle.formatPattern(pattern, fromTheRight(locale) ? isolated(values) : values);
}

/** The sentence for a key that the backend made up, or its own English words. */
export function tOr(key: string, words: string, values: Record<string, FluentVariable> = {}): string {
  return bundle.hasMessage(key) ? t(key, values) : (PSEUDO[locale]?.(words) ?? words);
}

/** Whether there is a sentence for a key. */
export function hasText(key: string): boolean {
  return bundle.hasMessage(key);
}

/** Names as a list in words. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names);
}
