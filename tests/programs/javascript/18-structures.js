// Data structures and the event loop: LRU, linked list, tree, trie, proxies, queues of promises.
class LRU {
  #items = new Map();

  constructor(room) {
    Object.assign(this, { room, hits: 0, misses: 0 });
  }

  get(key, make) {
    let value;
    if (this.#items.has(key)) {
      this.hits += 1;
      value = this.#items.get(key);
      this.#items.delete(key);
    } else {
      this.misses += 1;
      value = make(key);
      if (this.#items.size === this.room) this.#items.delete(this.#items.keys().next().value);
    }
    this.#items.set(key, value);
    return value;
  }

  keys() {
    return [...this.#items.keys()];
  }
}

class Linked {
  static from(values) {
    const list = new Linked();
    for (const value of [...values].reverse()) list.head = { value, next: list.head };
    return list;
  }

  head = null;

  * [Symbol.iterator]() {
    for (let node = this.head; node; node = node.next) yield node.value;
  }

  reverse() {
    let before = null;
    for (let node = this.head; node;) [node.next, before, node] = [before, node, node.next];
    this.head = before;
    return this;
  }
}

class Tree {
  insert(key) {
    if (this.key === undefined) this.key = key;
    else if (key !== this.key) {
      const side = key < this.key ? 'left' : 'right';
      (this[side] ??= new Tree()).insert(key);
    }
    return this;
  }

  * [Symbol.iterator]() {
    if (this.left) yield* this.left;
    yield this.key;
    if (this.right) yield* this.right;
  }

  get height() {
    return 1 + Math.max(this.left?.height ?? 0, this.right?.height ?? 0);
  }
}

class Trie {
  children = new Map();

  ends = false;

  add(word) {
    let node = this;
    for (const letter of word) {
      if (!node.children.has(letter)) node.children.set(letter, new Trie());
      node = node.children.get(letter);
    }
    node.ends = true;
    return this;
  }

  * words(prefix = '') {
    if (this.ends) yield prefix;
    for (const letter of [...this.children.keys()].sort()) yield* this.children.get(letter).words(prefix + letter);
  }

  starting(prefix) {
    let node = this;
    for (const letter of prefix) node = node?.children.get(letter);
    return node ? [...node.words(prefix)] : [];
  }
}

const cache = new LRU(3);
console.log([1, 2, 3, 1, 4, 2, 5, 1, 1, 3].map((key) => cache.get(key, (k) => k * k)), cache, cache.keys());
const list = Linked.from([1, 2, 3]);
console.log(list, [...list.reverse()], Math.max(...list), Array.from(list, (x) => x * 2));
const tree = [...Array(60).keys()].reduce((all, n) => all.insert((n * 37) % 101), new Tree());
console.log(tree.height, [...tree], new Tree().insert(2).insert(1).insert(3));
const trie = ['tea', 'ten', 'team', 'to', 'inn', 'tend', 'tent', 'tenth', 'internal', 'interval'].reduce((all, word) => all.add(word), new Trie());
console.log(trie.starting('ten'), trie.starting('inter'), trie.starting('x'), new Trie().add('ab'));
const trace = [];
const watched = new Proxy({ a: 1 }, {
  get: (target, name) => (trace.push(`get ${String(name)}`), target[name] ?? 'none'),
  set: (target, name, value) => Reflect.set(target, name, trace.push(`set ${name}`) && value),
  has: (target, name) => name.startsWith('a'),
});
watched.b = watched.a + 1;
console.log(watched.c, 'abc' in watched, 'b' in watched, trace);
const frozen = Object.freeze({ inner: { x: 1 } });
frozen.inner.x = 2;
console.log(frozen, Object.isFrozen(frozen), Object.entries({ b: 1, a: 2, 1: 3 }), new Map([[NaN, 1]]).get(NaN), new Set([0, -0, NaN, NaN]).size);
const a = new Set([1, 2, 3]);
console.log([...a].filter((x) => new Set([2, 3, 4]).has(x)), new WeakMap([[a, 1]]).get(a), [...'aab'].reduce((n, c) => ({ ...n, [c]: (n[c] ?? 0) + 1 }), {}));

class Pool {
  #running = 0;

  #waiting = [];

  constructor(limit) {
    this.limit = limit;
    this.most = 0;
  }

  async run(task) {
    if (this.#running >= this.limit) await new Promise((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    this.most = Math.max(this.most, this.#running);
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}

const sleep = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
async function* ticks(count) {
  for (let n = 0; n < count; n += 1) {
    await sleep(1);
    yield n;
  }
}

(async () => {
  const pool = new Pool(2);
  const order = [];
  const results = await Promise.all([30, 10, 20, 5].map((ms, at) => pool.run(async () => {
    order.push(`start ${at}`);
    await sleep(ms * 4);
    order.push(`end ${at}`);
    return ms;
  })));
  console.log(results, order, pool);
  for await (const n of ticks(3)) console.log('tick', n);
  console.log(await Promise.race([sleep(90, 'slow'), sleep(5, 'fast')]), await Promise.any([Promise.reject(new Error('no')), sleep(1, 'any')]));
  console.log(await Promise.allSettled([1, Promise.reject(new RangeError('bad')).catch((e) => e.name), sleep(2)]));
  setTimeout(() => console.log('timeout'), 0);
  setImmediate(() => setTimeout(() => console.log('later'), 20));
  process.nextTick(() => console.log('tick'));
  queueMicrotask(() => console.log('microtask'));
  console.log('end of main');
})();
