import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './shared/tokens.css';
import './shared/base.css';
import './views/recruiter/desk.css';

import { mount } from 'svelte';

import recruiter from '../../assets/i18n/en/recruiter.ftl?raw';
import { tauriDesk } from './lib/backend/desk';
import { addText, useLocale } from './shared/i18n';
import Desk from './views/recruiter/Desk.svelte';

addText(recruiter);
useLocale(document.documentElement.lang);
const target = document.getElementById('app');
if (target) {
  mount(Desk, { target, props: { backend: tauriDesk() } });
}
