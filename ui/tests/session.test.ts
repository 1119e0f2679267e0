import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { FakeBackend, notice } from '../dev/fakeBackend';
import { done, runningTest } from '../dev/fixtures';
import { openDocument } from '../src/domain/documents';
import { Session } from '../src/domain/session.svelte';
import type { View } from '../src/generated/View';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function view(change: Partial<ReturnType<typeof runningTest>> = {}): View {
  return { stage: 'test', ...runningTest(), ...change };
}

async function running(change: Parameters<typeof view>[0] = {}) {
  const backend = new FakeBackend(view(change));
  const session = new Session(backend, () => performance.now());
  const close = session.open();
  await vi.advanceTimersByTimeAsync(0);
  backend.calls.length = 0;
  return { backend, session, close };
}

function task(session: Session) {
  const first = session.test?.tasks[0];
  if (!first) throw new Error('no coding question');
  return first;
}

it('shows an answer at once, before it is durable', async () => {
  const { session } = await running();
  session.answer(3, 'C');
  flushSync();
  expect(session.test?.items[2]?.response).toBe('C');
  await vi.advanceTimersByTimeAsync(0);
  expect(session.pending).toHaveLength(0);
  expect(session.test?.items[2]?.response).toBe('C');
  expect(session.said).toContain('14:03:22');
});

it('sends what one moment of typing brings as one write after 20 ms', async () => {
  const { backend, session } = await running();
  const open = openDocument(session, task(session));
  for (const text of ['a', '😀', 'b']) {
    const before = open.state.doc;
    const transaction = open.state.update({ changes: { from: before.length, insert: text } });
    open.state = transaction.state;
    open.batch.add(before, transaction.changes);
    await vi.advanceTimersByTimeAsync(5);
  }
  expect(backend.calls).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(5);
  expect(backend.calls).toMatchObject([{ do: 'edit', seq: 1, edits: [{ delete: 0, insert: 'a😀b' }] }]);
  expect(backend.texts['python']).toBe(open.state.doc.toString());
});

it('keeps one document when the candidate leaves it and comes back', async () => {
  const { session } = await running();
  expect(openDocument(session, task(session))).toBe(openDocument(session, task(session)));
});

it('sends the edits of the old language before it changes', async () => {
  const { backend, session } = await running();
  const open = openDocument(session, task(session));
  open.batch.add(open.state.doc, open.state.update({ changes: { from: 0, insert: '#' } }).changes);
  await session.chooseLanguage(1, 'ruby');
  expect(backend.calls.map((command) => command.do)).toEqual(['edit', 'chooseLanguage']);
  expect(task(session).language).toBe('ruby');
  expect(task(session).text).toContain('JSON.parse');
});

it('takes a refused document back from the backend', async () => {
  const { backend, session } = await running();
  const open = openDocument(session, task(session));
  backend.failures = [notice('log.edit-outside')];
  open.batch.add(open.state.doc, open.state.update({ changes: { from: 0, insert: '#' } }).changes);
  await vi.advanceTimersByTimeAsync(200);
  expect(session.notice?.code).toBe('log.edit-outside');
  expect(session.documentEpoch).toBe(1);
  expect(openDocument(session, task(session))).not.toBe(open);
});

it('hands in only after every edit is saved', async () => {
  const { backend, session } = await running();
  const open = openDocument(session, task(session));
  open.batch.add(open.state.doc, open.state.update({ changes: { from: 0, insert: '#' } }).changes);
  expect(await session.submit()).toBe(true);
  expect(backend.calls.map((command) => command.do)).toEqual(['edit', 'submit']);
  expect(session.view?.stage).toBe('done');
});

it('does not hand in while an answer cannot be saved, and says why', async () => {
  const { backend, session } = await running();
  backend.failures = [notice('storage.full')];
  session.answer(1, 'A');
  expect(await session.submit()).toBe(false);
  expect(session.notice?.code).toBe('storage.full');
  expect(session.failing).toBe(true);
  await vi.advanceTimersByTimeAsync(1000);
  expect(session.failing).toBe(false);
  expect(session.notice).toBeNull();
  expect(backend.calls.map((command) => command.do)).toEqual(['saveResponse', 'saveResponse']);
});

it('says the same words twice in two places, so that both times they are heard', async () => {
  const { session } = await running();
  session.say('Flag taken off.');
  const first = session.spoken;
  session.say('Flag taken off.');
  expect(session.said).toBe('Flag taken off.');
  expect([first, session.spoken].map((regions) => regions.indexOf('Flag taken off.')).toSorted()).toEqual([0, 1]);
  expect(session.spoken.filter((region) => region !== '')).toHaveLength(1);
});

it('leaves the word that the window stays open when an answer is saved', async () => {
  const { backend, session } = await running({ durableSeq: 9, takenSeq: 9 });
  backend.notify(notice('session.stays-open'));
  backend.push(view({ durableSeq: 10, takenSeq: 10 }));
  expect(session.notice?.code).toBe('session.stays-open');
  // The alert speaks for itself the first time; asked again, the words are said.
  expect(session.said).toBe('');
  backend.notify(notice('session.stays-open'));
  expect(session.said).toBe('That did not work.');
});

