// The modules `readline` and `readline/promises`. One line is one macrotask, so that a program may
// await between two questions and lose none.
'use strict';

const EventEmitter = require('./events');
const streams = require('./streams');
const loop = require('./loop');

const lines = () => {
  const text = streams.bytes().toString();
  const all = text.split(/\r\n|\n|\r/);
  if (all.at(-1) === '') all.pop();
  return all;
};

class Interface extends EventEmitter {
  closed = false;
  line = '';
  terminal = false;
  #lines = lines();
  #at = 0;
  #prompt = '> ';
  #output;
  #asked;
  #paused = false;
  #running = false;

  constructor(input, output) {
    super();
    const options = input && input.input ? input : { input, output };
    this.input = options.input;
    this.#output = options.output;
    if (options.prompt !== undefined) this.#prompt = options.prompt;
    this.#run();
  }

  #run() {
    if (this.#running) return;
    this.#running = true;
    loop.later(() => {
      this.#running = false;
      if (this.closed || this.#paused) return;
      if (this.#at === this.#lines.length) {
        this.close();
        return;
      }
      this.#run();
      const line = this.#lines[this.#at];
      this.#at += 1;
      const answer = this.#asked;
      this.#asked = undefined;
      if (answer) answer(line);
      else this.emit('line', line);
    });
  }

  question(query, options, callback) {
    if (this.closed) throw Object.assign(new Error('readline was closed'), { code: 'ERR_USE_AFTER_CLOSE' });
    if (this.#output) this.#output.write(query);
    this.#asked = typeof options === 'function' ? options : callback;
  }

  setPrompt(prompt) {
    this.#prompt = prompt;
  }

  getPrompt() {
    return this.#prompt;
  }

  prompt() {
    if (this.#output) this.#output.write(this.#prompt);
  }

  write() {}

  pause() {
    this.#paused = true;
    return this;
  }

  resume() {
    this.#paused = false;
    this.#run();
    return this;
  }

  close() {
    if (this.closed) return;
    this.closed = true;
    this.emit('close');
  }

  async *[Symbol.asyncIterator]() {
    this.#paused = true;
    while (!this.closed && this.#at < this.#lines.length) {
      this.#at += 1;
      yield this.#lines[this.#at - 1];
    }
    this.close();
  }

  [Symbol.dispose]() {
    this.close();
  }
}

class PromiseInterface extends Interface {
  question(query) {
    return new Promise((resolve) => {
      super.question(query, resolve);
    });
  }
}

const promises = {
  Interface: PromiseInterface,
  createInterface: (input, output) => new PromiseInterface(input, output),
};
module.exports = {
  Interface,
  createInterface: (input, output) => new Interface(input, output),
  clearLine: () => true,
  cursorTo: () => true,
  moveCursor: () => true,
  promises,
};
