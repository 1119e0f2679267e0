/** Puts the focus on an element when it comes on the screen. */
export function focus(node: HTMLElement): void {
  node.focus();
}
