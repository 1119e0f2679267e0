// The candidate's sitting as the page knows it: the last view, what is on its way to the disk,
// the notice to show. Deliberately absent: any rule of the test; the backend decides.

import type { Command } from '../generated/Command';
import type { LetterDto } from '../generated/LetterDto';
import type { NoticeDto } from '../generated/NoticeDto';
import type { RunInputDto } from '../generated/RunInputDto';
import type { SeenDto } from '../generated/SeenDto';
import type { TestDto } from '../generated/TestDto';
import type { View } from '../generated/View';
import { type Backend, isNotice } from '../lib/backend/backend';
import { t } from '../shared/i18n';
import type { CodeDocument } from './codeDocument';
import { left } from './countdown';
import { inWords } from './notices';
import { Outbox, type Sent } from './outbox';
import { overlay } from './overlay';
import { Preferences } from './preferences.svelte';
import { RunDesk } from './runDesk.svelte';
import { endedBetween, verdictSaid, withNewestRuns } from './runs';

const CODE_SPOKEN_EVERY = 60_000;
const NOTE_AFTER = 500;
const NOTE_AGAIN = 5000;
const LOOK_EVERY = 4000;
/** The notice of a window that was to be closed while a test runs. */
export const STAYS_OPEN = 'session.stays-open';

export class Session {
  view = $state.raw<View | null>(null);
  notice = $state.raw<NoticeDto | null>(null);
  pending = $state.raw<readonly Sent[]>([]);
  /** A write failed and is kept for another try. */
  failing = $state(false);
  /** For two polite live regions: the newest sentence stands in one, the other is empty. */
  spoken = $state.raw<readonly [string, string]>(['', '']);
  /** Grows when a document must be taken anew from the view. */
  documentEpoch = $state(0);
  /** This build has a recruiter's desk. */
  hasDesk = $state(false);
  /** Files are being dragged over the window. */
  dragging = $state(false);
  /** The running test with pending writes laid over it. */
  test = $derived.by<TestDto | null>(() => (this.view?.stage === 'test' ? overlay(this.view, this.pending) : null));