it('drops a pushed view that is older than what it knows', async () => {
  const { backend, session } = await running({ durableSeq: 9 });
  backend.push(view({ durableSeq: 8, savedAt: 'old' }));
  expect(session.view).toMatchObject({ durableSeq: 9 });
  backend.push(view({ durableSeq: 9, savedAt: 'new' }));
  expect(session.view).toMatchObject({ savedAt: 'new' });
});

it('takes a failed save back once it is saved, and no other notice', async () => {
  const { backend, session } = await running({ durableSeq: 9, takenSeq: 10 });
  backend.notify(notice('file.no-space'));
  backend.push(view({ durableSeq: 9, takenSeq: 10 }));
  expect(session.notice?.code).toBe('file.no-space');
  backend.push(view({ durableSeq: 10, takenSeq: 10 }));
  expect(session.notice).toBeNull();

  backend.notify(notice('file.no-space'));
  session.notice = notice('runner.busy');
  backend.push(view({ durableSeq: 11, takenSeq: 11 }));
  expect(session.notice.code).toBe('runner.busy');
});

it('counts on after what was taken when the page loads again before it is durable', async () => {
  const { backend, session } = await running({ durableSeq: 41, takenSeq: 42 });
  session.answer(3, 'C');
  await vi.advanceTimersByTimeAsync(0);
  expect(backend.calls).toMatchObject([{ do: 'saveResponse', seq: 43 }]);
  expect(backend.view).toMatchObject({ takenSeq: 43 });
  expect(session.test?.items[2]?.response).toBe('C');
});

it('turns a broken bridge into a notice and takes it back when it answers', async () => {
  const { backend, session } = await running();
  backend.failures = ['the bridge is gone'];
  session.flag(2, true);
  await vi.advanceTimersByTimeAsync(10);
  expect(session.notice?.code).toBe('page.unreachable');
  await vi.advanceTimersByTimeAsync(1500);
  expect(session.notice).toBeNull();
  expect(session.test?.items[1]?.flagged).toBe(true);
});

it('loads the page anew once notes and answers are saved, and stays while they are not', async () => {
  const { backend, session } = await running();
  session.note('lock order');
  session.answer(3, 'C');
  // It is tried once more for this.
  backend.failures = [notice('file.disk-full'), notice('file.disk-full')];
  await session.reopen();
  expect(backend.reloads).toBe(0);
  expect(session.notice?.code).toBe('file.disk-full');
  await session.reopen();
  expect(backend.reloads).toBe(1);
  expect(backend.view).toMatchObject({ notes: 'lock order' });
  expect(session.test?.items[2]?.response).toBe('C');
});

it('counts the remaining time down from the last view', async () => {
  const { session } = await running({ remainingMs: 10_000 });
  await vi.advanceTimersByTimeAsync(4000);
  expect(session.remaining()).toBe(6000);
});

it('looks out for a stick every four seconds until it is told to stop', async () => {
  const { backend, session } = await running();
  const stop = session.lookOut();
  await vi.advanceTimersByTimeAsync(8500);
  expect(backend.calls).toEqual([{ do: 'view' }, { do: 'view' }]);
  stop();
  await vi.advanceTimersByTimeAsync(8500);
  expect(backend.calls).toHaveLength(2);
});

it('sends the notes before the hand-in, and once more when they were refused', async () => {
  const { backend, session } = await running();
  session.note('lock order');
  expect(session.notes).toBe('lock order');
  backend.refusal = notice('session.notes-too-long');
  await vi.advanceTimersByTimeAsync(600);
  expect(session.notice?.code).toBe('session.notes-too-long');
  expect(session.notes).toBe('lock order');
  backend.refusal = null;
  await session.submit();
  expect(backend.calls.map((command) => command.do)).toEqual(['note', 'note', 'submit']);
});

it('tries the notes again by itself', async () => {
  const { backend, session } = await running();
  session.note('lock order');
  backend.refusal = notice('file.disk-full');
  await vi.advanceTimersByTimeAsync(600);
  backend.refusal = null;
  await vi.advanceTimersByTimeAsync(5000);
  expect(backend.view).toMatchObject({ notes: 'lock order' });
});

it('keeps saying what is not saved while something else succeeds', async () => {
  const { backend, session } = await running();
  backend.failures = [notice('file.disk-full')];
  session.answer(3, 'C');
  await vi.advanceTimersByTimeAsync(0);
  expect(session.failing).toBe(true);
  await session.act({ do: 'view' });
  expect(session.notice?.code).toBe('file.disk-full');
});

it('loads the page anew only when nothing came meanwhile', async () => {
  const { backend, session } = await running();
  session.answer(3, 'C');
  const reopened = session.reopen();
  session.answer(4, 'D');
  session.note('one more');
  await reopened;
  expect(backend.reloads).toBe(1);
  expect(backend.view).toMatchObject({ notes: 'one more' });
  expect(session.pending).toHaveLength(0);
});

it('takes the window as it comes for the next person after a hand-in', async () => {
  const { backend, session } = await running();
  session.preferences.change({ textPercent: 200 });
  backend.push({ stage: 'done', ...done() });
  expect(session.preferences.current.textPercent).toBe(200);
  backend.kept = { ...backend.kept, textPercent: 100 };
  backend.push({ stage: 'start', offers: [], unopened: [] });
  await vi.advanceTimersByTimeAsync(0);
  expect(session.preferences.current.textPercent).toBe(100);
  expect(document.documentElement.style.fontSize).toBe('100%');
});
