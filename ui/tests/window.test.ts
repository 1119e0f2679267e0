import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { FakeBackend, notice } from '../dev/fakeBackend';
import { checkIn, done, runningTest } from '../dev/fixtures';
import type { TestDto } from '../src/generated/TestDto';
import type { View } from '../src/generated/View';
import Candidate from '../src/views/candidate/Candidate.svelte';

async function open(view?: View) {
  const backend = new FakeBackend(view);
  const user = userEvent.setup();
  render(Candidate, { props: { backend } });
  await waitFor(() => {
    expect(screen.queryByText('Opening')).toBeNull();
  });
  return { backend, user };
}

function running(change: Partial<TestDto> = {}): View {
  return { stage: 'test', ...runningTest(), ...change };
}

const writes = (backend: FakeBackend) => backend.calls.filter((command) => 'seq' in command);
const radio = (letter: string) => within(screen.getByTestId(`option-${letter}`)).getByRole<HTMLInputElement>('radio');

describe('a question', () => {
  it('is answered by letter, by digit and by a click on the row', async () => {
    const { backend, user } = await open(running());
    await user.keyboard('b');
    await waitFor(() => { expect(radio('B').checked).toBe(true); });
    await user.keyboard('4');
    await waitFor(() => { expect(radio('D').checked).toBe(true); });
    await user.click(screen.getByTestId('option-A'));
    await waitFor(() => { expect(radio('A').checked).toBe(true); });
    await waitFor(() => {
      expect(writes(backend)).toEqual([
        { do: 'saveResponse', item: 1, letter: 'B', seq: 1 },
        { do: 'saveResponse', item: 1, letter: 'D', seq: 2 },
        { do: 'saveResponse', item: 1, letter: 'A', seq: 3 },
      ]);
    });
  });

  it('puts the focus on the option that a key chose', async () => {
    const { user } = await open(running());
    await user.keyboard('c');
    await waitFor(() => { expect(document.activeElement).toBe(radio('C')); });
  });

  it('is cleared, flagged and left by key and button', async () => {
    const { backend, user } = await open(running());
    await user.keyboard('af');
    await user.click(screen.getByTestId('clear'));
    await user.keyboard('nn');
    await waitFor(() => { expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('Question 3 of 10'); });
    await user.keyboard('p');
    await waitFor(() => { expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('Question 2 of 10'); });
    expect(writes(backend).map((command) => command.do)).toEqual(['saveResponse', 'flag', 'saveResponse']);
    expect(screen.getByTestId('nav-1').getAttribute('aria-label')).toBe('Question 1, not answered, flagged');
    expect(backend.calls.filter((command) => command.do === 'show')).toEqual([1, 2, 3, 2].map((position) => ({ do: 'show', position })));
  });

  it('ignores letters with a modifier, and all of them once they are switched off', async () => {
    const { backend, user } = await open(running());
    await user.keyboard('{Control>}a{/Control}{Alt>}b{/Alt}');
    await user.click(screen.getByTestId('keys'));
    await user.click(screen.getByTestId('single-keys'));
    await user.click(screen.getByTestId('keys-close'));
    await user.keyboard('c');
    expect(writes(backend)).toEqual([]);
  });

  it('is one radio group with its stem as the name', async () => {
    await open(running());
    const group = screen.getByRole('group');
    expect(document.getElementById(group.getAttribute('aria-labelledby') ?? '')?.textContent).toContain('A checkout service');
    expect(within(group).getAllByRole('radio')).toHaveLength(4);
  });

  it('shows what the bank wrote as text, never as markup', async () => {
    const test = runningTest();
    const items = test.items.map((item) => ({ ...item, stem: 'A <b>bold</b> claim about `<script>`' }));
    await open(running({ items }));
    expect(document.querySelector('#stem b, #stem script')).toBeNull();
    expect(document.querySelector('#stem code')?.textContent).toBe('<script>');
  });
});

