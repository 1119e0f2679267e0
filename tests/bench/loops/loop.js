function arithmetic(n) {
  let a = 1, b = 2, s = 0;
  for (let i = 0; i < n; i++) {
    a = (a * 31 + b) & 0xffff;
    b = (b ^ a) + i;
    if (b & 1) s += a;
    b &= 0xfffff;
  }
  return s;
}

function fib(n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

function calls(n) {
  return fib(n);
}

function next(x) {
  return (x * 75 + 74) % 65537;
}

function large(n) {
  let x = 7n;
  for (let i = 0; i < n; i++) x = (x * 1103515245n + 12345n) & 0x7fffffffn;
  return x.toString();
}

function words(n) {
  const count = new Map();
  let x = 7;
  for (let i = 0; i < n; i++) {
    x = next(x);
    const key = 'user-' + (x % 5000);
    count.set(key, (count.get(key) ?? 0) + 1);
  }
  return count.size + Math.max(...count.values());
}

function sorting(n) {
  const rows = [];
  let x = 7;
  for (let i = 0; i < n; i++) {
    x = next(x);
    rows.push([x % 1000, i]);
  }
  rows.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  return rows.reduce((sum, row, place) => (sum + place * row[0]) % 1000007, 0);
}

const [name, n] = require('fs').readFileSync(0, 'utf8').trim().split(' ');
console.log(name, { arithmetic, calls, words, sorting, large }[name](Number(n)));
