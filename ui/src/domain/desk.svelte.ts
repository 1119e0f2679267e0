// The recruiter's desk as the page knows it: the last view, what takes long, the notice to show.
// Deliberately absent: any rule; the backend decides. A passphrase is handed on and not kept.

import type { PreferencesDto } from '../generated/PreferencesDto';
import type { Command } from '../generated/recruiter/Command';
import type { NoticeDto } from '../generated/recruiter/NoticeDto';
import type { ProgressDto } from '../generated/recruiter/ProgressDto';
import type { View } from '../generated/recruiter/View';
import { isNotice } from '../lib/backend/backend';
import type { DeskBackend } from '../lib/backend/desk';
import { t } from '../shared/i18n';
import { DEFAULTS, Preferences } from './preferences.svelte';

export class DeskSession {
  view = $state.raw<View | null>(null);
  notice = $state.raw<NoticeDto | null>(null);
  /** What takes long at this moment, as a sentence. */
  busy = $state<string | null>(null);
  progress = $state.raw<ProgressDto | null>(null);
  /** Files are being dragged over the window. */
  dragging = $state(false);
  readonly failing = false;
  readonly preferences: Preferences;

  readonly #backend: DeskBackend;
  #chain: Promise<unknown> = Promise.resolve();

  constructor(backend: DeskBackend) {
    this.#backend = backend;
    this.preferences = new Preferences({ preferences: (change) => this.#preferences(change) });
  }

  /** Asks for the first view and listens. Returns the way to stop. */
  open(): () => void {
    const stops = [
      this.#backend.onProgress((progress) => {
        this.progress = progress;
      }),
      this.#backend.onDrag(({ over, paths }) => {
        this.dragging = over && this.view?.organisation !== null;
        if (paths.length > 0) void this.act({ do: 'drop', paths: [...paths] }, t('desk-busy-read'));
      }),
      this.preferences.open(),
    ];
    void this.act({ do: 'view' });
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** One act: shows the view, or the notice. Says whether it was taken. */
  async act(command: Command, busy: string | null = null): Promise<boolean> {
    this.busy = busy;
    this.progress = null;
    try {
      const view = await this.#inTurn(command);
      if (command.do !== 'view') this.notice = null;
      this.view = view;
      return true;
    } catch (error) {
      this.#complain(error);
      // What a refused file left on the screen is the backend's word too.
      if (command.do === 'openResult' || command.do === 'drop') await this.#refresh();
      return false;
    } finally {
      this.busy = null;
      this.progress = null;
    }
  }

  /** Asks a long act to stop; its own answer says whether it did. */
  stop(): void {
    this.#backend.call({ do: 'stop' }).catch(() => undefined);
  }

  /** The candidate's window, also where it was closed; a failure is a notice. */
  async candidateWindow(): Promise<void> {
    try {
      await this.#backend.candidateWindow();
    } catch (error) {
      this.#complain(error);
    }
  }

  /** A native dialog; a failure is a notice. */
  async pick(dialog: (backend: DeskBackend) => Promise<string | null>): Promise<string | null> {
    try {
      return await dialog(this.#backend);
    } catch (error) {
      this.#complain(error);
      return null;
    }
  }

  retry(): void {
    this.notice = null;
  }

  dismiss(): void {
    this.notice = null;
  }

  // The desk keeps what it has a use for; keys and editor are the candidate's.
  async #preferences(change: PreferencesDto | null): Promise<PreferencesDto> {
    const command: Command =
      change === null
        ? { do: 'view' }
        : { do: 'prefer', preferences: { theme: change.theme, textPercent: change.textPercent, still: change.still } };
    const view = await this.#inTurn(command);
    return { ...DEFAULTS, ...view.preferences };
  }

  async #refresh(): Promise<void> {
    try {
      this.view = await this.#inTurn({ do: 'view' });
    } catch {
      // The first complaint stands.
    }
  }

  // One command at a time: views arrive in the order of the acts.
  #inTurn(command: Command): Promise<View> {
    const turn = this.#chain.then(() => this.#backend.call(command));
    this.#chain = turn.catch(() => undefined);
    return turn;
  }

  #complain(error: unknown): void {
    this.notice = isNotice(error)
      ? error
      : { code: 'page.unreachable', what: t('desk-unreachable-what'), why: t('desk-unreachable-why'), next: t('desk-unreachable-next') };
  }
}
