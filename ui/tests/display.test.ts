import { expect, it } from 'vitest';

import { CODE_SIZES, nextSize, TEXT_SIZES, themeInForce } from '../src/domain/preferences.svelte';
import { t, useLocale } from '../src/shared/i18n';
import { modules } from '../src/shared/qr';

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
