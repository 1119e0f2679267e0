// The module `util`.
'use strict';

const { inspect } = require('./inspect');
const { format } = require('./format');
const { deep } = require('./assert');
const { TextEncoder, TextDecoder } = require('./buffer');

const custom = Symbol.for('nodejs.util.promisify.custom');
const brand = (...names) => (value) => value !== null && typeof value === 'object' && names.includes(natives.classOf(value));

function promisify(original) {
  if (typeof original[custom] === 'function') return original[custom];
  return function promisified(...values) {
    return new Promise((resolve, reject) => {
      original.call(this, ...values, (error, value) => (error ? reject(error) : resolve(value)));
    });
  };
}
promisify.custom = custom;

module.exports = {
  inspect,
  format,
  promisify,
  TextEncoder,
  TextDecoder,
  callbackify: (original) => (...values) => {
    const done = values.pop();
    original(...values).then((value) => queueMicrotask(() => done(null, value)), (error) => queueMicrotask(() => done(error)));
  },
  deprecate: (call) => call,
  debuglog: () => () => {},
  inherits: (child, parent) => {
    Object.defineProperty(child, 'super_', { value: parent, writable: true, configurable: true });
    Object.setPrototypeOf(child.prototype, parent.prototype);
  },
  isDeepStrictEqual: (a, b) => deep(a, b, true),
  isArray: Array.isArray,
  stripVTControlCharacters: (text) => text.replace(/\u001b\[[0-9;]*m/g, ''),
  types: {
    isDate: brand('Date'),
    isMap: brand('Map'),
    isSet: brand('Set'),
    isRegExp: brand('RegExp'),
    isPromise: brand('Promise'),
    isNativeError: brand('Error'),
    isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
    isProxy: (value) => natives.proxy(value) !== undefined,
    isAsyncFunction: (value) => typeof value === 'function' && value[Symbol.toStringTag] === 'AsyncFunction',
    isGeneratorFunction: (value) => typeof value === 'function' && value[Symbol.toStringTag] === 'GeneratorFunction',
  },
};
