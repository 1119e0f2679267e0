// toLocaleString and localeCompare for English, the only language QuickJS is taught here: it has no
// Intl. Numbers group by three; letters compare without case first, then accents, then case; dates
// are in UTC, the only time zone.
'use strict';

function grouped(value, options = {}) {
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value < 0 ? '-∞' : '∞';
  const least = options.minimumFractionDigits ?? 0;
  const most = Math.max(least, options.maximumFractionDigits ?? 3);
  let [whole, fraction = ''] = (typeof value === 'bigint' ? String(value) : fixed(value, most)).split('.');
  while (fraction.length > least && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
  if (options.useGrouping !== false) whole = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction ? `${whole}.${fraction}` : whole;
}

// toFixed without its exponent above 1e21.
function fixed(value, digits) {
  return Math.abs(value) < 1e21 ? value.toFixed(digits) : String(BigInt(value));
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

const utc = ' (Coordinated Universal Time)';
const valid = (date) => !Number.isNaN(date.getTime());
const dateOf = (date) => `${date.getMonth() + 1}/${date.getDate()}/${date.getFullYear()}`;
const timeOf = (date) => {
  const two = (n) => String(n).padStart(2, '0');
  const hours = date.getHours();
  return `${hours % 12 || 12}:${two(date.getMinutes())}:${two(date.getSeconds())} ${hours < 12 ? 'AM' : 'PM'}`;
};

function installDates(define) {
  for (const name of ['toString', 'toTimeString']) {
    const original = Date.prototype[name];
    define(Date.prototype, name, { [name]() {
      return valid(this) ? original.call(this) + utc : 'Invalid Date';
    } }[name]);
  }
  const shown = { toLocaleDateString: dateOf, toLocaleTimeString: timeOf, toLocaleString: (date) => `${dateOf(date)}, ${timeOf(date)}` };
  for (const [name, show] of Object.entries(shown)) {
    define(Date.prototype, name, { [name]() {
      return valid(this) ? show(this) : 'Invalid Date';
    } }[name]);
  }
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
  installDates(define);
}

module.exports = { install };
