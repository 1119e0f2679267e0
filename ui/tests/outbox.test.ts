import { expect, it } from 'vitest';

import { FakeBackend, notice } from '../dev/fakeBackend';
import { runningTest } from '../dev/fixtures';
import { Outbox, type Write } from '../src/domain/outbox';
import type { Command } from '../src/generated/Command';

function outbox(backend: FakeBackend) {
  const seen = { acknowledged: [] as number[], failed: [] as [number, boolean][], pauses: [] as number[] };
  const made = new Outbox({
    call: (command) => backend.call(command),
    changed: () => undefined,
    acknowledged: ({ seq }) => seen.acknowledged.push(seq),
    failed: ({ seq }, _error, kept) => seen.failed.push([seq, kept]),
    pause: (ms) => {
      seen.pauses.push(ms);
      return Promise.resolve();
    },
  });
  return { made, seen };
}

function running(seq = 0) {
  return new FakeBackend({ stage: 'test', ...runningTest(), durableSeq: seq, takenSeq: seq });
}

const answer = (item: number, letter: 'A' | 'B' = 'A'): Write => ({ do: 'saveResponse', item, letter });
const sent = (calls: readonly Command[]) => calls.map((command) => ('seq' in command ? command.seq : 0));

async function empty(made: Outbox) {
  while (made.pending.length > 0) await Promise.resolve();
}

it('counts on after what was taken', async () => {
  const backend = running(41);
  const { made, seen } = outbox(backend);
  made.resume(41);
  made.push(answer(1));
  made.push(answer(2));
  expect(await made.settled()).toBe(true);
  expect(seen.acknowledged).toEqual([42, 43]);
});

it('sends one at a time, in order', async () => {
  const backend = running();
  const { made } = outbox(backend);
  for (let item = 1; item <= 5; item += 1) made.push(answer(item));
  await Promise.resolve();
  expect(backend.calls).toHaveLength(1);
  await made.settled();
  expect(sent(backend.calls)).toEqual([1, 2, 3, 4, 5]);
});

it('sends a failed write again with its number before any later one', async () => {
  const backend = running();
  backend.failures = [notice('storage.full'), new Error('bridge')];
  const { made, seen } = outbox(backend);
  made.push(answer(1));
  made.push(answer(2));
  await empty(made);
  expect(sent(backend.calls)).toEqual([1, 1, 1, 2]);
  expect(seen.failed).toEqual([[1, true], [1, true]]);
  expect(seen.acknowledged).toEqual([1, 2]);
});

it('waits longer after each failure, up to a limit, and starts over after a success', async () => {
  const backend = running();
  backend.failures = Array.from({ length: 6 }, () => notice('storage.full'));
  const { made, seen } = outbox(backend);
  made.push(answer(1));
  await empty(made);
  backend.failures = [notice('storage.full')];
  made.push(answer(2));
  await empty(made);
  expect(seen.pauses).toEqual([1000, 2000, 4000, 8000, 8000, 8000, 1000]);
});

it('gives up a write that is refused for good and goes on with the next', async () => {
  const backend = running();
  backend.failures = [notice('log.document-too-large')];
  const { made, seen } = outbox(backend);
  made.push({ do: 'edit', task: 1, language: 'python', edits: [{ at: 0, delete: 0, insert: 'x' }] });
  made.push(answer(2));
  await empty(made);
  expect(seen.failed).toEqual([[1, false]]);
  expect(seen.acknowledged).toEqual([2]);
});

it('keeps a write while the test is paused', async () => {
  const backend = running();
  backend.failures = [notice('attempt.paused'), notice('log.while-paused')];
  const { made, seen } = outbox(backend);
  made.push(answer(1));
  await empty(made);
  expect(seen.failed).toEqual([[1, true], [1, true]]);
  expect(seen.acknowledged).toEqual([1]);
});

it('counts past a number that an earlier life of the page used', async () => {
  const backend = running(2);
  const { made, seen } = outbox(backend);
  made.push(answer(1));
  made.push(answer(2));
  await empty(made);
  expect(seen.acknowledged).toEqual([3, 4]);
  expect(seen.failed).toEqual([]);
});

it('says that not everything is saved when a write is being kept', async () => {
  const backend = running();
  backend.failures = [notice('storage.full')];
  const blocked = new Outbox({
    call: (command) => backend.call(command),
    changed: () => undefined,
    acknowledged: () => undefined,
    failed: () => undefined,
    pause: () => new Promise(() => undefined),
  });
  blocked.push(answer(1));
  expect(await blocked.settled()).toBe(false);
  expect(await blocked.settled()).toBe(true);
});
