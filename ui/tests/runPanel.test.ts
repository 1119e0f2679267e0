import { undo } from '@codemirror/commands';
import { EditorView } from '@codemirror/view';
import { configure, render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { FakeBackend } from '../dev/fakeBackend';
import { checkIn, runningTest } from '../dev/fixtures';
import { ended, noRuns, passed, run, RUNS, wrong } from '../dev/runs';
import type { RunsDto } from '../src/generated/RunsDto';
import type { SystemCheckDto } from '../src/generated/SystemCheckDto';
import type { View } from '../src/generated/View';
import Candidate from '../src/views/candidate/Candidate.svelte';
// The page fetches the editor later; here it is loaded before any clock runs.
import '../src/views/candidate/Coding.svelte';

// Whole pages with an editor: a busy machine needs more than the usual time.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 5000 });

function coding(runs: RunsDto): View {
  const test = runningTest();
  return { stage: 'test', ...test, runs, items: test.items.map((item) => ({ ...item, response: 'B' })) };
}

async function open(runs: RunsDto = noRuns()) {
  const backend = new FakeBackend(coding(runs));
  const user = userEvent.setup();
  render(Candidate, { props: { backend } });
  await screen.findByTestId('run-panel', {}, { timeout: 15_000 });
  return { backend, user };
}

function editor(): EditorView {
  const view = EditorView.findFromDOM(screen.getByTestId('editor'));
  if (!view) throw new Error('no editor');
  return view;
}

const runsAsked = (backend: FakeBackend) => backend.calls.filter((command) => command.do === 'run');

describe('the run panel', () => {
  it('says what a run is before there is one', async () => {
    await open();
    expect(screen.getByTestId('run-empty').textContent).toContain('Each run is recorded with its code.');
    expect(screen.getByTestId('run-empty').textContent).toContain('The organiser runs further tests');
  });

  it('runs the samples by Ctrl+Enter in the editor, with what was typed a moment before', async () => {
    const { backend, user } = await open();
    editor().dispatch({ changes: { from: 0, insert: '# mine\n' } });
    editor().focus();
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => { expect(runsAsked(backend)).toEqual([{ do: 'run', task: 1, input: { kind: 'samples' } }]); });
    expect(backend.calls.findIndex(({ do: act }) => act === 'edit')).toBeLessThan(backend.calls.findIndex(({ do: act }) => act === 'run'));
    expect(editor().state.doc.line(1).text).toBe('# mine');
    expect(screen.getByTestId('run-sample-1').dataset['verdict']).toBe('running');
    expect(screen.getByTestId('run-sample-2').dataset['verdict']).toBe('waiting');
  });

  it('offers to stop while a run goes on, and gives the focus back', async () => {
    const { backend, user } = await open();
    await user.click(screen.getByTestId('run-samples'));
    expect(screen.getByTestId('run-samples').textContent).toContain('Running');
    await user.click(await screen.findByTestId('run-stop'));
    expect(backend.calls.at(-1)).toEqual({ do: 'cancelRun' });
    expect((await screen.findByTestId('run-status')).textContent).toBe('Stopping');
    backend.push(coding(ended([run(1, 'cancelled')], [])));
    await waitFor(() => { expect(screen.queryByTestId('run-stop')).toBeNull(); });
    expect(document.activeElement).toBe(screen.getByTestId('run-samples'));
    expect([...document.querySelectorAll('p.unseen[role="status"]')].map((region) => region.textContent).join('')).toBe('Run 1: stopped, 1 of 2 samples passed.');
  });

  it('shows output as it comes', async () => {
    const { user, backend } = await open(RUNS['running']?.());
    await user.click(screen.getByTestId('run-tab-output'));
    expect(screen.getByRole('region', { name: 'Output' }).textContent).toContain('request 59 ok');
    expect(screen.getByTestId('run-stderr').textContent).toBe('reading\n');
    backend.push(coding(ended([run(2, 'ac'), run(1, 'wa')], [passed(1), passed(2)])));
    await waitFor(() => { expect(screen.getByTestId('run-stdout').textContent).toBe('ok 500\nok 500\n'); });
  });

  it('gives a row to each sample, with verdict, reason and shares of the limits', async () => {
    await open(ended([run(1, 'wa')], [passed(1), wrong(2)]));
    const row = screen.getByTestId('run-sample-2');
    expect(row.textContent).toContain('wrong answer');
    expect(row.textContent).toContain('Line 2: only spaces or line ends differ.');
    expect(row.textContent).toContain('< 1 % of the time limit');
    expect(row.textContent).toContain('12 % of the memory limit');
    expect(row.querySelector('.got.differs .unseen')?.textContent).toBe(' 2 spaces ');
    expect(screen.getByTestId('run-tab-samples').textContent).toContain('1 of 2 passed');
  });

  it('says once what ended two samples in the very same way', async () => {
    await open(RUNS['compile']?.());
    expect(screen.getByTestId('run-sample-1').textContent).toContain('line 6: SyntaxError');
    expect(screen.getByTestId('run-sample-2').textContent).toContain('does not compile');
    expect(screen.getByTestId('run-sample-2').textContent).not.toContain('SyntaxError');
  });

  it('keeps the code of a run whose output is gone', async () => {
    const { user } = await open(RUNS['restart']?.());
    expect(screen.getByTestId('run-body').textContent).toContain('What this run wrote is not kept');
    await user.click(screen.getByTestId('run-tab-history'));
    await user.click(screen.getByTestId('run-history-2'));
    expect((await screen.findByTestId('run-code')).textContent).toContain('as it was in run 2');
  });

  it('makes white space visible in the difference, and says it', async () => {
    const { user } = await open(ended([run(1, 'wa')], [passed(1), wrong(2)]));
    await user.click(screen.getByTestId('run-sample-2-open'));
    const diff = screen.getByTestId('run-diff');
    expect(document.activeElement).toBe(screen.getByTestId('run-tab-output'));
    expect(within(diff).getAllByRole('columnheader').map((head) => head.textContent)).toEqual(['Line', 'Expected', 'Your program wrote']);
    const second = screen.getByTestId('diff-row-2');
    expect(second.querySelector('.got.differs [aria-hidden]')?.textContent).toBe('··');
    expect(second.querySelector('.got.differs .unseen')?.textContent).toBe(' 2 spaces ');
    expect(within(second).getByRole('rowheader').textContent).toContain('differs');
    expect(screen.getByTestId('diff-row-3').textContent).toContain('no line end');
    expect(screen.getByTestId('diff-row-4').textContent).toContain('no such line');
    expect(screen.getByTestId('run-next').textContent).toBe('Look at spaces and line ends in line 2.');
  });

  it('goes from tab to tab by arrows, with one of them in the order of Tab', async () => {
    const { user } = await open();
    screen.getByTestId('run-tab-samples').focus();
    await user.keyboard('{ArrowLeft}');
    expect(screen.getByTestId('run-tab-history').getAttribute('aria-selected')).toBe('true');
    expect(document.activeElement).toBe(screen.getByTestId('run-tab-history'));
    await user.keyboard('{ArrowRight}{ArrowRight}');
    expect(document.activeElement).toBe(screen.getByTestId('run-tab-input'));
    expect(screen.getAllByRole('tab').filter((tab) => tab.tabIndex === 0)).toHaveLength(1);
  });

  it('runs on an input of their own, from a sample or typed, and keeps it', async () => {
    const { user, backend } = await open();
    await user.click(screen.getByTestId('run-tab-input'));
    await user.click(screen.getByTestId('run-input-sample-1'));
    await user.type(screen.getByTestId('run-input'), 'x{Control>}{Enter}{/Control}');
    await waitFor(() => { expect(runsAsked(backend)).toHaveLength(1); });
    expect(runsAsked(backend)[0]).toMatchObject({ input: { kind: 'custom', stdin: `${runningTest().tasks[0]?.samples[0]?.input ?? ''}x` } });
    await waitFor(() => { expect(screen.getByTestId('run-tab-output').getAttribute('aria-selected')).toBe('true'); });
    await user.click(screen.getByTestId('run-tab-input'));
    expect(screen.getByTestId<HTMLTextAreaElement>('run-input').value).toMatch(/x$/);
  });

  it('looks at the samples again after a run on another input', async () => {
    const { user, backend } = await open(RUNS['custom']?.());
    await user.click(screen.getByTestId('run-tab-history'));
    await user.click(screen.getByTestId('run-tab-samples'));
    await waitFor(() => { expect(backend.calls.at(-1)).toEqual({ do: 'showRun', number: 3 }); });
  });

  it('puts the code of an earlier run into the editor as a change that undo takes back', async () => {
    const { user, backend } = await open(RUNS['passed']?.());
    const before = editor().state.doc.toString();
    await user.click(screen.getByTestId('run-tab-history'));
    expect(within(screen.getByTestId('run-history')).getAllByRole('listitem').map((row) => row.textContent.replaceAll(/\s+/g, ' ').trim())[1]).toContain('minute 5');
    await user.click(screen.getByTestId('run-history-2'));
    expect(backend.calls.at(-1)).toEqual({ do: 'showRun', number: 2 });
    expect((await screen.findByTestId('run-code')).textContent).toContain('as it was in run 2');
    await user.click(screen.getByTestId('run-code-back'));
    expect(editor().state.doc.toString()).toContain('as it was in run 2');
    await waitFor(() => { expect(backend.texts['python']).toContain('as it was in run 2'); });
    undo(editor());
    expect(editor().state.doc.toString()).toBe(before);
    await user.click(screen.getByTestId('run-code-close'));
    expect(document.activeElement).toBe(screen.getByTestId('run-history-2'));
  });

  it('does not put code of one language into the document of another', async () => {
    const { user } = await open(ended([run(1, 'ac', { language: 'ruby' })], []));
    await user.click(screen.getByTestId('run-tab-history'));
    await user.click(screen.getByTestId('run-history-1'));
    expect(await screen.findByText(/It is Ruby/)).toBeTruthy();
    expect(screen.queryByTestId('run-code-back')).toBeNull();
  });

  it('says honestly that a language does not run here, and where', async () => {
    const { user, backend } = await open();
    await user.selectOptions(screen.getByTestId('language'), 'ruby');
    expect((await screen.findByTestId('run-obstacle')).textContent).toContain('Your code is recorded and handed in all the same.');
    expect(within(screen.getByTestId('language')).getByRole('option', { name: 'Ruby (not run here)' })).toBeTruthy();
    const go = screen.getByTestId('run-samples');
    expect([go.getAttribute('aria-disabled'), go.getAttribute('aria-describedby')]).toEqual(['true', 'run-obstacle']);
    await user.click(go);
    expect(runsAsked(backend)).toEqual([]);
    await user.click(screen.getByTestId('language-card'));
    expect(screen.getByTestId('card-run').textContent).toContain('Its runtime could not be opened');
  });

  it('says what it means that Java is measured', async () => {
    const { user } = await open();
    await user.selectOptions(screen.getByTestId('language'), 'java');
    expect((await screen.findByTestId('run-repeats')).textContent).toContain('may differ a little');
    await user.click(screen.getByTestId('language-card'));
    expect(screen.getByTestId('card-repeats').textContent).toContain('the organiser runs the same code again');
    expect(screen.getByText('2 s for each test')).toBeTruthy();
    expect(screen.getByTestId('card-absent').textContent).toContain('network');
  });

  it('folds and takes another height by keys, and remembers it on the way back', async () => {
    const { user } = await open();
    screen.getByTestId('run-size').focus();
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(screen.getByTestId('run-size').getAttribute('aria-valuenow')).toBe('52');
    await user.click(screen.getByTestId('nav-1'));
    await user.click(screen.getByTestId('nav-11'));
    expect((await screen.findByTestId('run-size')).getAttribute('aria-valuenow')).toBe('52');
    await user.click(screen.getByTestId('run-fold'));
    expect(screen.queryByTestId('run-body')).toBeNull();
    expect(screen.getByTestId('run-fold').getAttribute('aria-expanded')).toBe('false');
  });
});

