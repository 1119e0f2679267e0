// process.stdin, process.stdout and process.stderr.
'use strict';

const EventEmitter = require('./events');
const { Buffer } = require('./buffer');
const loop = require('./loop');

let input; // all of standard input, read once
let taken = 0; // how much of it was read piece by piece

// Standard input from a place on; from what nobody took.
function bytes(from = taken) {
  input ??= Buffer.from(natives.read());
  return from ? input.subarray(from) : input;
}

// The next bytes, at most that many.
function take(length) {
  const piece = bytes().subarray(0, length);
  taken += piece.length;
  return piece;
}

class Input extends EventEmitter {
  fd = 0;
  isTTY = undefined;
  #encoding;
  #state = 'idle'; // idle, flowing, paused, ended
  #rest;

  setEncoding(encoding = 'utf8') {
    this.#encoding = encoding;
    return this;
  }

  on(name, listener) {
    super.on(name, listener);
    if ((name === 'data' || name === 'end' || name === 'readable') && this.#state === 'idle') {
      if (name === 'data') this.resume();
      if (name === 'readable') this.#offer();
    }
    return this;
  }

  once(name, listener) {
    super.once(name, listener);
    if (name === 'data') this.resume();
    if (name === 'readable') this.#offer();
    return this;
  }

  addListener(name, listener) {
    return this.on(name, listener);
  }

  #chunk() {
    const all = bytes();
    if (all.length === 0) return null;
    return this.#encoding ? all.toString(this.#encoding) : all;
  }

  #offer() {
    if (this.#rest !== undefined || this.#state === 'ended') return;
    this.#rest = this.#chunk();
    loop.later(() => {
      if (this.#rest !== null) this.emit('readable');
      loop.later(() => {
        this.emit('readable');
        this.#end();
      });
    });
  }

  read() {
    const chunk = this.#rest === undefined ? this.#chunk() : this.#rest;
    this.#rest = null;
    return chunk;
  }

  resume() {
    if (this.#state === 'flowing' || this.#state === 'ended') return this;
    const first = this.#state === 'idle';
    this.#state = 'flowing';
    loop.later(() => {
      if (this.#state !== 'flowing') return;
      const chunk = first || this.#rest === undefined ? this.#chunk() : null;
      this.#rest = null;
      if (chunk !== null) this.emit('data', chunk);
      loop.later(() => this.#state === 'flowing' && this.#end());
    });
    return this;
  }

  #end() {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.emit('end');
    this.emit('close');
  }

  pause() {
    if (this.#state === 'flowing') this.#state = 'paused';
    return this;
  }

  unref() {
    return this;
  }

  ref() {
    return this;
  }

  pipe(to) {
    this.on('data', (chunk) => to.write(chunk));
    return to;
  }

  async *[Symbol.asyncIterator]() {
    const chunk = this.#chunk();
    this.#state = 'ended';
    if (chunk !== null) yield chunk;
  }
}

class Output extends EventEmitter {
  writable = true;
  isTTY = undefined;

  constructor(fd) {
    super();
    this.fd = fd;
  }

  write(chunk, encoding, done) {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) {
      throw Object.assign(new TypeError(`The "chunk" argument must be of type string or an instance of Buffer or Uint8Array.`), { code: 'ERR_INVALID_ARG_TYPE' });
    }
    natives.write(this.fd, typeof chunk === 'string' && typeof encoding === 'string' ? Buffer.from(chunk, encoding) : chunk);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (callback) loop.nextTick(callback);
    return true;
  }

  end(chunk, ...rest) {
    if (chunk !== undefined && typeof chunk !== 'function') this.write(chunk, ...rest);
    return this;
  }

  cork() {}

  uncork() {}
}

module.exports = { stdin: new Input(), stdout: new Output(1), stderr: new Output(2), bytes, take };
