import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';

import { FakeBackend, notice } from '../dev/fakeBackend';
import { checkIn, done, OFFERS, practiceDone, runningTest } from '../dev/fixtures';
import type { TestDto } from '../src/generated/TestDto';
import type { View } from '../src/generated/View';
import { t } from '../src/shared/i18n';
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
    await user.click(screen.getByTestId('display'));
    await user.click(screen.getByTestId('single-keys'));
    await user.click(screen.getByTestId('display-close'));
    await user.keyboard('c');
    expect(writes(backend)).toEqual([]);
  });

  it('takes a key that is held once', async () => {
    const { backend } = await open(running());
    for (const repeat of [false, true, true]) document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', repeat, bubbles: true }));
    await waitFor(() => { expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('Question 2 of 10'); });
    expect(backend.calls.filter((command) => command.do === 'show')).toHaveLength(2);
  });

  it('is not answered by code that is typed beside the editor', async () => {
    const { backend, user } = await open(running({ position: 11 }));
    expect(screen.getByRole('heading', { level: 1 }).textContent).not.toContain('of 10');
    await user.keyboard('public def');
    expect(writes(backend)).toEqual([]);
    expect(screen.getByTestId('nav-11').getAttribute('aria-current')).toBe('step');
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
    await user.click(await screen.findByTestId('consent'));
    await user.click(await screen.findByTestId('checks-next'));
    await user.click(await screen.findByTestId('start-now'));
    expect((await screen.findByTestId('timer')).textContent).toContain('40 min');
    expect(backend.calls.map((command) => command.do)).toEqual(['view', 'openOffer', 'enterCode', 'confirmIdentity', 'consent', 'passChecks', 'start', 'show']);
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
    const full = { subject: 'disk', outcome: 'blocks', finding: 'disk-full', facts: { free: '7 MB', needed: '100 MB' } } as const;
    const { backend, user } = await open({ stage: 'checkIn', ...checkIn(), step: 'system', checks: [full] });
    expect(screen.getByTestId<HTMLButtonElement>('checks-next').disabled).toBe(true);
    expect(screen.getByTestId('check-disk').textContent).toContain('7 MB free; 100 MB are needed.');
    expect(screen.getByRole('alert').textContent).toContain('cannot start like this');
    await user.click(screen.getByTestId('check-again'));
    expect(backend.calls.at(-1)).toEqual({ do: 'checkAgain' });
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

  it('says that the battery is low, and how low at three steps alone', async () => {
    const { backend } = await open(running());
    expect(screen.queryByTestId('battery-low')).toBeNull();
    const spoken = () => screen.getAllByRole('status').map((status) => status.textContent).join(' ');
    for (const [percent, step] of [[19, 20], [11, 20], [10, 10], [4, 5]] as const) {
      backend.push(running({ batteryLow: percent }));
      await waitFor(() => { expect(screen.getByTestId('battery-low').textContent).toContain(`${percent} %`); });
      expect(spoken()).toContain(`at ${step} percent or less`);
    }
    backend.push(running());
    await waitFor(() => { expect(screen.queryByTestId('battery-low')).toBeNull(); });
    expect(spoken()).not.toContain('Battery');
  });

  it('covers the question while it is paused, and the time stands', async () => {
    const { backend } = await open(running({ remainingMs: 4 * 60_000, paused: true }));
    expect(screen.getByTestId('paused').textContent).toContain(t('test-paused-heading'));
    expect(screen.getByTestId('timer').textContent).toContain('4:00');
    expect(screen.queryByTestId('option-A')).toBeNull();
    expect(screen.queryByTestId('submit')).toBeNull();
    backend.push(running({ remainingMs: 4 * 60_000 }));
    await waitFor(() => { expect(screen.queryByTestId('paused')).toBeNull(); });
    expect(radio('A').checked).toBe(false);
  });

  it('says what keeps the result from being written; no time, and nothing to press', async () => {
    const { backend } = await open(running({ remainingMs: 4 * 60_000, unsealed: notice('file.disk-full') }));
    expect(screen.getByTestId('unsealed').textContent).toContain(t('test-unsealed-heading'));
    expect(screen.getByTestId('unsealed-why').textContent).toContain(notice('file.disk-full').what);
    expect(screen.queryByTestId('timer')).toBeNull();
    expect(screen.queryByTestId('option-A')).toBeNull();
    backend.push({ stage: 'done', ...done() });
    await waitFor(() => { expect(screen.queryByTestId('unsealed')).toBeNull(); });
  });

  it('says whose test it came back to', async () => {
    await open(running({ resumed: { spentMs: 1_000, clockUnknown: false }, name: 'Grace Example' }));
    expect(screen.getByTestId('resumed-whose').textContent).toContain('Grace Example');
  });

  it('starts with what could not be opened said, and another test on offer', async () => {
    await open({ stage: 'start', offers: OFFERS, unopened: [notice('attempt.no-keys')] });
    expect(screen.getByTestId('unopened').textContent).toContain(t('start-unopened'));
    expect(screen.getByTestId('start-practice')).toBeTruthy();
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

describe('a window that was to be closed', () => {
  it('says that it stays open, and a dialog over the page makes way', async () => {
    const { backend, user } = await open(running());
    await user.click(screen.getByTestId('keys'));
    expect(document.querySelector('dialog[open]')).not.toBeNull();
    backend.notify(notice('storage.full'));
    await tick();
    expect(document.querySelector('dialog[open]')).not.toBeNull();
    backend.notify(notice('session.stays-open'));
    await waitFor(() => { expect(document.querySelector('dialog[open]')).toBeNull(); });
    expect(screen.getByRole('alert').dataset['code']).toBe('session.stays-open');
    // The dialog can be opened again.
    await user.click(screen.getByTestId('keys'));
    expect(document.querySelector('dialog[open]')).not.toBeNull();
  });
});

describe('the clock', () => {
  it('speaks when the backend’s view has come down to a mark, and not when the window opens', async () => {
    const { backend } = await open(running({ remainingMs: 15 * 60_000, timeMark: 20 }));
    const spoken = () => screen.getAllByRole('status').map((region) => region.textContent).join(' ');
    const come = async (remainingMs: number, timeMark: number | null) => {
      backend.push(running({ remainingMs, timeMark }));
      await tick();
      return spoken();
    };
    expect(spoken()).not.toContain('minutes');
    expect(await come(10 * 60_000, 10)).toContain('10 minutes');
    expect(await come(5 * 60_000, 5)).toContain('5 minutes');
    // A grant gives time back: nothing has been come down to.
    expect(await come(25 * 60_000, null)).not.toContain('20 minutes');
    expect(await come(20 * 60_000, 20)).toContain('20 minutes');
  });
});

// happy-dom's own event of this kind carries no text.
const updated = (data: string) => Object.assign(new Event('compositionupdate'), { data });

describe('check-in', () => {
  it('lists exactly what is recorded, and how to withdraw', async () => {
    const { backend, user } = await open({ stage: 'checkIn', ...checkIn(), step: 'recorded', name: 'Ann Example', recorded: ['answers', 'focus'] });
    const rows = within(screen.getByTestId('recorded')).getAllByRole('listitem').map((row) => row.textContent);
    expect(rows).toEqual(['Your answers, your flags and which question is on the screen, each with its time.', 'When this window loses the focus and gets it back.', 'Your name, as you typed it.']);
    expect(document.body.textContent).toContain('write to them and name your reference, C-0412');
    await user.click(screen.getByTestId('consent'));
    expect(backend.calls.at(-1)).toEqual({ do: 'consent' });
  });

  it('undoes a wrong name before the start', async () => {
    const { backend, user } = await open({ stage: 'checkIn', ...checkIn(), step: 'rules', name: 'Ann Exampel' });
    expect(screen.getByText(/as Ann Exampel, reference C-0412/)).toBeTruthy();
    await user.click(screen.getByTestId('change-name'));
    expect(backend.calls.at(-1)).toEqual({ do: 'back', to: 'identity' });
    expect((await screen.findByTestId<HTMLInputElement>('name-input')).value).toBe('Ann Exampel');
  });

  it('ticks off the characters that the keyboard can type', async () => {
    const { user } = await open({ stage: 'checkIn', ...checkIn(), step: 'system' });
    await user.type(screen.getByTestId('keyboard-try'), '{{[[|');
    expect(screen.getByTestId('keyboard-seen').textContent).toBe('3 of 20 typed');
    expect(screen.queryByTestId('keyboard-composing')).toBeNull();
    const compose = (data: string) => screen.getByTestId('keyboard-try').dispatchEvent(updated(data));
    compose('に');
    expect((await screen.findByTestId('keyboard-composing')).textContent).toContain('Switch it off for code');
    // A letter that arrives as typed: it was switched off.
    await user.type(screen.getByTestId('keyboard-try'), ']');
    await waitFor(() => { expect(screen.queryByTestId('keyboard-composing')).toBeNull(); });
  });

  it('takes a dead key for no input method', async () => {
    await open({ stage: 'checkIn', ...checkIn(), step: 'system' });
    const field = screen.getByTestId('keyboard-try');
    const compose = async (...texts: string[]) => {
      field.dispatchEvent(new CompositionEvent('compositionstart'));
      for (const data of texts) field.dispatchEvent(updated(data));
      await tick();
      return screen.queryByTestId('keyboard-composing') !== null;
    };
    for (const accent of ['´', '^', '~', '`', '¨', '\u0301']) {
      expect(await compose('', accent, 'é'), accent).toBe(false);
    }
    expect(await compose('', 'n', 'ni')).toBe(true);
  });
});

describe('dropped files', () => {
  it('become a test to take, with its reference', async () => {
    const { backend } = await open();
    backend.drag({ over: true, paths: [] });
    expect(await screen.findByText('Drop the files here')).toBeTruthy();
    backend.drag({ over: false, paths: ['/media/usb/exam'] });
    expect(await screen.findByText('Reference C-0412 · /media/usb/exam')).toBeTruthy();
    expect(backend.calls.at(-1)).toEqual({ do: 'look', paths: ['/media/usb/exam'] });
  });

  it('are ignored while a test runs', async () => {
    const { backend } = await open(running());
    backend.drag({ over: false, paths: ['/media/usb/exam'] });
    expect(backend.calls.some((command) => command.do === 'look')).toBe(false);
  });
});

describe('display', () => {
  it('changes colours and text size at once and keeps them', async () => {
    const { backend, user } = await open();
    await user.click(screen.getByTestId('display'));
    await user.click(within(screen.getByTestId('theme-dark')).getByRole('radio'));
    await user.click(screen.getByTestId('text-larger'));
    await user.click(screen.getByTestId('text-larger'));
    expect(document.documentElement.dataset['theme']).toBe('dark');
    expect(document.documentElement.style.fontSize).toBe('150%');
    expect(backend.kept).toMatchObject({ theme: 'dark', textPercent: 150 });
  });
});

describe('the scratch area', () => {
  it('is kept by the backend and gives the focus back', async () => {
    const { backend, user } = await open(running());
    await user.click(screen.getByTestId('scratch-open'));
    await user.type(screen.getByTestId('scratch-text'), 'lock order a, b');
    await waitFor(() => { expect(backend.calls.at(-1)).toEqual({ do: 'note', text: 'lock order a, b' }); });
    expect(writes(backend)).toEqual([]);
    await user.keyboard('{Escape}');
    expect(screen.queryByTestId('scratch')).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId('scratch-open'));
  });

  it('leaves the focus to a question that is gone to', async () => {
    const { backend, user } = await open(running());
    await user.click(screen.getByTestId('scratch-open'));
    expect(document.activeElement).toBe(screen.getByTestId('scratch-text'));
    await user.click(screen.getByTestId('review'));
    await user.click(screen.getByTestId('nav-7'));
    expect(screen.getByTestId('scratch')).not.toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 }));
    await user.keyboard('b');
    await waitFor(() => { expect(writes(backend)).toMatchObject([{ do: 'saveResponse', item: 7, letter: 'B' }]); });
  });
});

