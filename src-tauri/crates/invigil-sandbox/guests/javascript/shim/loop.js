// The event loop: ticks, timers in virtual time, and work of the streams. One turn of it is one
// macrotask; the C side drains ticks and promise jobs in between.
'use strict';

const ticks = [];
const tasks = []; // immediates and stream work, in the order they were asked for
const timers = []; // ordered by (due, number)
let number = 0;

const checked = (callback) => {
  if (typeof callback !== 'function') {
    throw Object.assign(new TypeError(`The "callback" argument must be of type function. Received ${callback}`), { code: 'ERR_INVALID_ARG_TYPE' });
  }
  return callback;
};

class Timeout {
  constructor(callback, delay, values, repeat) {
    this._callback = checked(callback);
    this._delay = delay >= 1 && delay <= 2147483647 ? Math.trunc(delay) : 1;
    this._values = values;
    this._repeat = repeat;
    this._alive = true;
    number += 1;
    this._number = number;
    this._schedule();
  }

  _schedule() {
    this._due = Math.floor(natives.now()) + this._delay;
    let at = timers.length;
    while (at > 0 && timers[at - 1]._due > this._due) at -= 1;
    timers.splice(at, 0, this);
  }

  _stop() {
    this._alive = false;
    const at = timers.indexOf(this);
    if (at >= 0) timers.splice(at, 1);
  }

  ref() {
    return this;
  }

  unref() {
    this._weak = true;
    return this;
  }

  hasRef() {
    return !this._weak;
  }

  refresh() {
    this._stop();
    this._alive = true;
    this._schedule();
    return this;
  }

  close() {
    this._stop();
    return this;
  }

  [Symbol.toPrimitive]() {
    return this._number;
  }
}

class Immediate {
  constructor(callback, values) {
    const call = checked(callback);
    this._task = () => call(...values);
    tasks.push(this);
  }
}

const clear = (timer) => {
  if (timer instanceof Timeout) timer._stop();
  else if (timer instanceof Immediate) timer._task = undefined;
  else if (timer !== undefined && timer !== null) timers.find((t) => t._number === Number(timer))?._stop();
};

// Runs one task; what is due comes first. False where nothing is left to do.
function turn() {
  if (timers.length && timers[0]._due <= natives.now()) return fire(timers.shift());
  while (tasks.length) {
    const next = tasks.shift();
    if (next._task) {
      next._task();
      return true;
    }
  }
  if (!timers.some((timer) => !timer._weak)) return false;
  natives.sleep(timers[0]._due - natives.now());
  return fire(timers.shift());
}

function fire(timer) {
  if (timer._repeat) timer._schedule();
  timer._callback(...timer._values);
  return true;
}

// All ticks; whether there were any.
function runTicks() {
  if (ticks.length === 0) return false;
  while (ticks.length) ticks.shift()();
  return true;
}

module.exports = {
  turn,
  runTicks,
  later: (task) => {
    tasks.push({ _task: task });
  },
  nextTick: (callback, ...values) => {
    checked(callback);
    ticks.push(() => callback(...values));
  },
  setTimeout: (callback, delay, ...values) => new Timeout(callback, Number(delay), values, false),
  setInterval: (callback, delay, ...values) => new Timeout(callback, Number(delay), values, true),
  setImmediate: (callback, ...values) => new Immediate(callback, values),
  clear,
};
