// The panel below the editor in this sitting: its size, its tab, the inputs typed into it, and the
// way to a run. Deliberately absent: what a run gave; that is in the view.

import type { RunInputDto } from '../generated/RunInputDto';
import type { TestDto } from '../generated/TestDto';
import { t } from '../shared/i18n';
import { bytes, INPUT_CAP, obstacle, standing } from './runs';

export const TABS = ['samples', 'input', 'output', 'history'] as const;
export type Tab = (typeof TABS)[number];

/** Share of the working height in percent. */
export const SMALLEST = 20;
export const LARGEST = 75;
const STEP = 5;

export interface RunDeskOptions {
  test: () => TestDto | null;
  /** Saves every edit, then begins the run; whether it was begun. */
  begin: (task: number, input: RunInputDto) => Promise<boolean>;
  /** Looks at a run that ended; whether it came. */
  look: (number: number) => Promise<boolean>;
  stop: () => void;
  say: (sentence: string) => void;
}

export class RunDesk {
  tab = $state<Tab>('samples');
  size = $state(42);
  folded = $state(false);
  /** How often a run was asked for, begun or not. */
  asked = $state(0);
  /** A run is being saved for and begun. */
  starting = $state(false);
  /** The sample that is looked at; null for the first that did not pass. */
  picked = $state<number | null>(null);
  /** A run whose code is looked at. */
  opened = $state<number | null>(null);

  #inputs = $state.raw<Readonly<Record<number, string>>>({});
  readonly #options: RunDeskOptions;

  constructor(options: RunDeskOptions) {
    this.#options = options;
  }

  /** The candidate's own input for a question. */
  input(task: number): string {
    return this.#inputs[task] ?? '';
  }

  type(task: number, text: string): void {
    this.#inputs = { ...this.#inputs, [task]: text };
  }

  runSamples(task: number): Promise<void> {
    return this.#run(task, { kind: 'samples' }, this.tab === 'output' ? 'output' : 'samples');
  }

  async runInput(task: number): Promise<void> {
    const stdin = this.input(task);
    if (bytes(stdin) > INPUT_CAP) this.#options.say(t('run-input-too-long', { kib: INPUT_CAP / 1024 }));
    else await this.#run(task, { kind: 'custom', stdin }, 'output');
  }

  stop(): void {
    this.#options.stop();
  }

  /** Looks at a run that ended, at one of its samples. */
  async look(number: number, sample: number | null = null): Promise<void> {
    if (this.#options.test()?.runs.shown?.number === number || (await this.#options.look(number))) this.picked = sample;
  }

  /** Opens a run's code; null closes it. */
  async open(number: number | null): Promise<void> {
    if (number !== null) await this.look(number);
    this.opened = number;
  }

  resize(to: number): void {
    this.size = Math.round(Math.min(LARGEST, Math.max(SMALLEST, to)));
  }

  /** The new size for a key on the edge; null for a key that does nothing there. */
  static sized(key: string, size: number): number | null {
    if (key === 'ArrowUp') return size + STEP;
    if (key === 'ArrowDown') return size - STEP;
    if (key === 'Home') return SMALLEST;
    return key === 'End' ? LARGEST : null;
  }

  /** The attempt has ended. */
  clear(): void {
    [this.tab, this.folded, this.picked, this.opened, this.#inputs] = ['samples', false, null, null, {}];
  }

  async #run(task: number, input: RunInputDto, tab: Tab): Promise<void> {
    const { test, begin, say } = this.#options;
    const now = test();
    const language = now?.tasks.find((other) => other.task === task)?.language;
    if (!now || language === undefined) return;
    this.asked += 1;
    const against = now.runs.running || this.starting ? t('run-busy') : obstacle(standing(now.runs, language));
    if (against !== null) {
      say(against);
      return;
    }
    this.starting = true;
    const begun = await begin(task, input).finally(() => (this.starting = false));
    if (!begun) return;
    [this.tab, this.folded, this.picked, this.opened] = [tab, false, null, null];
    if (test()?.runs.running) say(t('run-said-begun'));
  }
}