describe('what lies over the page', () => {
  it('is gone when the test ends or stands still', async () => {
    const { backend, user } = await open(running());
    for (const next of [running({ paused: true }), running(), { stage: 'done', ...done() } as View]) {
      await user.click(screen.getByTestId('display'));
      expect(document.querySelector('dialog[open]')).not.toBeNull();
      backend.push(next);
      await waitFor(() => { expect(document.querySelector('dialog[open]')).toBeNull(); });
    }
  });

  it('says less of what is not saved yet when asked to, and stays', async () => {
    const { backend, user } = await open(running());
    backend.failures = Array.from({ length: 9 }, () => notice('file.disk-full'));
    await user.keyboard('b');
    const less = await screen.findByTestId('notice-short');
    await user.click(less);
    expect(screen.getByTestId('notice').textContent).not.toContain('The backend said');
    expect(less.getAttribute('aria-expanded')).toBe('false');
    await user.click(less);
    expect(screen.getByTestId('notice').textContent).toContain('The backend said');
  });
});

describe('coming back', () => {
  const resumed = { spentMs: 1000, clockUnknown: false };
  it('is told until the person goes on', async () => {
    const { user } = await open(running({ resumed }));
    await user.click(screen.getByTestId('nav-3'));
    expect(screen.queryByTestId('resumed')).toBeNull();
  });

  it('is told once: a page that loads again stands where it stood', async () => {
    await open(running({ resumed, position: 7 }));
    expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('Question 7 of 10');
    expect(screen.queryByTestId('resumed')).toBeNull();
  });

  it('gives the focus to the question', async () => {
    const { user } = await open(running({ resumed }));
    await user.click(screen.getByTestId('resumed-close'));
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 }));
  });
});

