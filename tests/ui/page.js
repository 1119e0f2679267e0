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

// Text is set for lines of 68 characters; narrow letters make some longer. Only where words are English
// and read from the left: the other locales lengthen or turn what is measured here.
const LONGEST = 80;
const english = document.documentElement.lang === 'en';
const isProse = (element, style) => english && style.display !== 'inline' && element.textContent.trim().length > LONGEST && !element.closest('pre, code, table, button, select, textarea, summary, h1, h2, h3');
// The characters of the longest line: a piece of a word that does not begin right of the one before it begins a line.
const longestLine = (element) => {
  const range = document.createRange();
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let [longest, line, left] = [0, 0, -Infinity];
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (node.parentElement.closest('.unseen, button')) continue;
    for (const { index, 1: space, 2: word } of node.textContent.matchAll(/(\s*)(\S+)/g)) {
      range.setStart(node, index + space.length);
      range.setEnd(node, index + space.length + word.length);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
      const all = boxes.reduce((sum, box) => sum + box.width, 0);
      for (const box of boxes) {
        if (box.left <= left) line = 0;
        line += (word.length * box.width) / all + (line > 0 && space !== '' ? 1 : 0);
        left = box.left;
        longest = Math.max(longest, line);
      }
    }
  }
  return Math.round(longest);
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
  if (words && isProse(element, style)) {
    const longest = longestLine(element);
    if (longest > LONGEST) faults.push(`long line: ${name(element)} holds ${longest} characters`);
  }
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

// Where the keyboard is, is seen: a ring around what has the focus, or around what is drawn for it.
// A heading has the focus without being a place to act.
const focused = document.activeElement;
if (focused && focused.tabIndex >= 0 && focused.matches(':focus-visible')) {
  const editor = focused.closest('.cm-content') && focused.closest('.editor');
  const undrawn = focused.matches('.unseen') || getComputedStyle(focused).opacity === '0';
  const ring = editor ? getComputedStyle(editor, '::after') : getComputedStyle(undrawn ? focused.nextElementSibling : focused);
  const seen = (kind) => ring[`${kind}Style`] !== 'none' && parseFloat(ring[`${kind}Width`]) >= 2;
  if (!seen(editor ? 'borderTop' : 'outline')) faults.push(`focus not seen: ${name(focused)}`);
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
