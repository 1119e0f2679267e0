// The use cases in memory, for tests and for looking at the pages. No build contains it.

import { applyEdits } from '../src/domain/edits';
import type { Command } from '../src/generated/Command';
import type { NoticeDto } from '../src/generated/NoticeDto';
import type { PreferencesDto } from '../src/generated/PreferencesDto';
import type { TestDto } from '../src/generated/TestDto';
import type { View } from '../src/generated/View';
import { DEFAULTS } from '../src/domain/preferences.svelte';
import type { Backend, Drag } from '../src/lib/backend/backend';
import { detail } from './runs';
import { checkIn, done, found, OFFERS, runningTest, STARTERS } from './fixtures';

export function notice(code: string): NoticeDto {
  return { code, what: 'That did not work.', why: `The backend said ${code}.`, next: 'Try again.' };
}

export class FakeBackend implements Backend {
  /** Every command in the order of arrival. */
  readonly calls: Command[] = [];
  view: View;
  /** Thrown by the next calls that are writes, one each. */
  failures: unknown[] = [];
  /** Thrown by every call while set. */
  refusal: NoticeDto | null = null;
  /** Whether a saved copy of the result can be read. */
  copyInSight = true;
  /** What a dialog would return. */
  picked: string | null = '/media/usb';
  kept: PreferencesDto = DEFAULTS;
  deskOpened = false;
  reloads = 0;
  texts: Record<string, string> = { ...STARTERS };
  readonly #changed = new Set<(view: View) => void>();
  readonly #noticed = new Set<(notice: NoticeDto) => void>();

  readonly #dragged = new Set<(drag: Drag) => void>();

  constructor(view: View = { stage: 'start', offers: OFFERS, unopened: [] }) {
    this.view = view;
  }

  async call(command: Command): Promise<View> {
    this.calls.push(command);
    await Promise.resolve();
    if (this.refusal) throw this.refusal;
    if ('seq' in command && this.failures.length > 0) throw this.failures.shift();
    this.view = this.#next(command);
    return structuredClone(this.view);
  }

  onChanged(listener: (view: View) => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  onNotice(listener: (said: NoticeDto) => void): () => void {
    this.#noticed.add(listener);
    return () => this.#noticed.delete(listener);
  }

  desk(open: boolean): Promise<boolean> {
    this.deskOpened ||= open;
    return Promise.resolve(true);
  }

  reload(): void {
    this.reloads += 1;
  }

  preferences(change: PreferencesDto | null): Promise<PreferencesDto> {
    this.kept = change ?? this.kept;
    return Promise.resolve(this.kept);
  }

  onDrag(listener: (drag: Drag) => void): () => void {
    this.#dragged.add(listener);
    return () => this.#dragged.delete(listener);
  }

  /** Files are over the window, or were dropped. */
  drag(drag: Drag): void {
    for (const listener of this.#dragged) listener(drag);
  }

  pickFile(): Promise<string | null> {
    return Promise.resolve(this.picked);
  }

  pickFolder(): Promise<string | null> {
    return Promise.resolve(this.picked);
  }

  /** What time alone should have done failed. */
  notify(said: NoticeDto): void {
    for (const listener of this.#noticed) listener(said);
  }

  /** Time alone changed something. */
  push(view: View): void {
    this.view = view;
    for (const listener of this.#changed) listener(structuredClone(view));
  }

  #next(command: Command): View {
    const { view } = this;
    if (command.do === 'view' || command.do === 'observe') return view;
    switch (view.stage) {
      case 'start':
        if (command.do === 'look') return { stage: 'start', offers: [found(), ...OFFERS], unopened: [] };
        return { stage: 'checkIn', ...checkIn() };
      case 'checkIn':
        if (command.do === 'leave') return { stage: 'start', offers: OFFERS, unopened: [] };
        if (command.do === 'enterCode') {
          if (command.code === 'WRONG') throw notice('code.wrong');
          return { ...view, step: 'identity' };
        }
        if (command.do === 'confirmIdentity') return { ...view, step: 'recorded', name: command.name };
        if (command.do === 'consent') return { ...view, step: 'system' };
        if (command.do === 'passChecks') return { ...view, step: 'rules' };
        if (command.do === 'back') return { ...view, step: command.to };
        if (command.do === 'checkAgain') return view;
        return { stage: 'test', ...runningTest() };
      case 'test':
        return command.do === 'submit' ? { stage: 'done', ...done() } : { stage: 'test', ...this.#work(view, command) };
      case 'done':
        if (command.do === 'leave') return { stage: 'start', offers: OFFERS, unopened: [] };
        if (command.do === 'delete' && !command.handedOver && !this.copyInSight) throw notice('session.copy-out-of-sight');
        if (command.do === 'delete') return { ...view, removed: true, name: '', answers: [], code: [] };
        return command.do === 'saveResult' ? { ...view, savedTo: [...view.savedTo, `${command.path}/C-0412.result`] } : view;
    }
  }

  #work(test: TestDto, command: Command): TestDto {
    if (this.refusal) throw this.refusal;
    if ('seq' in command && command.seq < test.takenSeq) throw notice('attempt.stale-seq');
    // The same number again is the same write again: the true backend acknowledges it unread.
    if ('seq' in command && command.seq === test.takenSeq) return test;
    const saved = 'seq' in command ? { ...test, durableSeq: command.seq, takenSeq: command.seq, savedAt: '14:03:22' } : test;
    switch (command.do) {
      case 'note':
        return { ...saved, notes: command.text };
      case 'show':
        return this.#at(saved, command.position, { seen: true });
      case 'flag':
        return this.#at(saved, command.position, { flagged: command.on });
      case 'saveResponse':
        return {
          ...saved,
          items: saved.items.map((item) => (item.position === command.item ? { ...item, response: command.letter } : item)),
        };
      case 'chooseLanguage': {
        const { language } = command;
        return { ...saved, tasks: saved.tasks.map((task) => ({ ...task, language, text: this.texts[language] ?? '' })) };
      }
      case 'edit': {
        const text = applyEdits(this.texts[command.language] ?? '', command.edits);
        this.texts[command.language] = text;
        return { ...saved, tasks: saved.tasks.map((task) => ({ ...task, text, edited: true })) };
      }
      case 'run': {
        const { task, input } = command;
        const chosen = test.tasks.find((other) => other.task === task);
        const samples = input.kind === 'samples' ? (chosen?.samples.length ?? 0) : 0;
        const number = test.runs.history.length + 1;
        return { ...saved, runs: { ...test.runs, running: { number, task, language: chosen?.language ?? '', case: Math.min(1, samples), total: samples, stdout: '', stderr: '', stopping: false } } };
      }
      case 'cancelRun':
        return { ...saved, runs: { ...test.runs, running: test.runs.running && { ...test.runs.running, stopping: true } } };
      case 'showRun':
        return { ...saved, runs: { ...test.runs, shown: test.runs.shown?.number === command.number ? test.runs.shown : detail(command.number, []) } };
      default:
        return saved;
    }
  }

  #at(test: TestDto, position: number, change: { seen: true } | { flagged: boolean }): TestDto {
    const apply = <T extends { position: number }>(question: T): T =>
      question.position === position ? { ...question, ...change } : question;
    return { ...test, items: test.items.map(apply), tasks: test.tasks.map(apply) };
  }
}
