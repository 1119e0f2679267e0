// The module `events`: EventEmitter and once.
'use strict';

class EventEmitter {
  #listeners = new Map();

  #list(name) {
    if (!this.#listeners.has(name)) this.#listeners.set(name, []);
    return this.#listeners.get(name);
  }

  #add(name, listener, once, first) {
    if (typeof listener !== 'function') {
      throw Object.assign(new TypeError('The "listener" argument must be of type function.'), { code: 'ERR_INVALID_ARG_TYPE' });
    }
    if (name !== 'newListener' && this.listenerCount('newListener')) this.emit('newListener', name, listener);
    const entry = { listener, once };
    if (first) this.#list(name).unshift(entry);
    else this.#list(name).push(entry);
    return this;
  }

  on(name, listener) {
    return this.#add(name, listener, false, false);
  }

  once(name, listener) {
    return this.#add(name, listener, true, false);
  }

  prependListener(name, listener) {
    return this.#add(name, listener, false, true);
  }

  prependOnceListener(name, listener) {
    return this.#add(name, listener, true, true);
  }

  off(name, listener) {
    const list = this.#listeners.get(name) || [];
    const at = list.map((entry) => entry.listener).lastIndexOf(listener);
    if (at >= 0) {
      this.#listeners.set(name, list.toSpliced(at, 1));
      if (list.length === 1) this.#listeners.delete(name);
      if (this.listenerCount('removeListener')) this.emit('removeListener', name, listener);
    }
    return this;
  }

  removeAllListeners(name) {
    if (name === undefined) this.#listeners.clear();
    else this.#listeners.delete(name);
    return this;
  }

  emit(name, ...values) {
    const list = this.#listeners.get(name);
    if (!list || list.length === 0) {
      if (name !== 'error') return false;
      if (values[0] instanceof Error) throw values[0];
      throw Object.assign(new Error(`Unhandled error. (${String(values[0])})`), { code: 'ERR_UNHANDLED_ERROR', context: values[0] });
    }
    for (const entry of [...list]) {
      if (entry.once) this.off(name, entry.listener);
      entry.listener.apply(this, values);
    }
    return true;
  }

  listeners(name) {
    return (this.#listeners.get(name) || []).map((entry) => entry.listener);
  }

  rawListeners(name) {
    return this.listeners(name);
  }

  listenerCount(name) {
    return (this.#listeners.get(name) || []).length;
  }

  eventNames() {
    return [...this.#listeners.keys()];
  }

  setMaxListeners() {
    return this;
  }

  getMaxListeners() {
    return 10;
  }

  static once(emitter, name) {
    return new Promise((resolve, reject) => {
      const failed = (error) => {
        emitter.off(name, done);
        reject(error);
      };
      const done = (...values) => {
        emitter.off('error', failed);
        resolve(values);
      };
      emitter.once(name, done);
      if (name !== 'error') emitter.once('error', failed);
    });
  }
}
EventEmitter.prototype.addListener = EventEmitter.prototype.on;
EventEmitter.prototype.removeListener = EventEmitter.prototype.off;

// Old code calls it as a function on its own object: EventEmitter.call(this). Private fields then
// live on an emitter of its own, so such classes must extend it instead; `util.inherits` does.
EventEmitter.EventEmitter = EventEmitter;
EventEmitter.defaultMaxListeners = 10;

module.exports = EventEmitter;
