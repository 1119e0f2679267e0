// Holds edits back for a moment, so that one key with all it brings (brackets, indents) is one write.
// The backend's frame of 200 ms follows: together they must stay under 250 ms from key to disk.

import type { ChangeSet, Text } from '@codemirror/state';

import type { EditDto } from '../generated/EditDto';
import { toEdits } from './edits';

export const BATCH_MS = 20;

export class EditBatch {
  #base: Text | null = null;
  #changes: ChangeSet | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #send: (edits: EditDto[]) => void;

  constructor(send: (edits: EditDto[]) => void) {
    this.#send = send;
  }

  /** Takes one change of the document that stood before it. */
  add(before: Text, changes: ChangeSet): void {
    this.#base ??= before;
    this.#changes = this.#changes ? this.#changes.compose(changes) : changes;
    this.#timer ??= setTimeout(() => {
      this.flush();
    }, BATCH_MS);
  }

  /** Sends at once what is held back. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const [base, changes] = [this.#base, this.#changes];
    [this.#base, this.#changes, this.#timer] = [null, null, null];
    if (base === null || changes === null) return;
    const edits = toEdits(base, changes);
    if (edits.length > 0) this.#send(edits);
  }

  /** Forgets what is held back. */
  drop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    [this.#base, this.#changes, this.#timer] = [null, null, null];
  }
}
