import { EditorState, Text } from '@codemirror/state';
import { describe, expect, it } from 'vitest';

import { applyEdits, DOCUMENT_CAP, scalars, storable, toEdits, type Unstorable } from '../src/domain/edits';

type Change = { from: number; to?: number; insert?: string };

function check(text: string, changes: Change[], expected: { at: number; delete: number; insert: string }[]) {
  const state = EditorState.create({ doc: text });
  const transaction = state.update({ changes });
  const edits = toEdits(state.doc, transaction.changes);
  expect(edits).toEqual(expected);
  expect(applyEdits(text, edits)).toBe(transaction.newDoc.toString());
}

describe('edits', () => {
  it('counts a character beyond the first plane as one', () => {
    expect(scalars('a😀é𝄞')).toBe(4);
    expect(scalars('👩‍💻')).toBe(3);
    expect(scalars('')).toBe(0);
  });

  it('gives offsets in scalar values after emoji', () => {
    check('x😀y', [{ from: 3, to: 4, insert: 'z' }], [{ at: 2, delete: 1, insert: 'z' }]);
    check('😀😀', [{ from: 2, insert: '🎈' }], [{ at: 1, delete: 0, insert: '🎈' }]);
    check('a👩‍💻b', [{ from: 1, to: 6 }], [{ at: 1, delete: 3, insert: '' }]);
  });

  it('gives each edit on the result of the one before', () => {
    check('one two three', [{ from: 0, to: 3, insert: '🦀🦀' }, { from: 8, insert: '>' }], [
      { at: 0, delete: 3, insert: '🦀🦀' },
      { at: 7, delete: 0, insert: '>' },
    ]);
  });

  it('counts a line break as one', () => {
    check('a\nb\nc', [{ from: 4, insert: '\n\n' }], [{ at: 4, delete: 0, insert: '\n\n' }]);
  });

  it('turns any document into any other', () => {
    const alphabet = ['a', '\n', '😀', 'é', '𝄞', ' ', '漢'];
    let seed = 7;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    const text = () => Array.from({ length: random(12) }, () => alphabet[random(alphabet.length)]).join('');
    for (let round = 0; round < 400; round += 1) {
      const doc = text();
      const starts = Array.from(doc).reduce<number[]>((at, character) => [...at, (at.at(-1) ?? 0) + character.length], [0]);
      const cuts = [0, 0, 0, 0].map(() => starts[random(starts.length)] ?? 0).toSorted((a, b) => a - b);
      const [a = 0, b = 0, c = 0, d = 0] = cuts;
      const state = EditorState.create({ doc });
      const changes = b < c ? [{ from: a, to: b, insert: text() }, { from: c, to: d, insert: text() }] : { from: a, to: d, insert: text() };
      const transaction = state.update({ changes });
      expect(applyEdits(doc, toEdits(Text.of(doc.split('\n')), transaction.changes))).toBe(transaction.newDoc.toString());
    }
  });
});

describe('what can be stored', () => {
  function refusal(text: string, change: Change): [Unstorable | null, string] {
    const said: Unstorable[] = [];
    const state = EditorState.create({ doc: text, extensions: storable((reason) => said.push(reason)) });
    const after = state.update({ changes: change }).state.doc.toString();
    return [said[0] ?? null, after];
  }

  it('refuses half a character and NUL, and keeps the document', () => {
    expect(refusal('a😀b', { from: 2, to: 3 })).toEqual(['not-text', 'a😀b']);
    expect(refusal('ab', { from: 1, insert: '\ud83d' })).toEqual(['not-text', 'ab']);
    expect(refusal('ab', { from: 1, insert: '\0' })).toEqual(['not-text', 'ab']);
    expect(refusal('ab', { from: 1, insert: '😀' })).toEqual([null, 'a😀b']);
  });

  it('refuses growth beyond the cap in bytes and allows shrinking', () => {
    const full = 'é'.repeat(DOCUMENT_CAP / 2);
    expect(refusal(full, { from: 0, insert: 'x' })[0]).toBe('too-large');
    expect(refusal(full, { from: 0, to: 1 })[0]).toBeNull();
    expect(refusal('', { from: 0, insert: 'x'.repeat(DOCUMENT_CAP) })[0]).toBeNull();
    expect(refusal('', { from: 0, insert: 'x'.repeat(DOCUMENT_CAP + 1) })[0]).toBe('too-large');
  });
});
