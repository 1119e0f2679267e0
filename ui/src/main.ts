import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './shared/tokens.css';
import './shared/base.css';

import { mount } from 'svelte';

import { tauriBackend } from './lib/backend/tauri';
import { useLocale } from './shared/i18n';
import Candidate from './views/candidate/Candidate.svelte';

// The page's own language attribute; the test host writes a pseudo-locale there.
useLocale(document.documentElement.lang);
const target = document.getElementById('app');
if (target) {
  mount(Candidate, { target, props: { backend: tauriBackend() } });
}
