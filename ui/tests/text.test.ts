import { expect, it } from 'vitest';

import candidate from '../../assets/i18n/en/candidate.ftl?raw';
import recruiter from '../../assets/i18n/en/recruiter.ftl?raw';
import { t } from '../src/shared/i18n';
import { paragraphs, spans } from '../src/shared/rich';

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
