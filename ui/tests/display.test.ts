import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { CODE_SIZES, nextSize, TEXT_SIZES, themeInForce } from '../src/domain/preferences.svelte';
import { t, useLocale } from '../src/shared/i18n';
import { modules } from '../src/shared/qr';

// From the files: vitest hands out empty style sheets.
const src = join(import.meta.dirname, '../src');
const styles = readdirSync(src, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
  if (path.endsWith('.css')) return [{ path, text: readFileSync(join(src, path), 'utf8') }];
  if (path.endsWith('.svelte')) return [{ path, text: /<style>(.*)<\/style>/s.exec(readFileSync(join(src, path), 'utf8'))?.[1] ?? '' }];
  return [];
});
const base = styles.find(({ path }) => path.endsWith('base.css'))?.text ?? '';
const rules = styles.flatMap(({ text }) =>
  [...text.replaceAll(/\/\*.*?\*\//gs, '').matchAll(/([^{};]+)\{([^{}]*)\}/g)].map(([, selector = '', body = '']) => ({ selector: selector.trim(), body })),
);

it.each([
  ['system', false, false, 'light'],
  ['system', true, false, 'dark'],
  ['system', false, true, 'contrast'],
  ['system', true, true, 'contrast-dark'],
  ['light', true, true, 'light'],
  ['dark', false, true, 'dark'],
  ['contrast', false, false, 'contrast'],
  ['contrast', true, false, 'contrast-dark'],
] as const)('a choice of %s with dark %s and more contrast %s is %s', (chosen, dark, more, theme) => {
  expect(themeInForce(chosen, dark, more)).toBe(theme);
});

it('steps through the sizes and stays at the ends', () => {
  expect(nextSize(TEXT_SIZES, 100, 1)).toBe(125);
  expect(nextSize(TEXT_SIZES, 200, 1)).toBe(200);
  expect(nextSize(TEXT_SIZES, 100, -1)).toBe(100);
  expect(nextSize(CODE_SIZES, 140, -1)).toBe(130);
});

it('draws each run of dark modules inside the quiet zone', () => {
  expect(modules(['1101', '0000'])).toBe('M4 4h2v1h-2zM7 4h1v1h-1z');
});

it('lengthens every sentence in the long locale and mirrors it in the other, and never a value', () => {
  const plain = t('checkin-ref', { ref: 'C-0412' });
  useLocale('en-XA');
  const long = t('checkin-ref', { ref: 'C-0412' });
  expect(long).toContain('C-0412');
  expect(long.length).toBeGreaterThan(plain.length + 3);
  useLocale('ar-XB');
  expect(document.documentElement.dir).toBe('rtl');
  expect(t('checkin-ref', { ref: 'C-0412' })).toBe('\u202eReference\u202c \u2068C-0412\u2069');
  useLocale('nonsense');
  expect([document.documentElement.lang, document.documentElement.dir]).toEqual(['en', 'ltr']);
  expect(t('checkin-ref', { ref: 'C-0412' })).toBe(plain);
});

// No engine lays out here: the rules are read as they are written.
describe('the styles', () => {
  const still = (selectors: string) => new RegExp(`${selectors} \\{\\s*animation: none !important;\\s*transition: none !important;\\s*\\}`);

  it('stand still where the system or the person asks for it', () => {
    expect(base).toMatch(still('@media \\(prefers-reduced-motion: reduce\\) \\{\\s*\\*,\\s*\\*::before,\\s*\\*::after'));
    const root = ':root\\[data-still\\] ';
    expect(base).toMatch(still(`${root}\\*,\\s*${root}\\*::before,\\s*${root}\\*::after`));
  });

  it('move by the one fade alone', () => {
    const moves = rules.flatMap(({ body }) => [...body.matchAll(/\b(?:animation|transition)[a-z-]*:\s*([^;]+)/g)].map(([, value]) => value));
    expect(moves.length).toBeGreaterThan(3);
    expect(moves.filter((value) => value !== 'none !important')).toEqual(['fade var(--fade) ease-out']);
  });

  it('ring what the keyboard is on, and spare headings and the editor alone, which has a ring of its own', () => {
    const ring = rules.find(({ selector }) => selector === ':focus-visible')?.body;
    expect(Number(/outline: (\d+)px solid var\(--accent\)/.exec(ring ?? '')?.[1])).toBeGreaterThanOrEqual(2);
    const bare = rules.filter(({ body }) => /outline(?:-style|-width)?:\s*(?:none|0)/.test(body)).map(({ selector }) => selector);
    expect(new Set(bare)).toEqual(new Set(['h1:focus', 'h2:focus', 'h3:focus', '.editor .cm-editor.cm-focused']));
    expect(rules.find(({ selector }) => selector === '.editor:has(.cm-focused)::after')?.body).toMatch(/border: [2-9]px solid var\(--accent\)/);
  });
});