describe('after the hand-in', () => {
  it('deletes only once a copy was saved, after asking', async () => {
    const { backend, user } = await open({ stage: 'done', ...done(), sticks: ['/media/usb'] });
    expect(screen.getByTestId<HTMLButtonElement>('delete').disabled).toBe(true);
    await user.click(screen.getByTestId('save-stick'));
    await user.click(await screen.findByTestId('delete'));
    expect(backend.calls.at(-1)).toEqual({ do: 'saveResult', path: '/media/usb' });
    await user.click(screen.getByTestId('delete-confirm'));
    expect((await screen.findByTestId('removed')).textContent).toContain('nothing of your answers');
    expect(screen.queryByTestId('own-answers')).toBeNull();
  });

  it('deletes a result whose copy is out of sight on the person’s word alone, asked for apart', async () => {
    const { backend, user } = await open({ stage: 'done', ...done(), savedTo: ['/media/usb/C-0412.result'] });
    backend.copyInSight = false;
    await user.click(await screen.findByTestId('delete'));
    await user.click(screen.getByTestId('delete-confirm'));
    expect((await screen.findByTestId('delete-word')).textContent).toContain('cannot be found');
    expect(screen.queryByTestId('notice')).toBeNull();
    // Asked again, it begins anew.
    await user.click(screen.getByTestId('delete-cancel'));
    await user.click(await screen.findByTestId('delete'));
    await user.click(screen.getByTestId('delete-confirm'));
    await user.click(await screen.findByTestId('delete-vouch'));
    await screen.findByTestId('removed');
    const asked = backend.calls.filter((command) => command.do === 'delete').map((command) => command.handedOver);
    expect(asked).toEqual([false, false, true]);
  });

  it('shows the slip as words and code', async () => {
    await open({ stage: 'done', ...done() });
    expect(within(screen.getByTestId('done-words')).getAllByRole('listitem')).toHaveLength(8);
    expect(screen.getByTestId('qr').querySelector('.dark')?.getAttribute('d')).toContain('M4 4h1v1h-1z');
    expect(screen.getByTestId('own-answers').textContent).toContain('no answer');
  });

  it('explains every practice question and hands nothing over', async () => {
    await open({ stage: 'done', ...practiceDone() });
    expect(screen.getByTestId('practice-score').textContent).toBe('1 of 3 right');
    expect(screen.getAllByText('It names the cause.')).toHaveLength(3);
    expect(screen.getByTestId('solved').textContent).toContain('you wrote code');
    expect(screen.getByRole('region', { name: 'One solution in Python' }).textContent).toBe('import json\n');
    expect(screen.queryByTestId('save-result')).toBeNull();
  });
});
