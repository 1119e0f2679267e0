import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { FakeBackend, notice } from '../dev/fakeBackend';
import { checkIn, done, runningTest } from '../dev/fixtures';
import { detail, ended, failed, noRuns, passed, run, wrong } from '../dev/runs';
import { hold } from '../src/domain/checks';
import { openDocument } from '../src/domain/documents';
import { shown } from '../src/domain/diff';
import { LARGEST, RunDesk, SMALLEST } from '../src/domain/runDesk.svelte';
import {
  cardInWords,
  countsSteps,
  firstToSee,
  INPUT_CAP,
  lookedAt,
  minute,
  obstacle,
  outcomeWords,
  percent,
  sentence,
  standing,
  whyAbsent,
  withNewestRuns,
} from '../src/domain/runs';
import { Session } from '../src/domain/session.svelte';
import type { RunsDto } from '../src/generated/RunsDto';
import type { SystemCheckDto } from '../src/generated/SystemCheckDto';
import type { View } from '../src/generated/View';
import { addText, useLocale } from '../src/shared/i18n';
import { long } from '../src/shared/pseudo';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function view(runs: RunsDto = noRuns(), change: Partial<ReturnType<typeof runningTest>> = {}): View {
  return { stage: 'test', ...runningTest(), runs, ...change };
}

async function running(runs: RunsDto = noRuns()) {
  const backend = new FakeBackend(view(runs));
  const session = new Session(backend, () => performance.now());
  session.open();
  await vi.advanceTimersByTimeAsync(0);
  backend.calls.length = 0;
  return { backend, session };
}

function typeInto(session: Session, text: string): void {
  const task = session.test?.tasks[0];
  if (!task) throw new Error('no coding question');
  const open = openDocument(session, task);
  const before = open.state.doc;
  const transaction = open.state.update({ changes: { from: 0, insert: text } });
  open.state = transaction.state;
  open.batch.add(before, transaction.changes);
}

const going = (number: number, sample = 1): NonNullable<RunsDto['running']> => ({
  number, task: 1, language: 'python', case: sample, total: 2, stdout: '', stderr: '', stopping: false,
});

describe('a run', () => {
  it('is begun only after every edit is saved', async () => {
    const { backend, session } = await running();
    typeInto(session, '# a\n');
    await session.desk.runSamples(1);
    expect(backend.calls.map((command) => command.do)).toEqual(['edit', 'run']);
    expect(backend.calls.at(-1)).toEqual({ do: 'run', task: 1, input: { kind: 'samples' } });
    expect(backend.texts['python']).toContain('# a');
    expect(session.said).toBe('Running.');
  });

  it('is not begun while an edit cannot be saved, and that is said', async () => {
    const { backend, session } = await running();
    backend.failures = [notice('storage.full')];
    typeInto(session, '# a\n');
    await session.desk.runSamples(1);
    expect(backend.calls.map((command) => command.do)).toEqual(['edit']);
    expect(session.said).toContain('The run was not begun');
    expect(session.notice?.code).toBe('storage.full');
  });

  it('is one at a time', async () => {
    const { backend, session } = await running();
    await Promise.all([session.desk.runSamples(1), session.desk.runSamples(1)]);
    await session.desk.runSamples(1);
    expect(backend.calls.filter((command) => command.do === 'run')).toHaveLength(1);
    expect(session.said).toContain('A run is going on');
  });

  it('never keeps an edit waiting', async () => {
    const { backend, session } = await running();
    await session.desk.runSamples(1);
    typeInto(session, '# b\n');
    await vi.advanceTimersByTimeAsync(200);
    expect(backend.calls.map((command) => command.do)).toEqual(['run', 'edit']);
    expect(session.test?.runs.running?.number).toBe(1);
  });

  it('of a language that is absent is not asked for; the reason is said', async () => {
    const { backend, session } = await running();
    await session.chooseLanguage(1, 'ruby');
    backend.calls.length = 0;
    await session.desk.runSamples(1);
    expect(backend.calls).toEqual([]);
    expect(session.said).toContain('Ruby does not run on this laptop. Its runtime could not be opened');
  });

  it('on an input beyond the cap is not asked for; the cap counts bytes', async () => {
    const { backend, session } = await running();
    session.desk.type(1, 'é'.repeat(INPUT_CAP / 2 + 1));
    await session.desk.runInput(1);
    expect(backend.calls).toEqual([]);
    expect(session.said).toContain('64 KiB');
    session.desk.type(1, 'é'.repeat(INPUT_CAP / 2));
    await session.desk.runInput(1);
    expect(backend.calls).toMatchObject([{ do: 'run', input: { kind: 'custom' } }]);
    expect(session.desk.tab).toBe('output');
  });

  it('that the backend refuses leaves the panel as it was', async () => {
    const { backend, session } = await running();
    session.desk.tab = 'history';
    backend.refusal = notice('run.too-many');
    await session.desk.runSamples(1);
    expect(session.notice?.code).toBe('run.too-many');
    expect([session.desk.tab, session.desk.starting]).toEqual(['history', false]);
  });
});