describe('the window', () => {
  it('goes from an offer to the first question', async () => {
    const { backend, user } = await open();
    await user.click(screen.getAllByTestId('start-offer')[0] ?? document.body);
    expect((await screen.findByTestId<HTMLInputElement>('code-input')).value).toBe('K7QM-2FXD');
    await user.click(screen.getByTestId('code-next'));
    await user.type(await screen.findByTestId('name-input'), 'Ann Example{Enter}');
    await user.click(await screen.findByTestId('rules-accept'));
    await user.click(await screen.findByTestId('start-now'));
    expect((await screen.findByTestId('timer')).textContent).toContain('40 min');
    expect(backend.calls.map((command) => command.do)).toEqual(['view', 'openOffer', 'enterCode', 'confirmIdentity', 'acceptRules', 'start', 'show']);
  });

  it('opens a package and a ticket by path', async () => {
    const { backend, user } = await open();
    expect(screen.getByTestId<HTMLButtonElement>('open-test').disabled).toBe(true);
    await user.type(screen.getByTestId('package-path'), '/tmp/exam.exampkg');
    backend.picked = '/tmp/a.ticket';
    await user.click(screen.getByLabelText('Browse for your ticket'));
    await user.click(screen.getByTestId('open-test'));
    expect(backend.calls.at(-1)).toEqual({ do: 'open', package: '/tmp/exam.exampkg', ticket: '/tmp/a.ticket' });
  });

  it('says what, why and next, aloud, when a command is refused', async () => {
    const { backend, user } = await open({ stage: 'checkIn', ...checkIn(), codeHint: null });
    backend.refusal = notice('code.wrong');
    await user.type(screen.getByTestId('code-input'), 'nope{Enter}');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('That did not work.');
    expect(alert.textContent).toContain('The backend said code.wrong.');
    expect(alert.textContent).toContain('Try again.');
    expect(alert.dataset['code']).toBe('code.wrong');
  });

  it('does not start while a check blocks', async () => {
    await open({ stage: 'checkIn', ...checkIn(), step: 'ready', checks: [{ subject: 'Free space', outcome: 'blocks', detail: 'None is left.' }] });
    expect(screen.getByTestId<HTMLButtonElement>('start-now').disabled).toBe(true);
    expect(screen.getByTestId('check-again')).toBeTruthy();
  });

  it('reports the focus only while the test runs', async () => {
    const { backend } = await open();
    window.dispatchEvent(new Event('blur'));
    expect(backend.calls.map((command) => command.do)).toEqual(['view']);
    backend.push(running());
    window.dispatchEvent(new Event('blur'));
    window.dispatchEvent(new Event('focus'));
    await waitFor(() => {
      const seen = backend.calls.flatMap((command) => (command.do === 'observe' ? [command.seen.kind] : []));
      expect(seen).toEqual(['focusLost', 'focusGained']);
    });
  });

  it('asks the backend when the shown time is up', async () => {
    const { backend } = await open(running({ remainingMs: 0 }));
    await waitFor(() => { expect(backend.calls.filter((command) => command.do === 'view').length).toBeGreaterThan(1); });
    backend.push({ stage: 'done', ...done(), atDeadline: true });
    expect((await screen.findByText(/^Time is up/)).tagName).toBe('H1');
  });

  it('hides and shows the time', async () => {
    const { user } = await open(running({ remainingMs: 4 * 60_000 }));
    expect(screen.getByTestId('timer').textContent).toMatch(/^(4:00|3:59)/);
    await user.click(screen.getByTestId('timer-toggle'));
    expect(screen.queryByTestId('timer')).toBeNull();
  });

  it('reviews, asks once, and hands in', async () => {
    const { backend, user } = await open(running());
    await user.keyboard('a');
    await user.click(screen.getByTestId('review'));
    expect(screen.getAllByTestId(/^review-\d+$/).map((row) => row.dataset['testid'])).toEqual(
      [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1].map((position) => `review-${position}`),
    );
    await user.click(screen.getByTestId('submit'));
    expect(screen.getByRole('dialog').textContent).toContain('This cannot be undone.');
    expect(backend.calls.some((command) => command.do === 'submit')).toBe(false);
    await user.click(screen.getByTestId('submit-confirm'));
    expect((await screen.findByTestId('done-words')).textContent).toContain('velvet');
    await user.type(screen.getByTestId('save-path'), '/media/usb');
    await user.click(screen.getByTestId('save-result'));
    expect((await screen.findByTestId('saved-to')).textContent).toContain('/media/usb/C-0412.result');
  });

  it('shows the coding question with an editor that spares the spelling', async () => {
    const { user } = await open(running());
    await user.click(screen.getByTestId('nav-11'));
    const editor = await screen.findByTestId('editor', {}, { timeout: 5000 });
    const content = editor.querySelector('.cm-content');
    expect(content?.getAttribute('spellcheck')).toBe('false');
    expect(content?.textContent).toContain('import json, sys');
    expect(screen.getByTestId<HTMLSelectElement>('language').value).toBe('python');
  });
});