  readonly #backend: Backend;
  readonly #now: () => number;
  readonly outbox: Outbox;
  readonly preferences: Preferences;
  readonly desk: RunDesk;
  /** Documents opened in this sitting, by question and language. */
  // Not shown anywhere as such, so it need not be reactive.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly documents = new Map<string, CodeDocument>();
  #receivedAt = 0;
  #chain: Promise<unknown> = Promise.resolve();
  #codeSaidAt = -CODE_SPOKEN_EVERY;
  #unreachable = false;
  /** A notice of time's own acts, and how far was durable when it came. */
  #ofTime: { notice: NoticeDto; durableSeq: number } | null = null;
  #note: string | null = null;
  #noteTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, now: () => number = () => performance.now()) {
    this.#backend = backend;
    this.#now = now;
    this.preferences = new Preferences(backend);
    this.desk = new RunDesk({
      test: () => this.test,
      begin: (task, input) => this.#run(task, input),
      look: (number) => this.act({ do: 'showRun', number }),
      stop: () => void this.act({ do: 'cancelRun' }),
      say: (sentence) => {
        this.say(sentence);
      },
    });
    this.outbox = new Outbox({
      call: (command) => this.#inTurn(command),
      changed: (pending) => {
        this.pending = pending;
      },
      acknowledged: (sent, view) => {
        this.#acknowledged(sent, view);
      },
      failed: (sent, error, kept) => {
        this.#failed(sent, error, kept);
      },
    });
  }

  /** Asks for the first view and listens. Returns the way to stop. */
  open(): () => void {
    const stops = [
      this.#backend.onChanged((view) => {
        if (!this.#isStale(view)) this.#show(view);
      }),
      this.#backend.onNotice((notice) => {
        // An alert that says the same again is silent.
        if (notice.code === STAYS_OPEN && this.notice?.code === STAYS_OPEN) this.say(inWords(notice).what);
        this.notice = notice;
        // That the window stays open is no trouble that a later save would mend.
        if (this.view?.stage === 'test' && notice.code !== STAYS_OPEN) this.#ofTime = { notice, durableSeq: this.view.durableSeq };
      }),
      this.#backend.onDrag(({ over, paths }) => {
        this.dragging = over && this.view?.stage === 'start';
        if (paths.length > 0 && this.view?.stage === 'start') void this.act({ do: 'look', paths: [...paths] });
      }),
      this.preferences.open(),
    ];
    void this.refresh();
    // Without an answer there is no desk to offer.
    void this.#backend.desk(false).then((here) => (this.hasDesk = here), () => undefined);
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Milliseconds left at this moment; for display only. */
  remaining(): number {
    if (this.view?.stage !== 'test') return 0;
    return left(this.view.remainingMs, this.#now() - this.#receivedAt, this.view.paused || this.view.unsealed !== null);
  }

  /** An act that is not a write: shows the view, or the notice. Says whether it was taken. */
  async act(command: Command): Promise<boolean> {
    try {
      this.#show(await this.#inTurn(command));
      // What is not saved yet stays said.
      if (!this.failing) this.notice = null;
      return true;
    } catch (error) {
      this.#complain(error);
      return false;
    }
  }

  /** The current view, leaving a notice where it is. */
  async refresh(): Promise<void> {
    try {
      this.#show(await this.#inTurn({ do: 'view' }));
    } catch (error) {
      this.#complain(error);
    }
  }

  /** Asks again and again, so that a stick that is plugged in shows by itself. Returns the way to stop. */
  lookOut(): () => void {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void this.refresh();
    }, LOOK_EVERY);
    return () => {
      clearInterval(timer);
    };
  }

  /** Something the page saw. */
  async observe(seen: SeenDto): Promise<void> {
    if (this.view?.stage !== 'test' || this.view.unsealed !== null) return;
    this.#flush();
    try {
      this.#show(await this.#inTurn({ do: 'observe', seen }));
    } catch (error) {
      this.#complain(error);
    }
  }

  /** A question came on the screen. */
  async shown(position: number): Promise<void> {
    this.#flush();
    try {
      this.#show(await this.#inTurn({ do: 'show', position }));
    } catch (error) {
      this.#complain(error);
    }
  }

  answer(item: number, letter: LetterDto | null): void {
    this.outbox.push({ do: 'saveResponse', item, letter });
  }

  flag(position: number, on: boolean): void {
    this.outbox.push({ do: 'flag', position, on });
  }

  /** Switches the document once every edit of the old one is saved. */
  async chooseLanguage(task: number, language: string): Promise<void> {
    this.#flush();
    this.outbox.push({ do: 'chooseLanguage', task, language });
    await this.outbox.settled();
  }

  /** Hands in once everything is saved; what cannot be saved is said, and nothing is handed in. */
  async submit(): Promise<boolean> {
    this.#flush();
    if (!(await this.outbox.settled())) return false;
    return this.act({ do: 'submit' });
  }

  /** Opens the page anew once everything is saved; what cannot be saved is said, and the page stays. */
  async reopen(): Promise<void> {
    do {
      const kept = await this.#keepNote();
      this.#flush();
      if (!(await this.outbox.settled()) || !kept) return;
      // The person may have gone on meanwhile.
    } while (this.pending.length > 0 || this.#note !== null);
    this.#backend.reload();
  }

  // What runs is what is on the screen: every edit is saved first.
  async #run(task: number, input: RunInputDto): Promise<boolean> {
    this.#flush();
    if (!(await this.outbox.settled())) {
      this.say(t('run-not-saved'));
      return false;
    }
    return this.act({ do: 'run', task, input });
  }

  /** The scratch area as it stands; kept by the backend a moment later. */
  note(text: string): void {
    this.#note = text;
    clearTimeout(this.#noteTimer);
    this.#noteTimer = setTimeout(() => void this.#keepNote(), NOTE_AFTER);
  }

  /** Whether nothing is left to keep. */
  async #keepNote(): Promise<boolean> {
    clearTimeout(this.#noteTimer);
    const text = this.#note;
    if (text === null || this.view?.stage !== 'test') return true;
    this.#note = null;
    try {
      this.#show(await this.#inTurn({ do: 'note', text }));
      return true;
    } catch (error) {
      this.#note ??= text;
      this.#noteTimer = setTimeout(() => void this.#keepNote(), NOTE_AGAIN);
      this.#complain(error);
      return false;
    }
  }

  /** The scratch area with what is not kept yet. */
  get notes(): string {
    return this.#note ?? (this.view?.stage === 'test' ? this.view.notes : '');
  }

  /** A native dialog; a failure is a notice. */
  async pick(dialog: (backend: Backend) => Promise<string | null>): Promise<string | null> {
    try {
      return await dialog(this.#backend);
    } catch (error) {
      this.#complain(error);
      return null;
    }
  }

  /** Opens the recruiter's window beside this one. */
  async openDesk(): Promise<void> {
    try {
      await this.#backend.desk(true);
    } catch (error) {
      this.#complain(error);
    }
  }

  /** The newest announcement. */
  get said(): string {
    return this.spoken[0] || this.spoken[1];
  }

  // The regions take turns: the same words in the same place would be no change, and silent.
  say(sentence: string): void {
    this.spoken = this.spoken[0] === '' ? [sentence, ''] : ['', sentence];
  }

  /** Tries the failed write again. */
  retry(): void {
    this.outbox.retry();
  }

  /** What the person asked for was not done; nothing is lost by it. */
  refuse(notice: NoticeDto): void {
    this.notice = notice;
  }

  dismiss(): void {
    this.notice = null;
  }

  #flush(): void {
    if (this.#note !== null) void this.#keepNote();
    for (const { batch } of this.documents.values()) batch.flush();
  }

  // One command at a time: views arrive in the order of the acts.
  #inTurn(command: Command): Promise<View> {
    const turn = this.#chain.then(() => this.#backend.call(command));
    this.#chain = turn.catch(() => undefined);
    return turn;
  }

  #show(arrived: View): void {
    const before = this.view;
    const view = withNewestRuns(arrived, before);
    this.view = view;
    this.#receivedAt = this.#now();
    if (this.#unreachable) [this.#unreachable, this.notice] = [false, null];
    this.#forgetPastTrouble(view);
    // The next person finds the window as it comes.
    if (before?.stage === 'done' && view.stage !== 'done') this.preferences.refresh();
    if (view.stage === 'test') {
      this.outbox.resume(view.takenSeq);
      const ended = before?.stage === 'test' ? endedBetween(before.runs, view.runs).at(-1) : undefined;
      if (ended) this.say(verdictSaid(ended));
    } else if (before?.stage === 'test') {
      this.#forgetDocuments();
      this.outbox.clear();
      clearTimeout(this.#noteTimer);
      this.#note = null;
      this.desk.clear();
      this.failing = false;
      this.notice = null;
    }
  }

  // What could not be saved is saved: the notice would frighten for nothing.
  #forgetPastTrouble(view: View): void {
    const past = this.#ofTime;
    if (!past || (view.stage === 'test' && view.durableSeq <= past.durableSeq)) return;
    this.#ofTime = null;
    if (this.notice === past.notice) this.notice = null;
  }

  // Pushed views travel beside the answers to commands and may arrive late.
  #isStale(view: View): boolean {
    const current = this.view;
    if (!current) return false;
    // A step is taken by a command alone.
    if (view.stage === 'checkIn') return current.stage !== 'checkIn' || current.step !== view.step;
    if (view.stage !== 'test') return false;
    return current.stage === 'done' || (current.stage === 'test' && view.durableSeq < current.durableSeq);
  }

  #acknowledged({ write }: Sent, view: View): void {
    this.#show(view);
    if (this.failing) [this.failing, this.notice] = [false, null];
    if (view.stage !== 'test') return;
    const time = view.savedAt ?? '';
    if (write.do === 'saveResponse') {
      this.say(write.letter ? t('said-saved', { letter: write.letter, time }) : t('said-cleared', { time }));
    } else if (write.do === 'flag') {
      this.say(t(write.on ? 'said-flagged' : 'said-unflagged', { position: write.position }));
    } else if (write.do === 'edit' && this.#now() - this.#codeSaidAt >= CODE_SPOKEN_EVERY) {
      this.#codeSaidAt = this.#now();
      this.say(t('said-code-saved', { time }));
    }
  }

  #failed({ write }: Sent, error: unknown, kept: boolean): void {
    this.failing = kept;
    this.#complain(error);
    if (kept) return;
    const resync = write.do === 'edit' ? write.task : null;
    void this.#resync(resync);
  }

  // The refused text is taken back: the document is what the backend holds.
  async #resync(task: number | null): Promise<void> {
    if (task !== null) this.outbox.dropEdits(task);
    const complaint = this.notice;
    await this.refresh();
    this.notice ??= complaint;
    if (task === null) return;
    this.outbox.dropEdits(task);
    this.#forgetDocuments();
    this.documentEpoch += 1;
  }

  #forgetDocuments(): void {
    for (const { batch } of this.documents.values()) batch.drop();
    this.documents.clear();
  }

  #complain(error: unknown): void {
    this.#unreachable = !isNotice(error);
    this.notice = isNotice(error)
      ? error
      : { code: 'page.unreachable', what: t('unreachable-what'), why: t('unreachable-why'), next: t('unreachable-next') };
  }
}
