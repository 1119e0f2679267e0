// Returns what is wrong with the layout of the screen: sentences, none when all is well.
const faults = [];
const root = document.querySelector('dialog[open]') ?? document.body;
const width = document.documentElement.clientWidth;
const hiddenFrom = (element) => element.closest('.unseen, .cm-tooltip, option, [inert]') !== null;
const scrolls = (style, axis) => ['auto', 'scroll'].includes(style[axis]);
const inScroller = (element) => {
  for (let up = element; up && up !== document.body; up = up.parentElement) {
    if (scrolls(getComputedStyle(up), 'overflowX') && up.scrollWidth > up.clientWidth + 1 && up.closest('pre, .cm-editor, .statement, .scroll')) return true;
  }
  return false;
};
const name = (element) => {
  const id = element.closest('[data-testid]')?.dataset.testid ?? '';
  return `${element.tagName.toLowerCase()}.${String(element.className).split(' ')[0]} in [${id}] “${(element.textContent ?? '').trim().slice(0, 40)}”`;
};

if (document.documentElement.scrollWidth > width + 1) faults.push(`the page is ${document.documentElement.scrollWidth} px wide in ${width}`);

const leaves = [];
for (const element of root.querySelectorAll('*')) {
  if (hiddenFrom(element) || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
  const style = getComputedStyle(element);
  const clips = ['hidden', 'clip'].includes(style.overflowX) && !element.closest('.cm-editor, svg, .editor');
  if (clips && element.scrollWidth > element.clientWidth + 1 && style.textOverflow !== 'ellipsis') faults.push(`clipped: ${name(element)}`);
  const cuts = ['hidden', 'clip'].includes(style.overflowY) && style.webkitLineClamp === 'none' && !element.closest('.cm-editor, svg, .editor');
  const words = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '');
  if (cuts && words && element.scrollHeight > element.clientHeight + 1) faults.push(`cut off: ${name(element)}`);
  if (element.closest('.cm-editor, svg')) continue;
  // Lines that a clamp leaves out are not painted, but have boxes.
  if ([element, element.parentElement, element.parentElement?.parentElement].some((e) => e && getComputedStyle(e).webkitLineClamp !== 'none')) continue;
  for (const node of element.childNodes) {
    if (node.nodeType !== Node.TEXT_NODE || node.textContent.trim() === '') continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      const button = element.closest('button')?.getBoundingClientRect();
      if (button && (box.right > button.right + 1 || box.left < button.left - 1 || box.bottom > button.bottom + 1)) faults.push(`outside its button: ${name(element)}`);
      if ((box.right > width + 1 || box.left < -1) && !inScroller(element)) faults.push(`outside the window: ${name(element)}`);
      leaves.push({ element, box });
    }
  }
}

// Two texts in the same place. Boxes of one line touch; only a real overlap counts.
const visible = leaves.filter(({ box }) => box.bottom > 0 && box.top < innerHeight);
for (let i = 0; i < visible.length; i += 1) {
  for (let j = i + 1; j < visible.length; j += 1) {
    const [a, b] = [visible[i], visible[j]];
    if (a.element.contains(b.element) || b.element.contains(a.element)) continue;
    const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
    const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
    if (across <= 4 || down <= 6) continue;
    // One of them may be scrolled under a bar: what is painted there decides.
    const at = [Math.max(a.box.left, b.box.left) + across / 2, Math.max(a.box.top, b.box.top) + down / 2];
    const painted = document.elementsFromPoint(...at);
    if (painted.some((p) => a.element.contains(p)) && painted.some((p) => b.element.contains(p))) faults.push(`overlap: ${name(a.element)} and ${name(b.element)}`);
  }
}
return [...new Set(faults)].slice(0, 12);
