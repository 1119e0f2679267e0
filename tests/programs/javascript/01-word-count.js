// Word statistics of a text on standard input.
'use strict';
const fs = require('fs');

const WORD = /[a-z]+(?:['-][a-z]+)*/g;
const lines = fs.readFileSync(0, 'utf8').trimEnd().split('\n');
const counts = new Map();
const places = new Map();
lines.forEach((line, at) => {
  for (const word of line.toLowerCase().match(WORD) ?? []) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
    if (!places.has(word)) places.set(word, new Set());
    places.get(word).add(at + 1);
  }
});

const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
const byCount = ([a, x], [b, y]) => y - x || (a < b ? -1 : 1);
console.log(`${lines.length} lines, ${total} words, ${counts.size} distinct`);
console.log('-- most common');
for (const [word, count] of [...counts].sort(byCount).slice(0, 15)) {
  const share = ((100 * count) / total).toFixed(2);
  console.log(`${word.padEnd(12)}${String(count).padStart(4)}${share.padStart(8)}%`, 'lines', [...places.get(word)]);
}

console.log('-- words by length');
const lengths = {};
for (const word of counts.keys()) lengths[word.length] = (lengths[word.length] || 0) + 1;
const top = Math.max(...Object.values(lengths));
for (const [length, count] of Object.entries(lengths)) {
  const bar = '#'.repeat(Math.round((count * 40) / top));
  console.log(`${length.padStart(3)} | ${bar.padEnd(40)} | ${count}`);
}
console.log(lengths);

console.log('-- first letters');
const letters = [...counts.keys()].sort().reduce((groups, word) => {
  (groups[word[0]] ??= []).push(word);
  return groups;
}, {});
for (const [letter, words] of Object.entries(letters)) {
  console.log(`${letter}: ${words.slice(0, 6).join(', ')}${words.length > 6 ? ' ...' : ''}`);
}

console.log('-- longest lines');
const ranked = lines.map((line, at) => ({ line: line.slice(0, 40), number: at + 1, length: line.length }));
ranked.sort((a, b) => b.length - a.length || a.number - b.number);
console.log(ranked.slice(0, 3));
const palindromes = [...counts.keys()].filter((word) => word.length > 1 && word === [...word].reverse().join(''));
console.log('palindromes:', palindromes.length ? palindromes : 'none');
console.log('title:', lines[0].replace(/\b[a-z]/g, (letter) => letter.toUpperCase()));
console.log(new Map([...counts].filter(([, n]) => n > 3)), [...places.get('door') ?? []].join());
console.log([...counts.keys()].map((word) => word.length).sort((a, b) => a - b));
