// Buffer, as far as programs that read text and hash bytes use it; TextEncoder and TextDecoder.
'use strict';

const { inspect } = require('./inspect');

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const latin1 = (bytes) => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};
const toBase64 = (bytes) => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i] << 16) | ((bytes[i + 1] || 0) << 8) | (bytes[i + 2] || 0);
    const four = [18, 12, 6, 0].map((shift) => alphabet[(word >> shift) & 63]);
    text += four.slice(0, Math.min(4, bytes.length - i + 1)).join('').padEnd(4, '=');
  }
  return text;
};
const fromBase64 = (text) => {
  const bytes = [];
  let word = 0;
  let bits = 0;
  for (const c of text.replaceAll('-', '+').replaceAll('_', '/')) {
    const value = alphabet.indexOf(c);
    if (value < 0) continue;
    word = ((word << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((word >> bits) & 255);
    }
  }
  return bytes;
};
const encoders = {
  utf8: (text) => natives.encode(text),
  hex: (text) => (text.match(/^(?:[0-9a-f]{2})*/i)[0].match(/../g) || []).map((pair) => parseInt(pair, 16)),
  latin1: (text) => Array.from(text, (c) => c.charCodeAt(0) & 255),
  base64: fromBase64,
  utf16le: (text) => Array.from({ length: text.length * 2 }, (_, i) => (text.charCodeAt(i >> 1) >> ((i & 1) * 8)) & 255),
};
const decoders = {
  utf8: (bytes) => natives.decode(bytes),
  hex: (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  latin1,
  base64: toBase64,
  base64url: (bytes) => toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''),
  utf16le: (bytes) => {
    let text = '';
    for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode(bytes[i] | (bytes[i + 1] << 8));
    return text;
  },
};
const aliases = { 'utf-8': 'utf8', binary: 'latin1', ascii: 'latin1', ucs2: 'utf16le', 'ucs-2': 'utf16le', 'utf-16le': 'utf16le' };
const named = (table, encoding) => {
  const name = String(encoding ?? 'utf8').toLowerCase();
  const found = table[aliases[name] || name] || (table === encoders && name === 'base64url' ? fromBase64 : undefined);
  if (!found) throw Object.assign(new TypeError(`Unknown encoding: ${encoding}`), { code: 'ERR_UNKNOWN_ENCODING' });
  return found;
};

class Buffer extends Uint8Array {
  static from(value, encoding, length) {
    if (typeof value === 'string') return new Buffer(named(encoders, encoding)(value));
    if (value instanceof ArrayBuffer) return new Buffer(value, encoding, length);
    if (value && value.type === 'Buffer' && Array.isArray(value.data)) return new Buffer(value.data);
    return new Buffer(value);
  }

  static of(...bytes) {
    return new Buffer(bytes);
  }

  static alloc(size, fill, encoding) {
    const buffer = new Buffer(size);
    return fill === undefined ? buffer : buffer.fill(fill, 0, size, encoding);
  }

  static allocUnsafe(size) {
    return new Buffer(size);
  }

  static concat(list, size = list.reduce((sum, part) => sum + part.length, 0)) {
    const all = new Buffer(size);
    let at = 0;
    for (const part of list) {
      all.set(part.subarray(0, Math.max(0, size - at)), at);
      at += part.length;
    }
    return all;
  }

  static isBuffer(value) {
    return value instanceof Buffer;
  }

  static byteLength(value, encoding) {
    return typeof value === 'string' ? named(encoders, encoding)(value).length : value.byteLength;
  }

  static compare(a, b) {
    for (let i = 0; i < a.length && i < b.length; i += 1) if (a[i] !== b[i]) return a[i] < b[i] ? -1 : 1;
    return Math.sign(a.length - b.length);
  }

  toString(encoding, start = 0, end = this.length) {
    return named(decoders, encoding)(start === 0 && end === this.length ? this : this.subarray(start, end));
  }

  toJSON() {
    return { type: 'Buffer', data: [...this] };
  }

  equals(other) {
    return Buffer.compare(this, other) === 0;
  }

  fill(value, start, end, encoding) {
    if (typeof value !== 'string') return super.fill(value, start, end);
    const bytes = named(encoders, encoding)(value);
    for (let i = start || 0; i < (end ?? this.length); i += 1) this[i] = bytes[i % bytes.length];
    return this;
  }

  write(text, at = 0) {
    const bytes = natives.encode(text).subarray(0, this.length - at);
    this.set(bytes, at);
    return bytes.length;
  }

  slice(start, end) {
    return this.subarray(start, end);
  }

  [inspect.custom]() {
    const bytes = Array.from(this.subarray(0, 50), (byte) => byte.toString(16).padStart(2, '0'));
    const left = this.length - 50;
    return `<Buffer ${bytes.join(' ')}${left > 0 ? ` ... ${left} more byte${left > 1 ? 's' : ''}` : ''}>`;
  }
}

for (const [name, view, size] of [['UInt8', 'Uint8', 1], ['Int8', 'Int8', 1], ['UInt16', 'Uint16', 2], ['Int16', 'Int16', 2], ['UInt32', 'Uint32', 4], ['Int32', 'Int32', 4], ['Float', 'Float32', 4], ['Double', 'Float64', 8]]) {
  for (const order of size === 1 ? [''] : ['LE', 'BE']) {
    const on = (buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    Object.defineProperty(Buffer.prototype, `read${name}${order}`, { value(at = 0) { return on(this)[`get${view}`](at, order === 'LE'); } });
    Object.defineProperty(Buffer.prototype, `write${name}${order}`, { value(value, at = 0) { on(this)[`set${view}`](at, value, order === 'LE'); return at + size; } });
  }
}

class TextEncoder {
  get encoding() {
    return 'utf-8';
  }

  encode(text = '') {
    return natives.encode(String(text));
  }
}

class TextDecoder {
  get encoding() {
    return 'utf-8';
  }

  decode(bytes = new Uint8Array()) {
    const view = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes.buffer || bytes);
    return natives.decode(view).replace(/^\ufeff/, '');
  }
}

module.exports = { Buffer, TextEncoder, TextDecoder };
