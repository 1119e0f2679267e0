import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './shared/tokens.css';
import './shared/base.css';

import { mount } from 'svelte';

import { tauriBackend } from './lib/backend/tauri';
import Candidate from './views/candidate/Candidate.svelte';

const target = document.getElementById('app');
if (target) {
  mount(Candidate, { target, props: { backend: tauriBackend() } });
}