describe('how a run ended', () => {
  it('is said once', async () => {
    const { backend, session } = await running({ ...noRuns(), running: going(1) });
    const said = vi.spyOn(session, 'say');
    const over = ended([run(1, 'wa')], [passed(1), wrong(2)]);
    backend.push(view(over));
    backend.push(view(over));
    await session.refresh();
    expect(said.mock.calls).toEqual([['Run 1: wrong answer, 1 of 2 samples passed.']]);
  });

  it('is not said for the runs of before the page was opened', async () => {
    const { session } = await running(ended([run(1, 'ac')], [passed(1)]));
    expect(session.said).toBe('');
  });

  it.each([
    [run(1, 'ac'), 'all 2 samples passed'],
    [run(1, 'tle'), 'time limit reached, 1 of 2 samples passed'],
    [run(1, 'ce', { passed: 0 }), 'does not compile'],
    [run(1, 'done', { custom: true, total: 0 }), 'ended'],
    [run(1, null), 'cut off'],
  ])('%o is called %s', (ran, words) => {
    expect(outcomeWords(ran)).toBe(words);
  });
});

describe('news of runs', () => {
  const begun = view({ ...noRuns(), running: going(1) });
  const next = view({ ...noRuns(), running: going(1, 2) });
  const stopping = view({ ...noRuns(), running: { ...going(1, 2), stopping: true } });
  const over = view(ended([run(1, 'ac')], [passed(1)]));

  it('never goes back, whichever way a view came', () => {
    const order = [view(), begun, next, stopping, over];
    for (const [at, newer] of order.entries()) {
      for (const older of order.slice(0, at)) {
        expect(withNewestRuns(older, newer)).toMatchObject({ runs: (newer as { runs: RunsDto }).runs });
        expect(withNewestRuns(newer, older)).toBe(newer);
      }
    }
  });

  it('keeps what else a late answer holds', async () => {
    const { backend, session } = await running({ ...noRuns(), running: going(1) });
    backend.push(over);
    backend.view = view({ ...noRuns(), running: going(1) }, { savedAt: '14:10:00' });
    await session.refresh();
    expect(session.test?.savedAt).toBe('14:10:00');
    expect(session.test?.runs.running).toBeNull();
    expect(session.test?.runs.history).toHaveLength(1);
  });

  it('does not take the page back to a step of the check-in', async () => {
    const { backend, session } = await running();
    backend.push({ stage: 'checkIn', ...checkIn() });
    expect(session.view?.stage).toBe('test');
  });
});

describe('a sentence', () => {
  it('is the page’s own, with and without the values that may be missing', () => {
    const syntax = (facts: Record<string, string>) => sentence({ code: 'syntax', facts, english: 'no' }, 'run-reason');
    expect(syntax({ message: 'SyntaxError', line: '6' })).toBe('The code does not compile, line 6: SyntaxError');
    expect(syntax({ message: 'SyntaxError' })).toBe('The code does not compile: SyntaxError');
    expect(sentence({ code: 'mend-syntax', facts: {}, english: 'no' }, 'run-next')).toBe('Mend what the message names.');
  });

  it('is the backend’s English where the page has none, or lacks a value', () => {
    expect(sentence({ code: 'unheard-of', facts: {}, english: 'in English' }, 'run-reason')).toBe('in English');
    expect(sentence({ code: 'exit-code', facts: {}, english: 'in English' }, 'run-reason')).toBe('in English');
  });
});

