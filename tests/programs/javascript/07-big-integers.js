// Integers beyond 64 bits: factorials, Fibonacci, modular powers, toy RSA, roots, fractions.
const abs = (n) => (n < 0n ? -n : n);
const gcd = (a, b) => (b === 0n ? abs(a) : gcd(b, a % b));
const range = (from, to) => Array.from({ length: Number(to - from) + 1 }, (_, n) => BigInt(n) + from);

function fibonacci(n) {
  if (n === 0n) return [0n, 1n];
  const [a, b] = fibonacci(n / 2n);
  const [c, d] = [a * (2n * b - a), a * a + b * b];
  return n % 2n ? [d, c + d] : [c, d];
}

function power(base, exponent, modulus) {
  let result = 1n;
  for (base %= modulus; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
  }
  return result;
}

function egcd(a, b) {
  if (b === 0n) return [a, 1n, 0n];
  const [g, x, y] = egcd(b, a % b);
  return [g, y, x - (a / b) * y];
}

function isPrime(n) {
  if (n < 2n || n % 2n === 0n) return n === 2n;
  let [d, r] = [n - 1n, 0];
  while (d % 2n === 0n) [d, r] = [d / 2n, r + 1];
  return [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n].every((base) => {
    if (base % n === 0n) return true;
    let x = power(base, d, n);
    if (x === 1n || x === n - 1n) return true;
    for (let k = 1; k < r; k += 1) {
      x = (x * x) % n;
      if (x === n - 1n) return true;
    }
    return false;
  });
}

function nextPrime(n) {
  do n += 1n; while (!isPrime(n));
  return n;
}

function root(n) {
  let x = BigInt(Math.floor(Math.sqrt(Number(n)))) + 1n;
  for (;;) {
    const y = (x + n / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}

class Fraction {
  constructor(top, bottom = 1n) {
    const by = gcd(top, bottom);
    [this.top, this.bottom] = [top / by, bottom / by];
  }

  plus({ top, bottom }) {
    return new Fraction(this.top * bottom + top * this.bottom, this.bottom * bottom);
  }

  toString() {
    return `${this.top}/${this.bottom}`;
  }

  valueOf() {
    return Number(this.top) / Number(this.bottom);
  }
}

console.log('50! =', range(1n, 50n).reduce((a, b) => a * b));
console.log('fib(1000):', String(fibonacci(1000n)[0]).match(/.{1,60}/g));
console.log('2^521-1 prime:', isPrime(2n ** 521n - 1n), '2^523-1:', isPrime(2n ** 523n - 1n));
const [p, q] = [nextPrime(10n ** 20n), nextPrime(3n * 10n ** 20n)];
const [n, phi, e] = [p * q, (p - 1n) * (q - 1n), 65537n];
const d = ((egcd(e, phi)[1] % phi) + phi) % phi;
const message = BigInt(`0x${Buffer.from('meet at noon').toString('hex')}`);
const cipher = power(message, e, n);
console.log({ p, q, cipher, plain: Buffer.from(power(cipher, d, n).toString(16), 'hex').toString() });
console.log('isqrt(2 * 10^80):', root(2n * 10n ** 80n));
const harmonic = range(1n, 40n).reduce((sum, k) => sum.plus(new Fraction(1n, k)), new Fraction(0n));
console.log(`H(40) = ${harmonic}`, '~', +harmonic, harmonic);
console.log('catalan:', range(0n, 9n).map((k) => range(2n * k === 0n ? 1n : k + 1n, 2n * k === 0n ? 1n : 2n * k).reduce((a, b) => a * b, 1n) / range(1n, k + 1n).reduce((a, b) => a * b, 1n)));
console.log('digits of 3^500:', [...String(3n ** 500n)].reduce((sum, digit) => sum + Number(digit), 0), (3n ** 500n).toString(2).length);
console.log(-7n / 2n, -7n % 2n, (-(2n ** 70n)) >> 3n, (2n ** 90n - 1n) ^ (2n ** 45n), ~(2n ** 66n), BigInt.asUintN(64, -1n), BigInt.asIntN(8, 255n));
console.log((2n ** 100n + 255n).toString(16), (8n ** 20n).toString(8), 0b1010n, 0xffn, BigInt('123456789012345678901234567890'), 36n ** 12n);
console.log(1n < 2, 2n == 2, 2n === 2, typeof 1n, [3n, 1, 2n, 10].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)), Number(2n ** 64n), parseInt('9007199254740993', 10), 0n ? 'yes' : 'no');
for (const bad of [() => 1n + 1, () => BigInt(1.5), () => BigInt('x'), () => 1n / 0n, () => Math.max(1n)]) {
  try {
    console.log(bad());
  } catch (error) {
    console.log(error.name);
  }
}
