// The pages with the fake backend: /dev/#start, #code, #rules, #recorded, #system, #test, #late, #paused, #unsealed,
// #battery, #resumed, #full (no write succeeds), #done, #practice, #preparing, and #run-none, #run-running … for
// each state of the run panel in ./runs.
// Before the hash: ?theme=dark&text=200&locale=en-XA.

import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '../src/shared/tokens.css';
import '../src/shared/base.css';

import { mount } from 'svelte';

import type { PreferencesDto } from '../src/generated/PreferencesDto';
import type { RunsDto } from '../src/generated/RunsDto';
import type { View } from '../src/generated/View';
import { useLocale } from '../src/shared/i18n';
import Candidate from '../src/views/candidate/Candidate.svelte';
import { FakeBackend, notice } from './fakeBackend';
import { checkIn, done, OFFERS, practiceDone, runningTest } from './fixtures';
import { RUNS } from './runs';

function halfway(): View {
  const test = runningTest();
  const items = test.items.map((item, index) => ({
    ...item,
    response: index === 0 || index === 2 || index > 6 ? null : ('B' as const),
    flagged: index === 3,
    seen: true,
  }));
  return { stage: 'test', ...test, items, remainingMs: 30.4 * 60_000, savedAt: '14:03:22', durableSeq: 7, takenSeq: 7 };
}

const VIEWS: Record<string, () => View> = {
  start: () => ({ stage: 'start', offers: OFFERS, unopened: [] }),
  code: () => ({ stage: 'checkIn', ...checkIn() }),
  rules: () => ({ stage: 'checkIn', ...checkIn(), step: 'rules', name: 'Ann Example' }),
  recorded: () => ({ stage: 'checkIn', ...checkIn(), step: 'recorded', name: 'Ann Example' }),
  system: () => ({ stage: 'checkIn', ...checkIn(), step: 'system', name: 'Ann Example' }),
  test: halfway,
  late: () => ({ ...halfway(), stage: 'test', remainingMs: 62_000 }) as View,
  battery: () => ({ ...halfway(), batteryLow: 18 }) as View,
  paused: () => ({ ...halfway(), stage: 'test', paused: true }) as View,
  unsealed: () => ({ ...halfway(), stage: 'test', unsealed: notice('file.disk-full') }) as View,
  resumed: () =>
    ({ ...halfway(), stage: 'test', resumed: { spentMs: 152_000, clockUnknown: false } }) as View,
  done: () => ({ stage: 'done', ...done() }),
  practice: () => ({ stage: 'done', ...practiceDone() }),
};

// The other questions have answers, so that the coding question is on the screen.
function coding(runs: RunsDto): View {
  const test = runningTest();
  return { stage: 'test', ...test, items: test.items.map((item) => ({ ...item, response: 'B' })), runs, savedAt: '14:03:22', durableSeq: 7, takenSeq: 7 };
}

function preparing(): View {
  const checks = checkIn().checks.map((check) => (check.subject === 'runtimes' ? { ...check, outcome: 'blocks' as const, finding: 'runtimes-preparing', facts: { done: '2', of: '5' } } : check));
  return { stage: 'checkIn', ...checkIn(), step: 'system', name: 'Ann Example', checks };
}

const name = location.hash.slice(1);
const runs = RUNS[name.replace('run-', '')];
const backend = new FakeBackend((name === 'preparing' ? preparing : runs ? () => coding(runs()) : (VIEWS[name] ?? halfway))());
if (name === 'full') backend.failures = Array.from({ length: 99 }, () => notice('storage.full'));
const asked = new URLSearchParams(location.search);
useLocale(asked.get('locale') ?? 'en');
backend.kept = { ...backend.kept, theme: (asked.get('theme') ?? 'light') as PreferencesDto['theme'], textPercent: Number(asked.get('text') ?? 100) };
const target = document.getElementById('app');
if (target) mount(Candidate, { target, props: { backend } });
