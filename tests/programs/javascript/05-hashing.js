// Hashes written out: FNV, djb2, Murmur, Adler, CRC, SHA-256; a hash table with open addressing.
const TEXTS = ['', 'a', 'abc', 'message digest', 'The quick brown fox jumps over the lazy dog', 'ünïcödé'];
const encoder = new TextEncoder();
const hex = (n, width = 8) => n.toString(16).padStart(width, '0');

const fnv1a = (bytes) => bytes.reduce((value, byte) => ((value ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn, 0xcbf29ce484222325n);
const djb2 = (bytes) => bytes.reduce((value, byte) => (value * 33 + byte) >>> 0, 5381);

function adler32(bytes) {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k += 1) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});
const crc32 = (bytes) => ~bytes.reduce((value, byte) => crcTable[(value ^ byte) & 255] ^ (value >>> 8), -1) >>> 0;

function murmur3(bytes, seed = 0) {
  const mix = (k) => Math.imul(((k = Math.imul(k, 0xcc9e2d51)) << 15) | (k >>> 17), 0x1b873593);
  let h = seed;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    h ^= mix(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24));
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  let k = 0;
  for (let rest = bytes.length - 1; rest >= at; rest -= 1) k = (k << 8) | bytes[rest];
  h ^= mix(k) ^ bytes.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function sha256(bytes) {
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
  const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
  const k = primes.map((p) => fraction(Math.cbrt(p)));
  const state = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[bytes.length] = 128;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, bytes.length * 8);
  const rotate = (x, n) => (x >>> n) | (x << (32 - n));
  for (let block = 0; block < padded.length; block += 64) {
    const w = new Int32Array(64);
    for (let n = 0; n < 64; n += 1) {
      if (n < 16) w[n] = view.getInt32(block + n * 4);
      else {
        const [x, y] = [w[n - 15], w[n - 2]];
        w[n] = w[n - 16] + w[n - 7] + (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) + (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10));
      }
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let n = 0; n < 64; n += 1) {
      const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + k[n] + w[n]) | 0;
      const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, n) => {
      state[n] += value;
    });
  }
  return Array.from(state, (word) => hex(word >>> 0)).join('');
}

class Table {
  static #gone = Symbol('gone');

  #slots = new Array(8);

  size = 0;

  probes = 0;

  #find(key) {
    let at = murmur3(encoder.encode(key)) % this.#slots.length;
    let free;
    for (; this.#slots[at] !== undefined; at = (at + 1) % this.#slots.length) {
      this.probes += 1;
      if (this.#slots[at] === Table.#gone) free ??= at;
      else if (this.#slots[at][0] === key) return at;
    }
    return free ?? at;
  }

  set(key, value) {
    if ((this.size + 1) * 3 > this.#slots.length * 2) {
      const old = this.#slots.filter((slot) => Array.isArray(slot));
      [this.#slots, this.size] = [new Array(this.#slots.length * 2), 0];
      old.forEach(([k, v]) => this.set(k, v));
    }
    const at = this.#find(key);
    if (!Array.isArray(this.#slots[at])) this.size += 1;
    this.#slots[at] = [key, value];
    return this;
  }

  get(key) {
    return this.#slots[this.#find(key)]?.[1];
  }

  delete(key) {
    const at = this.#find(key);
    if (!Array.isArray(this.#slots[at])) return false;
    this.#slots[at] = Table.#gone;
    this.size -= 1;
    return true;
  }
}

for (const text of TEXTS) {
  const bytes = encoder.encode(text);
  console.log(JSON.stringify(text.slice(0, 20)).padEnd(24), 'fnv', hex(fnv1a([...bytes]), 16), 'djb', hex(djb2(bytes)), 'murmur', hex(murmur3(bytes)), 'adler', hex(adler32(bytes)), 'crc', hex(crc32(bytes)));
  console.log('  sha256', sha256(bytes));
}
const table = new Table();
for (let n = 0; n < 200; n += 1) table.set(`key-${n}`, n * n);
for (let n = 0; n < 200; n += 3) table.delete(`key-${n}`);
console.log(table.size, table.probes, table.get('key-33'), table.get('key-34'), table.delete('key-33'), table);
