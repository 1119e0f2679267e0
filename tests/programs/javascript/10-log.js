// Regular expressions on a web server's log: named groups, replacers, lookaround, sticky scanning.
const readline = require('node:readline');

const LINE = /^(?<host>\d{1,3}(?:\.\d{1,3}){3}) - (?<user>\S+) \[(?<day>\d\d)\/(?<month>[A-Z][a-z]{2})\/(?<year>\d{4}):(?<hour>\d\d):(?<minute>\d\d):\d\d \+0000\] "(?<method>[A-Z]+) (?<path>[^ ?"]*)(?:\?(?<query>[^ "]*))? HTTP\/1\.[01]" (?<status>[1-5]\d\d) (?<size>\d+|-)$/;

const count = (map, key, by = 1) => map.set(key, (map.get(key) ?? 0) + by);
const [hits, statuses, bytes, users, bad] = [new Map(), new Map(), new Map(), new Map(), []];
const hours = [0, 0, 0, 0];
let number = 0;

const input = readline.createInterface({ input: process.stdin, terminal: false });
input.on('line', (line) => {
  number += 1;
  const groups = LINE.exec(line)?.groups;
  if (!groups) {
    bad.push({ number, line });
    return;
  }
  const { method, path, status, host, size, hour, user } = groups;
  count(hits, `${method.padEnd(6)} ${path.replace(/\/\d+(?=\/|$)/g, '/:id')}`);
  count(statuses, `${status[0]}xx`);
  count(bytes, host, Number(size) || 0);
  hours[Math.floor(hour / 6)] += 1;
  if (user !== '-') users.set(user, (users.get(user) ?? new Set()).add(host));
});

input.on('close', () => {
  console.log('== hits');
  const sorted = [...hits].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  for (const [key, n] of sorted) console.log(String(n).padStart(4), key);
  console.log('== statuses', Object.fromEntries([...statuses].sort()));
  console.log('== bytes');
  const parts = (host) => host.split('.').map((part) => part.padStart(3, '0')).join();
  for (const [host, total] of [...bytes].sort(([a], [b]) => (parts(a) < parts(b) ? -1 : 1))) {
    console.log(host.padEnd(12), String(total).padStart(8), '='.repeat(total / 1500));
  }
  console.log('== quarters', hours, '== users', new Map([...users].sort().map(([user, hosts]) => [user, hosts.size])));
  console.log(bad);
  rest();
});

function rest() {
  const text = 'On 2024-02-30 and 2023-12-25, call +1 (555) 010-9999 or mail ada@example.org, bo.b@mail.example.co';
  console.log([...text.matchAll(/\b(\d{4})-(\d\d)-(\d\d)\b/g)].map(([whole, y, m, d]) => ({ whole, y, m, d })));
  console.log(text.match(/[\w.]+@[\w.]+\w/g), text.split(/[,\s]+/, 6), 'a1b2'.split(/(\d)/));
  console.log(text.replace(/(?<y>\d{4})-(?<m>\d\d)-(?<d>\d\d)/g, '$<d>.$<m>.$<y>').slice(0, 40), '1234567 89 1000'.replace(/(?<=\d)(?=(\d{3})+\b)/g, ','));
  console.log(/(.)\1/.exec('bookkeeper'), 'foobar'.search(/o+/), /^\w+$/m.test('two\nlines'), /a.c/s.test('a\nc'), /\p{Lu}/u.exec('aÜb')[0]);
  const sticky = /\s*(?:(\d+)|(\w+)|(.))/y;
  const tokens = [];
  for (let match = sticky.exec('x1 = 12 + foo'); match; match = sticky.exec('x1 = 12 + foo')) tokens.push(match.slice(1).findIndex(Boolean) + match[0].trim());
  console.log(tokens, sticky.lastIndex, /x/gi.flags, String(/a\/b/), new RegExp('a/b').source);
  const global = /o/g;
  console.log(global.test('foo'), global.lastIndex, global.test('foo'), global.lastIndex, global.test('foo'), global.lastIndex);
  console.log('aBc'.replace(/b/i, (match, at, whole) => `[${match}${at}${whole}]`), 'x-y'.replace(/(\w)-(\w)/, '$2-$1 $$ $`|$\''), 'abc'.replace(/(?<!a)c/, 'C'), 'aaa'.replace(/a{2}/, 'b'), 'camelCase'.split(/(?=[A-Z])/));
  for (const source of ['(', '[z-a]', 'a**', '(?<x>a)(?<x>b)', '\\']) {
    try {
      console.log(new RegExp(source));
    } catch (error) {
      console.log(source, error.name);
    }
  }
}
