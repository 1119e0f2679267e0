// Puts the globals in place and returns what the C side calls.
'use strict';

const EventEmitter = require('./events');
const errors = require('./errors');
const loop = require('./loop');
const modules = require('./modules');
const streams = require('./streams');

require('./locale').install();

const start = () => Math.floor(natives.now());
let began = start();
let exiting = false;
const rejections = new Map(); // promises rejected with nobody listening

class Process extends EventEmitter {
  title = 'node';
  argv = ['node', '/box/main.js'];
  execArgv = [];
  env = {};
  pid = 1;
  ppid = 0;
  platform = 'wasi';
  arch = 'wasm32';
  version = 'quickjs-ng';
  versions = { quickjs: 'ng' };
  exitCode = undefined;
  stdin = streams.stdin;
  stdout = streams.stdout;
  stderr = streams.stderr;
  nextTick = loop.nextTick;

  cwd = () => '/box';
  uptime = () => (natives.now() - began) / 1000;
  memoryUsage = () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 });
  cpuUsage = () => ({ user: 0, system: 0 });
  emitWarning = (warning) => natives.write(2, `(node) ${warning}\n`);
  hrtime = Object.assign((since = [0, 0]) => {
    const now = natives.now();
    const [s, ns] = [Math.floor(now / 1000), Math.floor((now % 1000) * 1e6)];
    return ns < since[1] ? [s - since[0] - 1, ns - since[1] + 1e9] : [s - since[0], ns - since[1]];
  }, { bigint: () => BigInt(Math.round(natives.now() * 1e6)) });

  exit = (code) => {
    if (code !== undefined) this.exitCode = code;
    natives.exit(finish());
  };
  abort = () => natives.exit(134);
}
const process = new Process();

function finish() {
  if (!exiting) {
    exiting = true;
    process.emit('exit', Number(process.exitCode ?? 0));
  }
  return Number(process.exitCode ?? 0) & 255;
}

const globals = {
  console: require('./console'),
  process,
  Buffer: modules.Buffer,
  TextEncoder: modules.TextEncoder,
  TextDecoder: modules.TextDecoder,
  performance: modules.performance,
  setTimeout: loop.setTimeout,
  setInterval: loop.setInterval,
  setImmediate: loop.setImmediate,
  clearTimeout: loop.clear,
  clearInterval: loop.clear,
  clearImmediate: loop.clear,
  structuredClone: (value) => require('./clone').clone(value),
  global: globalThis,
};
for (const [name, value] of Object.entries(globals)) {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}
Object.defineProperty(globalThis, Symbol.for('invigil.require'), { value: modules.requireFrom('/box') });
Object.defineProperty(Math, 'random', { value: natives.random, writable: true, configurable: true });
if (typeof globalThis.queueMicrotask !== 'function') {
  globalThis.queueMicrotask = (task) => {
    Promise.resolve().then(task);
  };
}

function uncaught(error) {
  if (!exiting && process.listenerCount('uncaughtException')) {
    process.emit('uncaughtException', error, 'uncaughtException');
    return;
  }
  natives.write(2, errors.describe(error));
  process.exitCode = 1;
  natives.exit(exiting ? 1 : finish() || 1);
}

// The text is a module where it has import or export at the start of a line and is no script.
function isModule(text) {
  if (!/^\s*(import\b(?!\s*\()|export\b)/m.test(text)) return false;
  try {
    modules.compile(text, 'main.js');
    return false;
  } catch {
    return true;
  }
}

// The program's text does not compile: what the compiler says, and the code that means it.
function uncompiled(error) {
  if (!(error instanceof SyntaxError)) throw error;
  natives.write(2, errors.describe(error));
  return 0x4345;
}

// Runs the program, or gives null for a module and a code where it does not compile.
function main(text, words) {
  began = start();
  process.argv = ['node', '/box/main.js', ...words.slice(1)];
  errors.remember(text);
  if (isModule(text)) return null;
  let compiled;
  try {
    compiled = modules.compile(text, 'main.js');
  } catch (error) {
    return uncompiled(error);
  }
  modules.load(compiled, '/box/main.js');
  return undefined;
}

module.exports = {
  main,
  uncaught,
  uncompiled,
  source: modules.source,
  ticks: loop.runTicks,
  rejected: (promise, reason, handled) => {
    if (handled) rejections.delete(promise);
    else rejections.set(promise, reason);
  },
  unhandled: () => {
    for (const [promise, reason] of rejections) {
      rejections.delete(promise);
      if (process.listenerCount('unhandledRejection')) process.emit('unhandledRejection', reason, promise);
      else uncaught(reason);
    }
  },
  turn: () => {
    if (loop.turn()) return -1;
    process.emit('beforeExit', Number(process.exitCode ?? 0));
    return finish();
  },
};
