// util.format and what console.log makes of its arguments.
'use strict';

const { inspect } = require('./inspect');

const plainString = (value) => {
  if (typeof value === 'object' && value !== null) {
    const own = value.toString;
    const builtin = own === Object.prototype.toString || own === Error.prototype.toString || own === Array.prototype.toString;
    if (typeof own === 'function' && !builtin && !(value instanceof Date)) return String(value);
    return inspect(value, { depth: 0 });
  }
  if (typeof value === 'function') return inspect(value, { depth: 0 });
  if (typeof value === 'bigint') return `${value}n`;
  return Object.is(value, -0) ? '-0' : String(value);
};
const asNumber = (value, read) => {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol' || (typeof value === 'object' && read === Number)) return 'NaN';
  const number = read(value);
  return Object.is(number, -0) ? '-0' : String(number);
};
const json = (value) => {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (/circular/i.test(error.message)) return '[Circular]';
    throw error;
  }
};
const directives = {
  s: plainString,
  d: (value) => asNumber(value, Number),
  i: (value) => asNumber(value, parseInt),
  f: (value) => asNumber(value, parseFloat),
  j: json,
  o: (value) => inspect(value, { showHidden: true, depth: 4 }),
  O: (value) => inspect(value),
  c: () => '',
};

function format(...values) {
  let text = '';
  let next = 0;
  if (typeof values[0] === 'string') {
    next = 1;
    text = values.length === 1 ? values[0] : values[0].replace(/%([sdifjoOc%])/g, (whole, letter) => {
      if (letter === '%') return '%';
      if (next >= values.length) return whole;
      return directives[letter](values[next++]);
    });
  }
  const rest = values.slice(next).map((value) => (typeof value === 'string' ? value : inspect(value)));
  if (next === 0) return rest.join(' ');
  return rest.length ? `${text} ${rest.join(' ')}` : text;
}

module.exports = { format };
