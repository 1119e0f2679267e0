import { CompletionContext } from '@codemirror/autocomplete';
import { ensureSyntaxTree } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { keymap } from '@codemirror/view';
import { expect, it } from 'vitest';

import { CodeDocument } from '../src/domain/codeDocument';
import { languageSupport, wordSources } from '../src/domain/languages';

async function proposed(language: string, doc: string): Promise<string[]> {
  const state = EditorState.create({ doc, extensions: languageSupport(language) });
  // The first parse has 20 ms only; a transaction takes the whole tree over.
  ensureSyntaxTree(state, doc.length, 1000);
  const context = new CompletionContext(state.update({}).state, doc.length, false);
  const results = await Promise.all(wordSources(language).map(async (source) => source(context)));
  return results.flatMap((result) => result?.options.map(({ label }) => label) ?? []);
}

it.each([
  ['python', 'balances = {}\nba', 'balances'],
  ['python', 'enum', 'enumerate'],
  ['java', 'Hash', 'HashMap'],
  ['java', 'int balance = 1;\nbal', 'balance'],
  ['javascript', 'const balance = 1;\nbal', 'balance'],
  ['javascript', 'JS', 'JSON'],
  ['typescript', 'inter', 'interface'],
  ['ruby', 'each_l', 'each_line'],
  ['ruby', 'balance = 1\nbal', 'balance'],
  ['sql', 'sel', 'SELECT'],
])('%s proposes for %j the word %s', async (language, doc, word) => {
  expect(await proposed(language, doc)).toContain(word);
});

it('binds no bracket or backslash key, so that they only ever type', () => {
  const made = new CodeDocument({ language: 'python', text: '', nonce: '', completes: () => true, edited: () => undefined, seen: () => undefined, say: () => undefined, refused: () => undefined, run: () => undefined });
  const keys = made.state.facet(keymap).flat().flatMap(({ key, mac, win, linux }) => [key, mac, win, linux]);
  expect(keys.length).toBeGreaterThan(60);
  expect(keys.filter((key) => key !== undefined && /[[\]{}()\\]$/.test(key))).toEqual([]);
});
