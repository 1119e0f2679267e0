// What `require` and `import` find: the modules below, JSON and programs under /box, nothing else.
'use strict';

const { assert } = require('./assert');
const { Buffer, TextEncoder, TextDecoder } = require('./buffer');
const { fs, path, os } = require('./files');
const loop = require('./loop');
const readline = require('./readline');
const EventEmitter = require('./events');

const sleep = (ms, value) => new Promise((resolve) => loop.setTimeout(resolve, ms, value));
const performance = { now: () => natives.now(), timeOrigin: 0, mark: () => {}, measure: () => {} };
const builtin = {
  assert,
  'assert/strict': assert.strict,
  buffer: { Buffer },
  events: EventEmitter,
  fs,
  'fs/promises': fs.promises,
  os,
  path,
  perf_hooks: { performance },
  readline,
  'readline/promises': readline.promises,
  timers: { setTimeout: loop.setTimeout, setInterval: loop.setInterval, setImmediate: loop.setImmediate, clearTimeout: loop.clear, clearInterval: loop.clear, clearImmediate: loop.clear },
  'timers/promises': { setTimeout: sleep, setImmediate: (value) => new Promise((resolve) => loop.setImmediate(resolve, value)) },
  util: require('./util'),
};

const missing = (name) => Object.assign(new Error(`Cannot find module '${name}' (the modules here: ${Object.keys(builtin).join(', ')})`), { code: 'MODULE_NOT_FOUND' });
const known = (name) => builtin[name.startsWith('node:') ? name.slice(5) : name];

const cache = new Map();
let main; // the program's own module

function read(name) {
  const bytes = natives.read(name);
  if (typeof bytes === 'number') throw missing(name);
  return natives.decode(bytes);
}

function find(name, from) {
  const whole = path.resolve(from, name);
  for (const end of ['', '.js', '.json', '.cjs', '.mjs', '/index.js']) {
    if (typeof natives.read(whole + end) !== 'number') return whole + end;
  }
  throw missing(name);
}

// The text of a CommonJS module as a function; the wrapper is on line 0, the text begins on line 1.
function compile(text, shown) {
  const body = text.startsWith('#!') ? `//${text}` : text;
  return natives.compile(`\n(function (exports, require, module, __filename, __dirname) {\n${body}\n})`, shown);
}

function load(compiled, file) {
  const folder = path.dirname(file);
  const module = { exports: {}, id: file, filename: file, loaded: false, children: [], paths: [] };
  cache.set(file, module);
  const require = requireFrom(folder);
  main ??= module;
  require.main = main;
  compiled.call(module.exports, module.exports, require, module, file, folder);
  module.loaded = true;
  return module.exports;
}

function requireFrom(folder) {
  const require = (name) => {
    if (typeof name !== 'string') throw new TypeError('The "id" argument must be of type string.');
    const found = known(name);
    if (found) return found;
    if (!name.startsWith('.') && !name.startsWith('/')) throw missing(name);
    const file = find(name, folder);
    if (cache.has(file)) return cache.get(file).exports;
    if (file.endsWith('.json')) return JSON.parse(read(file));
    return load(compile(read(file), path.relative('/box', file)), file);
  };
  require.resolve = (name) => (known(name) ? name : find(name, folder));
  require.cache = {};
  return require;
}

// The source text of an ES module.
function source(name) {
  const found = known(name);
  if (!found) return sourceOfFile(name);
  const names = Object.getOwnPropertyNames(found).filter((key) => /^[A-Za-z_$][\w$]*$/.test(key) && !['default', 'name', 'length', 'prototype', 'arguments', 'caller'].includes(key));
  return `const it = ${JSON.stringify(name)}; const all = globalThis[Symbol.for('invigil.require')](it); export default all;\n`
    + names.map((key) => `const _${key} = all.${key}; export { _${key} as ${key} };`).join('\n');
}

function sourceOfFile(name) {
  if (!/^[./]|^[^:]*\.(js|mjs|json)$/.test(name)) throw missing(name);
  const text = read(find(name, '/box'));
  return name.endsWith('.json') ? `export default ${text}` : text;
}

module.exports = { compile, load, requireFrom, source, performance, TextEncoder, TextDecoder, Buffer };
