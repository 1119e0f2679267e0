// How the candidate likes the window: kept by the backend, in force on the page's root.

import type { PreferencesDto } from '../generated/PreferencesDto';
import type { Backend } from '../lib/backend/backend';

/** Where preferences are kept. */
export type Keeper = Pick<Backend, 'preferences'>;

export const TEXT_SIZES = [100, 125, 150, 175, 200] as const;
export const CODE_SIZES = [75, 85, 100, 115, 130, 150, 175, 200] as const;

export const DEFAULTS: PreferencesDto = {
  theme: 'system',
  textPercent: 100,
  codePercent: 100,
  still: false,
  singleKeys: true,
  completion: true,
};

export type Theme = 'light' | 'dark' | 'contrast' | 'contrast-dark';

/** The theme in force for a choice and what the system says. */
export function themeInForce(chosen: PreferencesDto['theme'], dark: boolean, more: boolean): Theme {
  if (chosen === 'contrast' || (chosen === 'system' && more)) return dark ? 'contrast-dark' : 'contrast';
  if (chosen === 'system') return dark ? 'dark' : 'light';
  return chosen;
}

export class Preferences {
  current = $state.raw<PreferencesDto>(DEFAULTS);

  readonly #backend: Keeper;
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  readonly #more = matchMedia('(prefers-contrast: more)');

  constructor(backend: Keeper) {
    this.#backend = backend;
  }

  /** Takes over what was kept and follows the system. Returns the way to stop. */
  open(): () => void {
    const apply = () => {
      this.#apply();
    };
    apply();
    for (const query of [this.#dark, this.#more]) query.addEventListener('change', apply);
    this.refresh();
    return () => {
      for (const query of [this.#dark, this.#more]) query.removeEventListener('change', apply);
    };
  }

  /** Takes over what is kept now. */
  refresh(): void {
    // Preferences are comfort: without them the defaults stand.
    void this.#backend.preferences(null).then(
      (kept) => {
        this.current = kept;
        this.#apply();
      },
      () => undefined,
    );
  }

  /** In force at once, and kept for the next start where the disk lets it. */
  change(part: Partial<PreferencesDto>): void {
    this.current = { ...this.current, ...part };
    this.#apply();
    void this.#backend.preferences(this.current).catch(() => undefined);
  }

  #apply(): void {
    const root = document.documentElement;
    const { theme, textPercent, codePercent, still } = this.current;
    root.dataset['theme'] = themeInForce(theme, this.#dark.matches, this.#more.matches);
    root.style.fontSize = `${textPercent}%`;
    root.style.setProperty('--code-scale', String(codePercent / 100));
    root.toggleAttribute('data-still', still);
  }
}

/** The neighbour of a size in a list, or the size itself at the end. */
export function nextSize(sizes: readonly number[], size: number, step: 1 | -1): number {
  const later = step === 1 ? sizes.find((other) => other > size) : sizes.findLast((other) => other < size);
  return later ?? size;
}
