/** Puts the focus on an element when it comes on the screen. */
export function focus(node: HTMLElement): void {
  node.focus();
}

/** Puts the focus on the page's heading: whatever had it goes away. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('h1[tabindex="-1"]')?.focus();
}
