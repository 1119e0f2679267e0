// Number theory: sieves, factors, totients, perfect numbers, remainders, continued fractions.
function sieve(limit) {
  const flags = new Uint8Array(limit + 1).fill(1, 2);
  for (let p = 2; p * p <= limit; p += 1) if (flags[p]) for (let n = p * p; n <= limit; n += p) flags[n] = 0;
  return [...flags.keys()].filter((n) => flags[n]);
}

function* endless() {
  const composites = new Map();
  for (let n = 2; ; n += 1) {
    const factors = composites.get(n);
    if (!factors) {
      yield n;
      composites.set(n * n, [n]);
    } else {
      composites.delete(n);
      for (const p of factors) composites.set(n + p, [...(composites.get(n + p) ?? []), p]);
    }
  }
}

function* take(count, source) {
  if (count === 0) return;
  for (const item of source) {
    yield item;
    count -= 1;
    if (count === 0) return;
  }
}

function factors(n) {
  const out = new Map();
  for (let p = 2; p * p <= n; p += 1) {
    for (; n % p === 0; n /= p) out.set(p, (out.get(p) ?? 0) + 1);
  }
  if (n > 1) out.set(n, 1);
  return out;
}

const show = (n) => [...factors(n)].map(([p, e]) => (e > 1 ? `${p}^${e}` : p)).join(' * ') || '1';
const totient = (n) => [...factors(n).keys()].reduce((rest, p) => rest - rest / p, n);
function divisors(n) {
  const small = [];
  for (let d = 1; d * d <= n; d += 1) if (n % d === 0) small.push(d);
  return [...new Set([...small, ...small.map((d) => n / d)])].sort((a, b) => a - b);
}
const sum = (list) => list.reduce((a, b) => a + b, 0);

function inverse(a, m) {
  let [x, y, r, s] = [1n, 0n, a % m, m];
  while (s) [x, y, r, s] = [y, x - (r / s) * y, s, r % s];
  return ((x % m) + m) % m;
}

function remainders(...pairs) {
  const modulus = pairs.reduce((all, [, m]) => all * m, 1n);
  return [pairs.reduce((x, [r, m]) => x + r * (modulus / m) * inverse(modulus / m, m), 0n) % modulus, modulus];
}

function* rootTerms(n) {
  const a0 = Math.floor(Math.sqrt(n));
  for (let [m, d, a] = [0, 1, a0]; ;) {
    yield a;
    m = d * a - m;
    d = (n - m * m) / d;
    a = Math.floor((a0 + m) / d);
  }
}

function* convergents(terms) {
  let [a, b, c, d] = [1n, 0n, 0n, 1n];
  for (const term of terms) {
    [a, c] = [a * BigInt(term) + c, a];
    [b, d] = [b * BigInt(term) + d, b];
    yield { x: a, y: b };
  }
}

function pell(n) {
  for (const { x, y } of convergents(rootTerms(n))) if (x * x - BigInt(n) * y * y === 1n) return { n, x, y };
  return undefined;
}

const primes = sieve(20_000);
const known = new Set(primes);
console.log(primes.length, primes.slice(0, 20), primes.slice(-5));
console.log('same:', String([...take(500, endless())]) === String(primes.slice(0, 500)));
for (let start = 0; start < 20_000; start += 4000) {
  const here = primes.filter((p) => p >= start && p < start + 4000);
  console.log(String(start).padStart(6), String(here.length).padStart(4), '|'.repeat(here.length / 20), 'twins', here.filter((p) => known.has(p + 2)).length);
}
const gaps = primes.slice(1).map((p, at) => ({ gap: p - primes[at], from: primes[at], to: p }));
console.log('widest gaps', gaps.sort((a, b) => b.gap - a.gap || a.from - b.from).slice(0, 3));
for (const n of [1, 97, 360, 1001, 65_536, 99_999, 123_456, 1_000_003, 600_851_475_143]) {
  console.log(String(n).padStart(13), '=', show(n).padEnd(28), 'totient', String(totient(n)).padStart(13), 'divisors', divisors(n).length);
}
const range = (from, to) => Array.from({ length: to - from }, (_, n) => n + from);
console.log('perfect', range(2, 9000).filter((n) => sum(divisors(n)) === 2 * n));
console.log('amicable', range(200, 3000).map((a) => [a, sum(divisors(a)) - a]).filter(([a, b]) => b > a && sum(divisors(b)) - b === a));
console.log('remainders', remainders([2n, 3n], [3n, 5n], [2n, 7n]), remainders([1n, 4n], [4n, 9n], [6n, 25n], [0n, 11n]));
console.log('goldbach', range(1, 7).map((k) => k * 150).map((n) => [n, ...primes.filter((p) => known.has(n - p)).slice(0, 2)]));
console.log('pell', [2, 7, 61].map(pell), [...take(12, rootTerms(61))]);
console.log('pythagorean', range(2, 6).flatMap((m) => range(1, m).filter((n) => (m - n) % 2).map((n) => [m * m - n * n, 2 * m * n, m * m + n * n])));
console.log(2 ** 53 === 2 ** 53 + 1, Number.MAX_SAFE_INTEGER, 7 % -3, -7 % 3, Math.trunc(-7 / 2), (-7 >>> 0).toString(2), 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 31, Math.clz32(1), Math.hypot(3, 4), Math.sign(-3), Math.fround(5.5));
