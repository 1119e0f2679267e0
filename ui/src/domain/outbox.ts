// Writes on their way to the disk: numbered, one at a time, in order, kept until acknowledged.
// Deliberately absent: the decision whether a write is late. That is the backend's.

import type { Command } from '../generated/Command';
import type { EditDto } from '../generated/EditDto';
import type { LetterDto } from '../generated/LetterDto';
import type { NoticeDto } from '../generated/NoticeDto';
import type { View } from '../generated/View';
import { isNotice } from '../lib/backend/backend';

export type Write =
  | { do: 'saveResponse'; item: number; letter: LetterDto | null }
  | { do: 'flag'; position: number; on: boolean }
  | { do: 'chooseLanguage'; task: number; language: string }
  | { do: 'edit'; task: number; language: string; edits: EditDto[] };

export interface Sent {
  seq: number;
  write: Write;
}

export interface OutboxOptions {
  call: (command: Command) => Promise<View>;
  /** The queue became longer or shorter. */
  changed: (pending: readonly Sent[]) => void;
  /** A write is durable or taken. */
  acknowledged: (sent: Sent, view: View) => void;
  /** A write was not taken; `kept` says whether it will be sent again. */
  failed: (sent: Sent, error: unknown, kept: boolean) => void;
  /** Waits before sending again; replaced in tests. */
  pause?: (ms: number) => Promise<void>;
}

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 8000;

/** Refusals that another try cannot change; every other failure is one of the disk or the bridge. */
export function isFinal(notice: NoticeDto): boolean {
  if (notice.code === 'attempt.paused' || notice.code === 'log.while-paused') return false;
  return FINAL.has(notice.code) || notice.code.startsWith('log.');
}

const FINAL = new Set(['attempt.late', 'attempt.ended', 'attempt.voided', 'attempt.log-full', 'attempt.not-started']);

export class Outbox {
  #queue: Sent[] = [];
  #next = 1;
  #running = false;
  #wake: (() => void) | null = null;
  #waiting: ((done: boolean) => void)[] = [];
  readonly #options: OutboxOptions;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get pending(): readonly Sent[] {
    return this.#queue;
  }

  /** Goes on counting after what was taken, durable or not yet; never backwards. */
  resume(takenSeq: number): void {
    this.#next = Math.max(this.#next, takenSeq + 1);
  }

  /** Queues a write; it is sent once every earlier one was taken. */
  push(write: Write): void {
    this.#queue = [...this.#queue, { seq: this.#next, write }];
    this.#next += 1;
    this.#changed();
    this.#start();
  }

  /** Sends at once what waits for another try. */
  retry(): void {
    this.#wake?.();
  }

  /** Resolves once nothing is queued, or with false when a write failed and is being kept. */
  async settled(): Promise<boolean> {
    if (this.#wake) this.retry();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#tell();
    });
  }

  /** Forgets everything: the attempt has ended. */
  clear(): void {
    this.#queue = [];
    this.#next = 1;
    this.#changed();
    this.#wake?.();
    this.#tell();
  }

  /** Drops edits of a document that no longer stands as they assume. */
  dropEdits(task: number): void {
    this.#queue = this.#queue.filter(({ write }) => write.do !== 'edit' || write.task !== task);
    this.#changed();
  }

  #changed(): void {
    this.#options.changed(this.#queue);
  }

  #tell(failed = false): void {
    if (this.#queue.length > 0 && !failed) return;
    const done = this.#queue.length === 0;
    for (const resolve of this.#waiting.splice(0)) resolve(done);
  }

  #start(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#run().finally(() => {
      this.#running = false;
      this.#tell();
    });
  }

  async #run(): Promise<void> {
    let wait = FIRST_PAUSE;
    let stale = false;
    for (let head = this.#queue[0]; head; head = this.#queue[0]) {
      try {
        if (stale) {
          this.#renumber(await this.#options.call({ do: 'view' }));
          stale = false;
          continue;
        }
        const view = await this.#options.call({ ...head.write, seq: head.seq });
        this.#remove(head);
        this.#options.acknowledged(head, view);
        wait = FIRST_PAUSE;
      } catch (error) {
        if (!this.#queue.includes(head)) continue;
        if (isNotice(error) && error.code === 'attempt.stale-seq') {
          stale = true;
          continue;
        }
        const final = isNotice(error) && isFinal(error);
        if (final) this.#remove(head);
        this.#options.failed(head, error, !final);
        if (final) continue;
        this.#tell(true);
        await this.#rest(wait);
        wait = Math.min(wait * 2, LONGEST_PAUSE);
      }
    }
  }

  #remove(sent: Sent): void {
    this.#queue = this.#queue.filter((other) => other !== sent);
    this.#changed();
  }

  // The number was used by an earlier life of this page: count on after what was taken. A number
  // guessed too low could be the last one taken, and would be acknowledged unread.
  #renumber(view: View): void {
    if (view.stage !== 'test') return;
    this.#next = view.takenSeq + 1;
    this.#queue = this.#queue.map(({ write }) => ({ seq: this.#next++, write }));
    this.#changed();
  }

  async #rest(ms: number): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await Promise.race([woken, (this.#options.pause ?? sleep)(ms)]);
    this.#wake = null;
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