describe('the system check', () => {
  const runtimes = (change: Partial<SystemCheckDto>): View => {
    const check: SystemCheckDto = { subject: 'runtimes', outcome: 'blocks', finding: 'runtimes-preparing', facts: { done: '2', of: '5' }, ...change };
    return { stage: 'checkIn', ...checkIn(), step: 'system', checks: [check] };
  };

  it('asks for patience while languages are made ready, and lets one go on by itself', async () => {
    const backend = new FakeBackend(runtimes({}));
    render(Candidate, { props: { backend } });
    expect((await screen.findByTestId('check-runtimes')).textContent).toContain('2 of 5 languages are ready.');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByTestId('check-waiting').textContent).toContain('You can go on in a moment');
    expect(screen.getByTestId<HTMLButtonElement>('checks-next').disabled).toBe(true);
    backend.push(runtimes({ outcome: 'note', finding: 'runtimes-some', facts: { names: 'python,javascript', absent: 'java' } }));
    await waitFor(() => { expect(screen.getByTestId<HTMLButtonElement>('checks-next').disabled).toBe(false); });
    expect(screen.getByTestId('check-runtimes').textContent).toContain('Python and JavaScript run here. Java can be written');
    expect(screen.getByTestId('check-waiting').textContent).toContain('The wait is over: you can go on.');
  });
});
