import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';

import { FakeBackend } from '../dev/fakeBackend';
import { runningTest } from '../dev/fixtures';
import Candidate from '../src/views/candidate/Candidate.svelte';

vi.mock('../src/views/candidate/Coding.svelte', () => {
  throw new Error('the file is not there');
});

it('shows the coding question without its editor, and loads the page anew when asked to', async () => {
  const backend = new FakeBackend({ stage: 'test', ...runningTest() });
  const user = userEvent.setup();
  render(Candidate, { props: { backend } });
  await user.click(await screen.findByTestId('nav-11'));
  const broken = await screen.findByTestId('editor-broken');
  expect(broken.getAttribute('role')).toBe('alert');
  expect(backend.reloads).toBe(0);
  await user.click(screen.getByTestId('editor-again'));
  await vi.waitFor(() => { expect(backend.reloads).toBe(1); });
});