describe('a piece of a difference', () => {
  it.each([
    [{ mark: 'space', differs: true, text: '  ' }, '··', ' 2 spaces '],
    [{ mark: 'space', differs: false, text: ' ' }, '·', ' '],
    [{ mark: 'tab', differs: true, text: '\t' }, '→   ', ' tab '],
    [{ mark: 'control', differs: true, text: 'U+0007' }, 'U+0007', ' control character U+0007 '],
    [{ mark: 'noLineEnd', differs: true, text: '' }, 'no line end', null],
    [{ mark: 'cut', differs: false, text: '' }, ' …', ' cut here'],
    [{ mark: 'plain', differs: true, text: 'ok' }, 'ok', null],
  ])('%o is drawn %j and said %j', (piece, text, spoken) => {
    expect(shown(piece)).toEqual({ text, spoken });
  });
});

describe('what is looked at', () => {
  it('is a run of this question only', () => {
    const runs = ended([run(2, 'ac', { task: 2 }), run(1, 'wa')], []);
    expect(lookedAt(runs, 1)).toBeNull();
    expect(lookedAt(runs, 2)?.run.number).toBe(2);
  });

  it('begins at the first sample that did not pass', () => {
    expect(firstToSee(detail(1, [passed(1), wrong(2), failed(3, 'rte', 'trap', {}, null)]))?.case).toBe(2);
    expect(firstToSee(detail(1, [passed(1), passed(2)]))?.case).toBe(1);
    expect(firstToSee(detail(1, []))).toBeNull();
  });

  it('counts minutes from 1 and never shows a limit as used up before it is', () => {
    expect([0, 59_999, 60_000].map((atMs) => minute(run(1, 'ac', { atMs })))).toEqual([1, 1, 2]);
    expect([0, 99, 100, 9_999, 10_000, 12_345].map(percent)).toEqual([0, 0, 1, 99, 100, 100]);
  });
});

describe('a language', () => {
  it('that the backend does not name is absent', () => {
    expect(obstacle(standing(noRuns(), 'cobol'))).toBe('cobol does not run on this laptop. Nothing here runs it. Your code is recorded and handed in all the same.');
    expect(obstacle(standing(noRuns(), 'python'))).toBeNull();
  });

  it('says its card and why it is absent in its own words, or in those of a translation', () => {
    const card = { version: '1', here: ['Sets', 'Threads'], absent: ['Files'], example: '' };
    const here = { ...standing(noRuns(), 'fortran'), why: 'No compiler was found.', card };
    const own = { here: ['Sets', 'Threads'], absent: ['Files'] };
    expect(cardInWords(here)).toEqual(own);
    expect(whyAbsent(here)).toBe('No compiler was found.');
    useLocale('en-XA');
    expect(cardInWords(here)).toEqual({ here: own.here.map(long), absent: own.absent.map(long) });
    expect(whyAbsent(here)).toBe(long('No compiler was found.'));
    useLocale('en');
    addText('card-fortran-here-2 = Hilos\nrun-absent-fortran = Falta. { $why }');
    expect(cardInWords(here)).toEqual({ here: ['Sets', 'Hilos'], absent: ['Files'] });
    expect(obstacle(here)).toContain('Falta. No compiler was found.');
  });

  it('that can be run again has its time counted in steps', () => {
    const runs = noRuns();
    expect(countsSteps(runs, 'python')).toBe(true);
    const measured = { ...runs, languages: runs.languages.map((here) => ({ ...here, repeatable: false })) };
    expect(countsSteps(measured, 'python')).toBe(false);
    expect(countsSteps(runs, 'cobol')).toBe(false);
  });

  it('that is being made ready asks for patience, and blocks nothing else', () => {
    const row = (finding: string, outcome: SystemCheckDto['outcome']) => ({ subject: 'x', finding, outcome, facts: {} });
    expect(hold([row('runtimes-preparing', 'blocks'), row('disk-free', 'ok')])).toBe('waiting');
    expect(hold([row('runtimes-preparing', 'blocks'), row('disk-full', 'blocks')])).toBe('blocked');
    expect(hold([row('runtimes-none', 'note')])).toBeNull();
  });
});

it('the panel keeps its size within bounds and forgets itself with the attempt', async () => {
  const { session, backend } = await running();
  const { desk } = session;
  desk.resize(5);
  expect(desk.size).toBe(SMALLEST);
  desk.resize(RunDesk.sized('End', desk.size) ?? 0);
  expect(desk.size).toBe(LARGEST);
  expect(RunDesk.sized('a', 50)).toBeNull();
  desk.type(1, '1 2');
  desk.tab = 'input';
  backend.push({ stage: 'done', ...done() });
  expect([desk.input(1), desk.tab]).toEqual(['', 'samples']);
});
