import { expect, it } from 'vitest';

import candidate from '../../assets/i18n/en/candidate.ftl?raw';
import recruiter from '../../assets/i18n/en/recruiter.ftl?raw';
import { inWords } from '../src/domain/notices';
import { addText, t, useLocale } from '../src/shared/i18n';
import { long } from '../src/shared/pseudo';
import { breaks, paragraphs, spans } from '../src/shared/rich';

const sources = import.meta.glob<string>('../src/**/*.{ts,svelte}', { query: '?raw', import: 'default', eager: true });
const code = Object.values(sources).join('\n');
const words = `${candidate}\n${recruiter}`;
const keys = [...words.matchAll(/^([a-z][\w-]*) =/gm)].map((match) => match[1] ?? '');
// Keys that are put together from a value of the backend.
const FAMILIES = ['step-', 'check-', 'language-', 'coding-', 'subject-', 'finding-', 'recorded-', 'theme-', 'practice-', 'run-tab-', 'run-sample-', 'run-time-', 'run-memory-', 'run-verdict-', 'run-reason-', 'run-next-', 'desk-', 'make-advice-', 'issue-stage-', 'fault-', 'skill-', 'tier-', 'proves-', 'outcome-', 'result-outcome-'];

it('has a sentence for every key in the code', () => {
  const used = [...code.matchAll(/\bt\((?:[^'()`]*\? )?'([\w-]+)'(?: : '([\w-]+)')?/g)].flatMap(([, a, b]) => [a, b]);
  const missing = used.filter((key) => key !== undefined && !keys.includes(key));
  expect(used.length).toBeGreaterThan(80);
  expect(missing).toEqual([]);
});

it('has no sentence without a use', () => {
  const unused = keys.filter((key) => !code.includes(`'${key}'`) && !FAMILIES.some((family) => key.startsWith(family)));
  expect(unused).toEqual([]);
});

it('says a notice in the words of its code, or in its own', () => {
  const notice = { code: 'szip.not-zip', what: 'The file is damaged.', why: 'no ZIP', next: 'Ask again.' };
  expect(inWords(notice)).toEqual({ what: 'The file is damaged.', why: 'no ZIP.', next: 'Ask again.' });
  useLocale('en-XA');
  expect(inWords(notice).what).toBe(long('The file is damaged.'));
  useLocale('en');
  addText('notice-szip-not-zip-what = Das ist keine Datei von Invigil ({ $why }).');
  expect(inWords(notice)).toMatchObject({ what: 'Das ist keine Datei von Invigil (no ZIP).', next: 'Ask again.' });
});

it('counts in words', () => {
  expect(t('checkin-facts', { minutes: 40, items: 10, tasks: 1 })).toBe('40 minutes · 10 questions · 1 coding question');
  expect(t('review-lead', { open: 0 })).toBe('Every question has an answer.');
  expect(t('review-lead', { open: 1 })).toBe('1 question has no answer yet.');
  expect(() => t('no-such-key')).toThrow();
});

it('never shouts', () => {
  expect(words).not.toContain('!');
});

it('reads code between backticks and keeps an odd one', () => {
  expect(spans('Set `a = 1` and `b`.').map(({ text, code }) => (code ? `[${text}]` : text)).join('')).toBe('Set [a = 1] and [b].');
  expect(spans('5` of `x`').map(({ text, code }) => (code ? `[${text}]` : text)).join('')).toBe('5[ of ]x`');
  expect(paragraphs('a\nb\n\n\nc\n')).toEqual(['a\nb', 'c']);
});

it('breaks code in a line after its commas, and loses nothing of it', () => {
  const code = '{"limit":100,"burst_ms":1000}';
  expect(breaks(code)).toEqual(['{"limit":100,', '"burst_ms":1000}']);
  for (const text of ['', ',', 'a,,b', code]) expect(breaks(text).join('')).toBe(text);
});
