import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it } from 'vitest';

import recruiter from '../../assets/i18n/en/recruiter.ftl?raw';
import { DeskSession } from '../src/domain/desk.svelte';
import { percent } from '../src/domain/intervals';
import type { Command } from '../src/generated/recruiter/Command';
import type { ProgressDto } from '../src/generated/recruiter/ProgressDto';
import type { ScreenDto } from '../src/generated/recruiter/ScreenDto';
import type { View } from '../src/generated/recruiter/View';
import type { DeskBackend } from '../src/lib/backend/desk';
import { addText } from '../src/shared/i18n';
import Desk from '../src/views/recruiter/Desk.svelte';

beforeAll(() => { addText(recruiter); });

const DOOR: ScreenDto = { name: 'door', demo: true, folders: ['/home/ada/acme'] };
const NOTHING_YET: ScreenDto = { name: 'result', result: null };

function view(screenDto: ScreenDto, open = true): View {
  return {
    preferences: { theme: 'light', textPercent: 100, still: true },
    organisation: open ? { name: 'Acme', folder: '/home/ada/acme', words: ['one'], fingerprint: 'SHA256:a', rootKey: null, demo: false } : null,
    screen: screenDto,
  };
}

class FakeDesk implements DeskBackend {
  readonly calls: Command[] = [];
  refusal: unknown = null;
  answer: View;
  progress: (progress: ProgressDto) => void = () => undefined;
  raised = 0;
  held: (() => void) | null = null;
  hold = false;

  constructor(answer: View) {
    this.answer = answer;
  }

  async call(command: Command): Promise<View> {
    this.calls.push(command);
    if (this.hold && command.do !== 'stop') await new Promise<void>((done) => { this.held = done; });
    if (this.refusal !== null) throw this.refusal;
    return structuredClone(this.answer);
  }

  onProgress(listener: (progress: ProgressDto) => void): () => void {
    this.progress = listener;
    return () => undefined;
  }

  onDrag(): () => void {
    return () => undefined;
  }

  async candidateWindow(): Promise<void> {
    await Promise.resolve();
    if (this.refusal !== null) throw this.refusal;
    this.raised += 1;
  }

  pickFile(): Promise<string | null> {
    return Promise.resolve('/media/usb/list.csv');
  }

  pickFolder(): Promise<string | null> {
    return Promise.resolve('/media/usb');
  }
}

const acts = (backend: FakeDesk) => backend.calls.filter((command) => command.do !== 'view');

describe('the door', () => {
  it('hands the passphrase on once and keeps none of it', async () => {
    const backend = new FakeDesk(view(DOOR, false));
    const user = userEvent.setup();
    render(Desk, { props: { backend } });
    const field = await screen.findByTestId<HTMLInputElement>('passphrase');
    expect(field.type).toBe('password');
    await user.type(field, 'four words of mine');
    backend.refusal = { code: 'sealed.wrong-passphrase', what: 'No.', why: 'Wrong.', next: 'Again.' };
    await user.click(screen.getByTestId('open-organisation'));
    await screen.findByTestId('notice');
    expect(field.value).toBe('');
    expect(acts(backend)).toEqual([{ do: 'openOrganisation', folder: '/home/ada/acme', passphrase: 'four words of mine' }]);
  });

  it('asks nothing for the demonstration', async () => {
    const backend = new FakeDesk(view(DOOR, false));
    const user = userEvent.setup();
    render(Desk, { props: { backend } });
    await user.click(await screen.findByTestId('open-demo'));
    await waitFor(() => { expect(acts(backend)).toEqual([{ do: 'openDemo' }]); });
  });
});

describe('the desk', () => {
  it('goes to its parts by key, and only when it is open', async () => {
    const backend = new FakeDesk(view(DOOR, false));
    const user = userEvent.setup();
    const { unmount } = render(Desk, { props: { backend } });
    await screen.findByTestId('passphrase');
    await user.keyboard('{Alt>}2{/Alt}');
    expect(acts(backend)).toEqual([]);
    unmount();
    const open = new FakeDesk(view(NOTHING_YET));
    render(Desk, { props: { backend: open } });
    await screen.findByTestId('result-path');
    await user.keyboard('{Alt>}1{/Alt}{Alt>}3{/Alt}2');
    await waitFor(() => { expect(acts(open)).toEqual([{ do: 'go', to: 'issue' }, { do: 'go', to: 'organisation' }]); });
  });

  it('brings the candidate\'s window back, and says why where it cannot', async () => {
    const backend = new FakeDesk(view(NOTHING_YET));
    const user = userEvent.setup();
    render(Desk, { props: { backend } });
    await user.click(await screen.findByTestId('candidate-window'));
    expect(backend.raised).toBe(1);
    backend.refusal = { code: 'shell.window', what: 'No window.', why: 'No display.', next: 'Again.' };
    await user.click(screen.getByTestId('candidate-window'));
    await waitFor(() => { expect(screen.getByTestId('notice').dataset['code']).toBe('shell.window'); });
  });

  it('says how far a long act is, and stops it from beside', async () => {
    const backend = new FakeDesk(view(NOTHING_YET));
    const session = new DeskSession(backend);
    const close = session.open();
    await waitFor(() => { expect(session.view).not.toBeNull(); });
    backend.hold = true;
    const acting = session.act({ do: 'issue', out: '/out' }, 'Starting');
    await waitFor(() => { expect(backend.held).not.toBeNull(); });
    backend.progress({ stage: 'tickets', done: 3, of: 9 });
    expect([session.busy, session.progress?.done]).toEqual(['Starting', 3]);
    session.stop();
    expect(backend.calls.at(-1)).toEqual({ do: 'stop' });
    backend.refusal = { code: 'desk.stopped', what: 'Stopped.', why: 'Nothing was written.', next: 'Again.' };
    backend.held?.();
    expect(await acting).toBe(false);
    expect([session.notice?.code, session.busy, session.progress]).toEqual(['desk.stopped', null, null]);
    close();
  });
});

it('cuts an interval at one decimal, never up', () => {
  expect([percent(0), percent(7225), percent(9999), percent(10_000)]).toEqual(['0.0', '72.2', '99.9', '100.0']);
});
