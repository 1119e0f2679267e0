// Building text: justified columns, banners, Roman numerals, ciphers, templates, code points.
const PROSE = `A careful clerk copies each line twice, once for the ledger and once for the drawer, so that fire may take one and water the other, yet never both. The clerk's apprentice, who is young, copies each line once and sleeps well.`;

function justify(text, width) {
  const lines = [[]];
  for (const word of text.split(' ')) {
    if (lines.at(-1).join(' ').length + word.length + 1 > width) lines.push([]);
    lines.at(-1).push(word);
  }
  return lines.map((words, at) => {
    if (at === lines.length - 1 || words.length === 1) return words.join(' ');
    const spaces = width - words.join('').length;
    const [each, rest] = [Math.floor(spaces / (words.length - 1)), spaces % (words.length - 1)];
    return words.reduce((line, word, n) => line + ' '.repeat(each + (n <= rest ? 1 : 0)) + word);
  });
}

const ROMAN = Object.entries({ M: 1000, CM: 900, D: 500, CD: 400, C: 100, XC: 90, L: 50, XL: 40, X: 10, IX: 9, V: 5, IV: 4, I: 1 });
const roman = (number) => ROMAN.reduce((text, [sign, value]) => {
  const count = Math.floor(number / value);
  number %= value;
  return text + sign.repeat(count);
}, '');
const arabic = (text) => [...text].map((sign) => ROMAN.find(([s]) => s === sign)[1]).reduce((sum, value, at, all) => sum + (value < (all[at + 1] ?? 0) ? -value : value), 0);

const ONES = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
function words(n) {
  if (n < 20) return ONES[n];
  if (n < 100) return TENS[Math.trunc(n / 10)] + (n % 10 ? `-${ONES[n % 10]}` : '');
  if (n < 1000) return `${ONES[Math.trunc(n / 100)]} hundred${n % 100 ? ` and ${words(n % 100)}` : ''}`;
  return `${words(Math.trunc(n / 1000))} thousand${n % 1000 ? ` ${words(n % 1000)}` : ''}`;
}

const caesar = (text, shift) => text.replace(/[a-z]/gi, (c) => {
  const base = c < 'a' ? 65 : 97;
  return String.fromCharCode(((c.charCodeAt(0) - base + shift) % 26) + base);
});

function box(lines) {
  const width = Math.max(...lines.map((line) => line.length));
  const centred = (line) => line.padStart((width + line.length) >> 1).padEnd(width);
  return [`╔${'═'.repeat(width + 2)}╗`, ...lines.map((line) => `║ ${centred(line)} ║`), `╚${'═'.repeat(width + 2)}╝`].join('\n');
}

const html = (parts, ...values) => String.raw({ raw: parts }, ...values.map((v) => String(v).replace(/[<>&]/g, (c) => `&#${c.codePointAt(0)};`)));

console.log(justify(PROSE, 44).map((line) => `|${line.padEnd(44)}|`).join('\n'));
console.log(box(['Ledger', 'of the year', roman(2024)]));
console.log([1, 4, 9, 14, 40, 90, 400, 1994, 3999].map((n) => `${n}=${roman(n)}=${arabic(roman(n))}`).join(', '));
for (const n of [0, 13, 21, 100, 342, 1001, 12345, 999999]) console.log(n.toLocaleString('en-US').padStart(9), words(n));
const secret = caesar(PROSE.slice(0, 40), 13);
console.log(secret, '->', caesar(secret, 13));
console.log((3.14159).toFixed(3), (42).toString(2).padStart(8, '0'), (255).toString(16), (1e10).toExponential(3), (1234.5678).toPrecision(6), (0.000001234).toString(), 1e21 + '', (25).toString(36));
console.log(html`<b>${'<script>'}</b> & ${1 + 1}`, String.raw`a\n${1}`, `multi
line`);
const text = 'Straße und Übermut';
console.log([text.toUpperCase(), text.toLowerCase(), text.length, text.indexOf('Ü'), text.split(' '), text.slice(-6), text.substring(6, 2), text.at(-1), text.charAt(99), text.charCodeAt(5)]);
console.log("quo'te\"s\n\x00é\u200b", ["quo'te\"s\n\x00é"], 'a-b_c d'.split(/[-_ ]/), 'x,y,,z,,'.split(','), 'abc'.split(''), '1 2  3'.split(' '));
console.log([...'aé€😀'].map((c) => c.codePointAt(0).toString(16).padStart(4, '0')), '😀'.length, [...'😀'].length, '\u{1F600}', encodeURIComponent('a b&ü/€'), decodeURIComponent('%E2%82%AC'), escape('ü '));
console.log('abc' < 'abd', 'a' + 1 + 2, 1 + 2 + 'a', '5' * '2', 'x'.repeat(3), ' trim '.trim() + '|', 'title case here'.replace(/\b\w/g, (c) => c.toUpperCase()), 'camelCaseWord'.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), 'snake_case_word'.replace(/_(\w)/g, (_, c) => c.toUpperCase()));
console.log('abcabc'.lastIndexOf('b'), 'abc'.includes('bc'), 'a.b.c'.replaceAll('.', '/'), 'ünï'.normalize('NFD').length, 'aaa'.replace('a', '$&$&'), 'abc'.concat(1, null), [1, [2, [3]], null, undefined].join('-'), String(null), `${[]}|${{}}`);
console.log('%s is %d and %i, %f, %j %o %%', 'Ada', 36.5, 36.5, '1.5', { a: [1] }, [1], 'rest');
