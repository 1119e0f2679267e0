// The module `assert`, and the deep equality it shares with `util`.
'use strict';

const { inspect } = require('./inspect');

class AssertionError extends Error {
  constructor({ message, actual, expected, operator }) {
    super(message);
    this.name = 'AssertionError';
    this.code = 'ERR_ASSERTION';
    this.generatedMessage = false;
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
  }
}

function same(a, b, strict) {
  if (strict ? Object.is(a, b) : a == b || (a !== a && b !== b)) return true; // eslint-disable-line eqeqeq
  return false;
}

function deep(a, b, strict, seen = []) {
  if (same(a, b, strict)) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (natives.classOf(a) !== natives.classOf(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  if (seen.some(([x, y]) => x === a && y === b)) return true;
  const next = [...seen, [a, b]];
  switch (natives.classOf(a)) {
    case 'Date':
      if (a.getTime() !== b.getTime()) return false;
      break;
    case 'RegExp':
      if (String(a) !== String(b)) return false;
      break;
    case 'Error':
      if (a.name !== b.name || a.message !== b.message) return false;
      break;
    case 'Number':
    case 'String':
    case 'Boolean':
    case 'BigInt':
      if (!same(a.valueOf(), b.valueOf(), true)) return false;
      break;
    case 'Set':
      if (a.size !== b.size || ![...a].every((v) => b.has(v) || [...b].some((w) => deep(v, w, strict, next)))) return false;
      break;
    case 'Map':
      if (a.size !== b.size || ![...a].every(([k, v]) => [...b].some(([l, w]) => deep(k, l, strict, next) && deep(v, w, strict, next)))) return false;
      break;
    default:
  }
  const keys = Object.keys(a);
  if (a.length !== b.length || keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.prototype.hasOwnProperty.call(b, key) && deep(a[key], b[key], strict, next));
}

function fail(message, standard, actual, expected, operator) {
  if (message instanceof Error) throw message;
  throw new AssertionError({ message: message === undefined ? standard : String(message), actual, expected, operator });
}
const assertion = (operator, holds, words) => (actual, expected, message) => {
  if (!holds(actual, expected)) fail(message, words(inspect(actual), inspect(expected)), actual, expected, operator);
};
const matches = (error, expected) => {
  if (expected === undefined || typeof expected === 'string') return true;
  if (expected instanceof RegExp) return expected.test(String(error));
  if (typeof expected === 'function') {
    if (expected.prototype !== undefined && error instanceof expected) return true;
    return Error.isPrototypeOf(expected) || expected === Error ? false : expected(error) === true;
  }
  return Object.keys(expected).every((key) => (expected[key] instanceof RegExp ? expected[key].test(error[key]) : deep(error[key], expected[key], true)));
};
function raised(error, expected) {
  if (!matches(error, expected)) throw error;
}

const ok = (value, message) => {
  if (!value) fail(message, 'The expression evaluated to a falsy value', value, true, '==');
};
const assert = (value, message) => ok(value, message);
Object.assign(assert, {
  ok,
  AssertionError,
  fail: (message = 'Failed') => fail(message, 'Failed', undefined, undefined, 'fail'),
  equal: assertion('==', (a, b) => same(a, b, false), (a, b) => `${a} == ${b}`),
  notEqual: assertion('!=', (a, b) => !same(a, b, false), (a, b) => `${a} != ${b}`),
  strictEqual: assertion('strictEqual', (a, b) => same(a, b, true), (a, b) => `Expected values to be strictly equal:\n\n${a} !== ${b}\n`),
  notStrictEqual: assertion('notStrictEqual', (a, b) => !same(a, b, true), (a) => `Expected "actual" to be strictly unequal to: ${a}`),
  deepEqual: assertion('deepEqual', (a, b) => deep(a, b, false), (a, b) => `Expected values to be loosely deep-equal:\n\n${a}\n\nshould loosely deep-equal\n\n${b}`),
  deepStrictEqual: assertion('deepStrictEqual', (a, b) => deep(a, b, true), (a, b) => `Expected values to be strictly deep-equal:\n${a}\n\nshould equal\n\n${b}`),
  notDeepEqual: assertion('notDeepEqual', (a, b) => !deep(a, b, false), (a) => `Expected "actual" not to be loosely deep-equal to: ${a}`),
  notDeepStrictEqual: assertion('notDeepStrictEqual', (a, b) => !deep(a, b, true), (a) => `Expected "actual" not to be strictly deep-equal to: ${a}`),
  match: assertion('match', (a, b) => b.test(a), (a, b) => `The input did not match the regular expression ${b}. Input:\n\n${a}\n`),
  doesNotMatch: assertion('doesNotMatch', (a, b) => !b.test(a), (a, b) => `The input was expected to not match the regular expression ${b}. Input:\n\n${a}\n`),
  ifError: (value) => {
    if (value !== null && value !== undefined) throw value;
  },
  throws: (call, expected, message) => {
    try {
      call();
    } catch (error) {
      raised(error, expected);
      return;
    }
    fail(typeof expected === 'string' ? expected : message, 'Missing expected exception.', undefined, expected, 'throws');
  },
  doesNotThrow: (call, message) => {
    try {
      call();
    } catch (error) {
      fail(message, `Got unwanted exception.\nActual message: "${error && error.message}"`, error, undefined, 'doesNotThrow');
    }
  },
  rejects: async (promise, expected, message) => {
    try {
      await (typeof promise === 'function' ? promise() : promise);
    } catch (error) {
      raised(error, expected);
      return;
    }
    fail(typeof expected === 'string' ? expected : message, 'Missing expected rejection.', undefined, expected, 'rejects');
  },
});
assert.strict = Object.assign((value, message) => ok(value, message), assert, {
  equal: assert.strictEqual,
  notEqual: assert.notStrictEqual,
  deepEqual: assert.deepStrictEqual,
  notDeepEqual: assert.notDeepStrictEqual,
});
assert.strict.strict = assert.strict;

module.exports = { assert, deep };
