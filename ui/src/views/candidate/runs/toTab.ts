import type { RunDesk, Tab } from '../../../domain/runDesk.svelte';

/** Goes to a tab from what goes away with the old one, and takes the focus along. */
export function toTab(desk: RunDesk, tab: Tab): void {
  desk.tab = tab;
  document.getElementById(`run-tab-${tab}`)?.focus();
}
