// console: log, info, debug and table to standard output; error, warn, trace to standard error.
'use strict';

const { format } = require('./format');
const { inspect, displayWidth } = require('./inspect');

let indent = '';
const counts = new Map();
const timers = new Map();

function print(fd, text) {
  if (indent) text = indent + text.replaceAll('\n', `\n${indent}`);
  natives.write(fd, `${text}\n`);
}
const out = (...values) => print(1, format(...values));
const err = (...values) => print(2, format(...values));

function boxed(header, rows) {
  const widths = header.map((cell, i) => Math.max(displayWidth(cell), ...rows.map((row) => displayWidth(row[i]))) + 2);
  const cellOf = (cell, i) => ` ${cell}${' '.repeat(widths[i] - displayWidth(cell) - 1)}`;
  const rule = (a, b, c) => a + widths.map((w) => '─'.repeat(w)).join(b) + c;
  const line = (row) => `│${row.map(cellOf).join('│')}│`;
  return [rule('┌', '┬', '┐'), line(header), rule('├', '┼', '┤'), ...rows.map(line), rule('└', '┴', '┘')].join('\n');
}

function table(data, wanted) {
  if (data === null || typeof data !== 'object') return out(data);
  const show = (value) => inspect(value, { depth: value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 2 ? -1 : 0, maxArrayLength: 3, breakLength: Infinity });
  const mapped = data instanceof Map;
  const set = data instanceof Set;
  const entries = mapped || set ? [...data].map((entry, i) => [String(i), mapped ? entry[1] : entry]) : Object.entries(data);
  const names = [];
  let plain = false;
  for (const [, row] of entries) {
    if (row === null || typeof row !== 'object') plain = true;
    else for (const key of wanted || Object.keys(row)) if (!names.includes(key)) names.push(key);
  }
  const header = [mapped || set ? '(iteration index)' : '(index)', ...names, ...(plain ? ['Values'] : [])];
  const rows = entries.map(([index, row]) => {
    const object = row !== null && typeof row === 'object';
    const cells = names.map((key) => (object && Object.prototype.hasOwnProperty.call(row, key) ? show(row[key]) : ''));
    return [index, ...cells, ...(plain ? [object ? '' : show(row)] : [])];
  });
  return print(1, boxed(header, rows));
}

const group = (...labels) => {
  if (labels.length) out(...labels);
  indent += '  ';
};
const elapsed = (label) => {
  const ms = natives.now() - (timers.get(label) ?? natives.now());
  return `${label}: ${ms >= 1000 ? `${(ms / 1000).toFixed(3)}s` : `${ms.toFixed(3)}ms`}`;
};

module.exports = {
  log: out,
  info: out,
  debug: out,
  error: err,
  warn: err,
  dir: (value, options) => print(1, inspect(value, { customInspect: false, ...options })),
  dirxml: out,
  table,
  group,
  groupCollapsed: group,
  groupEnd: () => {
    indent = indent.slice(0, -2);
  },
  assert: (condition, ...values) => {
    if (condition) return;
    if (typeof values[0] === 'string') err(`Assertion failed: ${values[0]}`, ...values.slice(1));
    else err('Assertion failed', ...values);
  },
  count: (label = 'default') => {
    counts.set(label, (counts.get(label) || 0) + 1);
    out(`${label}: ${counts.get(label)}`);
  },
  countReset: (label = 'default') => {
    counts.delete(label);
  },
  time: (label = 'default') => {
    timers.set(label, natives.now());
  },
  timeLog: (label = 'default', ...values) => out(elapsed(label), ...values),
  timeEnd: (label = 'default') => {
    out(elapsed(label));
    timers.delete(label);
  },
  trace: (...values) => err(`Trace: ${format(...values)}\n${new Error().stack.split('\n').slice(2).join('\n')}`),
};
