// toLocaleString and localeCompare for English, the only language QuickJS is taught here: it has no
// Intl. Numbers group by three, in currencies and percent too; letters compare without case first,
// then accents, then case.
'use strict';

const dates = require('./dates');

const symbols = { USD: '$', EUR: '€', GBP: '£', JPY: '¥', INR: '₹', CNY: 'CN¥', KRW: '₩', VND: '₫', CAD: 'CA$', AUD: 'A$', MXN: 'MX$', BRL: 'R$' };
const coinless = new Set(['JPY', 'KRW', 'VND', 'CLP']);

// The least and the most digits behind the point.
function places(options) {
  const money = options.style === 'currency' ? (coinless.has(options.currency) ? 0 : 2) : undefined;
  const { minimumFractionDigits: min, maximumFractionDigits: max } = options;
  const usual = money ?? (options.style === 'percent' ? 0 : 3);
  const least = min ?? Math.min(money ?? 0, max ?? Infinity);
  return [least, Math.max(least, max ?? usual)];
}

function grouped(value, options = {}) {
  const negative = value < 0 || Object.is(value, -0);
  const digits = digitsOf(value, options);
  if (options.style === 'percent') return `${negative ? '-' : ''}${digits}%`;
  if (options.style !== 'currency') return `${negative ? '-' : ''}${digits}`;
  const code = String(options.currency).toUpperCase();
  return `${negative ? '-' : ''}${symbols[code] ?? `${code}\u00a0`}${digits}`;
}

function digitsOf(value, options) {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity || value === -Infinity) return '∞';
  const [least, most] = places(options);
  let [front, back = ''] = rounded(value, most, options.style === 'percent' ? 2 : 0).split('.');
  while (back.length > least && back.endsWith('0')) back = back.slice(0, -1);
  front = front.padStart(options.minimumIntegerDigits ?? 1, '0');
  if (options.useGrouping !== false) front = front.replace(/\B(?=(\d{3})+$)/g, ',');
  return back ? `${front}.${back}` : front;
}

// A number without its sign, the point moved to the right, rounded half up as it is written: ICU
// takes 1.005 for what it looks like, and toFixed for the binary fraction below it.
function rounded(value, most, moved) {
  const [mantissa, exponent = '0'] = String(value).replace(/^-/, '').split('e');
  const [front, back = ''] = mantissa.split('.');
  const digits = front + back;
  const kept = front.length + Number(exponent) + moved + most;
  let n = BigInt(digits.slice(0, Math.max(kept, 0)).padEnd(kept, '0'));
  if (digits[kept] >= '5') n += 1n;
  const text = String(n).padStart(most + 1, '0');
  return most ? `${text.slice(0, -most)}.${text.slice(-most)}` : text;
}

const punctuation = '_-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$';
const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '');
function primary(c) {
  if (c <= ' ') return c.codePointAt(0);
  const at = punctuation.indexOf(c);
  if (at >= 0) return 100 + at;
  if (c >= '0' && c <= '9') return 200 + Number(c);
  return 1000 + c.toLowerCase().codePointAt(0);
}

function compareBy(a, b, weight) {
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < x.length && i < y.length; i += 1) {
    const difference = weight(x[i]) - weight(y[i]);
    if (difference) return difference < 0 ? -1 : 1;
  }
  return Math.sign(x.length - y.length);
}

function digitsApart(text) {
  return text.match(/\d+|\D/gu) || [];
}

function compareNumeric(a, b) {
  const [x, y] = [digitsApart(a), digitsApart(b)];
  for (let i = 0; i < x.length && i < y.length; i += 1) {
    const numbers = /^\d/.test(x[i]) && /^\d/.test(y[i]);
    const difference = numbers ? Number(x[i]) - Number(y[i]) : compareBy(x[i], y[i], primary);
    if (difference) return difference < 0 ? -1 : 1;
  }
  return Math.sign(x.length - y.length);
}

function compare(a, b, options = {}) {
  if (a === b) return 0;
  const [x, y] = [fold(a), fold(b)];
  const first = options.numeric ? compareNumeric(x, y) : compareBy(x, y, primary);
  if (first || options.sensitivity === 'base') return first;
  const marks = compareBy(a.toLowerCase().normalize('NFD'), b.toLowerCase().normalize('NFD'), (c) => c.codePointAt(0));
  if (marks || options.sensitivity === 'accent') return marks;
  return compareBy(x, y, (c) => (c === c.toLowerCase() ? 0 : 1));
}

function install() {
  const define = (on, name, value) => Object.defineProperty(on, name, { value, writable: true, configurable: true, enumerable: false });
  define(Number.prototype, 'toLocaleString', function toLocaleString(_, options) {
    return grouped(Number(this), options);
  });
  define(BigInt.prototype, 'toLocaleString', function toLocaleString(_, options) {
    return grouped(BigInt(this), options);
  });
  define(String.prototype, 'localeCompare', function localeCompare(other, _, options) {
    return compare(String(this), String(other), options);
  });
  dates.install(define);
}

module.exports = { install };
