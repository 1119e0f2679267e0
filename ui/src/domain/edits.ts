// Edits as the log wants them: offsets in Unicode scalar values. The editor counts UTF-16 code
// units, where a character beyond the first plane is two.

import { type ChangeSet, EditorState, type Extension, type Text, type Transaction } from '@codemirror/state';

import type { EditDto } from '../generated/EditDto';

/** A document may hold this many bytes of UTF-8, as in the log format. */
export const DOCUMENT_CAP = 256 * 1024;

/** Why a change is left out; also the key of its sentence. */
export type Unstorable = 'too-large' | 'not-text';

/** Unicode scalar values of a well-formed string. */
export function scalars(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i += 1) {
    if (isLow(text.charCodeAt(i))) count -= 1;
  }
  return count;
}

/** The edits that turn `before` into `changes.apply(before)`, each on the result of the one before. */
export function toEdits(before: Text, changes: ChangeSet): EditDto[] {
  const edits: EditDto[] = [];
  let walked = 0;
  let scalarsWalked = 0;
  let grown = 0;
  changes.iterChanges((from, to, _fromB, _toB, inserted) => {
    scalarsWalked += scalarsBetween(before, walked, from);
    const deleted = scalarsBetween(before, from, to);
    const insert = inserted.toString();
    edits.push({ at: scalarsWalked + grown, delete: deleted, insert });
    grown += scalars(insert) - deleted;
    scalarsWalked += deleted;
    walked = to;
  });
  return edits;
}

/** Applies edits the way the log's fold does. */
export function applyEdits(text: string, edits: readonly EditDto[]): string {
  const characters = Array.from(text);
  for (const edit of edits) characters.splice(edit.at, edit.delete, ...Array.from(edit.insert));
  return characters.join('');
}

/**
 * Keeps a document storable: no half characters, no NUL, within the cap. A change that would
 * break it is left out, and `refused` hears why.
 */
export function storable(refused: (reason: Unstorable) => void): Extension {
  return EditorState.transactionFilter.of((transaction) => {
    const verdict = transaction.docChanged ? judge(transaction) : null;
    if (verdict === null) return transaction;
    refused(verdict);
    return [];
  });
}

function judge({ startState, changes, newDoc }: Transaction): Unstorable | null {
  const before = startState.doc;
  const faults: number[] = [];
  changes.iterChanges((from, to, _fromB, _toB, inserted) => {
    const text = inserted.toString();
    const halved = splitsPair(before, from) || splitsPair(before, to);
    if (halved || !text.isWellFormed() || text.includes('\0')) faults.push(from);
  });
  if (faults.length > 0) return 'not-text';
  // Three bytes a code unit at most: the exact count is taken only near the cap.
  const mayBeLarge = newDoc.length > before.length && newDoc.length * 3 > DOCUMENT_CAP;
  return mayBeLarge && utf8Length(newDoc) > DOCUMENT_CAP ? 'too-large' : null;
}

function utf8Length(text: Text): number {
  return new TextEncoder().encode(text.toString()).length;
}

function scalarsBetween(text: Text, from: number, to: number): number {
  return from === to ? 0 : scalars(text.sliceString(from, to));
}

function splitsPair(text: Text, at: number): boolean {
  return at > 0 && at < text.length && isHigh(text.sliceString(at - 1, at).charCodeAt(0)) && isLow(text.sliceString(at, at + 1).charCodeAt(0));
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
