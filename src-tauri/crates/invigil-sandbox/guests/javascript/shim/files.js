// The modules `fs`, `path` and `os`, read-only.
'use strict';

const { Buffer } = require('./buffer');
const streams = require('./streams');
const loop = require('./loop');

const codes = { 2: 'EACCES', 8: 'EBADF', 31: 'EISDIR', 44: 'ENOENT', 54: 'ENOTDIR', 63: 'EPERM', 69: 'EROFS', 76: 'EACCES' };
const words = { EACCES: 'permission denied', EBADF: 'bad file descriptor', EISDIR: 'illegal operation on a directory', ENOENT: 'no such file or directory', ENOTDIR: 'not a directory', EROFS: 'read-only file system' };
const failure = (code, call, path) => Object.assign(new Error(`${code}: ${words[code] || 'operation not permitted'}, ${call} '${path}'`), { errno: -1, code, syscall: call, path });
const encodingOf = (options) => (typeof options === 'string' ? options : options && options.encoding);

function readFileSync(path, options) {
  const encoding = encodingOf(options);
  let buffer;
  if (path === 0 || path === '/dev/stdin' || path === '/proc/self/fd/0') buffer = streams.bytes();
  else {
    const name = absolute(path instanceof Uint8Array ? natives.decode(path) : String(path));
    const bytes = natives.read(name);
    if (typeof bytes === 'number') throw failure(codes[bytes] || 'EPERM', 'open', path);
    buffer = Buffer.from(bytes);
  }
  return encoding ? buffer.toString(encoding) : buffer;
}

// ---- standard input, piece by piece ----

const invalid = (kind, code, words) => Object.assign(new kind(words), { code });
function validInteger(value, name, most) {
  const range = (limit) => invalid(RangeError, 'ERR_OUT_OF_RANGE', `The value of "${name}" is out of range. It must be ${limit}. Received ${value}`);
  if (typeof value !== 'number') throw invalid(TypeError, 'ERR_INVALID_ARG_TYPE', `The "${name}" argument must be of type number. Received type ${typeof value}`);
  if (!Number.isInteger(value)) throw range('an integer');
  if (value < 0) throw range('>= 0');
  if (value > most) throw range(`<= ${most}`);
}

// readSync(fd, buffer[, options]) and readSync(fd, buffer, offset, length[, position]): how many
// bytes it read, 0 at the end. A position reads there and moves nothing, as in a file.
function readSync(fd, buffer, ...rest) {
  if (!ArrayBuffer.isView(buffer)) throw invalid(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "buffer" argument must be an instance of Buffer, TypedArray, or DataView.');
  let [offset, length, position] = rest;
  if (rest.length <= 1 || typeof offset === 'object') {
    if (typeof offset === 'number') throw invalid(TypeError, 'ERR_INVALID_ARG_TYPE', `The "options" argument must be of type object. Received type number (${offset})`);
    ({ offset = 0, length = buffer.byteLength - offset, position } = rest[0] ?? {});
  }
  offset ??= 0;
  validInteger(offset, 'offset', Number.MAX_SAFE_INTEGER);
  length |= 0;
  if (length === 0) return 0;
  if (buffer.byteLength === 0) throw invalid(TypeError, 'ERR_INVALID_ARG_VALUE', 'The argument \'buffer\' is empty and cannot be written.');
  validInteger(length, 'length', buffer.byteLength - offset);
  if (fd !== 0) throw failure('EBADF', 'read', fd);
  const there = position >= 0 && position !== null;
  const piece = there ? streams.bytes(Number(position)).subarray(0, length) : streams.take(length);
  new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength).set(piece, offset);
  return piece.length;
}

// read(fd, buffer, offset, length, position, done), and with options or without both.
function read(fd, ...values) {
  const done = values.pop();
  let [buffer, ...rest] = values;
  if (!ArrayBuffer.isView(buffer)) [buffer, rest] = [buffer?.buffer ?? Buffer.alloc(16384), [buffer]];
  later(() => readSync(fd, buffer, ...rest))((error, count) => done(error, count, buffer));
}

function writeSync(fd, chunk) {
  const to = fd === 1 ? streams.stdout : fd === 2 ? streams.stderr : undefined;
  if (!to) throw failure('EBADF', 'write', fd);
  to.write(typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : String(chunk));
  return Buffer.byteLength(typeof chunk === 'string' ? chunk : Buffer.from(String(chunk)));
}

function writeFileSync(path, data) {
  if (path === 1 || path === '/dev/stdout') writeSync(1, data);
  else if (path === 2 || path === '/dev/stderr') writeSync(2, data);
  else throw failure('EROFS', 'open', path);
}

const refuse = (call) => (path) => {
  throw failure('EROFS', call, path);
};

// ---- path ----

const absolute = (name) => (name.startsWith('/') ? name : path.resolve(name));
function normalize(name) {
  const out = [];
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && out.length && out.at(-1) !== '..') out.pop();
    else if (part !== '..' || !name.startsWith('/')) out.push(part);
  }
  const text = (name.startsWith('/') ? '/' : '') + out.join('/') + (name.endsWith('/') && out.length ? '/' : '');
  return text || '.';
}
const basename = (name, suffix = '') => {
  const last = name.replace(/\/+$/, '').split('/').at(-1);
  return suffix && last !== suffix && last.endsWith(suffix) ? last.slice(0, -suffix.length) : last;
};
const extname = (name) => {
  const last = basename(name);
  const dot = last.lastIndexOf('.');
  return dot > 0 ? last.slice(dot) : '';
};
const dirname = (name) => {
  const found = /^(.*)\/[^/]+\/*$/.exec(name);
  return found ? found[1].replace(/\/+$/, '') || '/' : name.startsWith('/') ? '/' : '.';
};
const path = {
  sep: '/',
  delimiter: ':',
  normalize,
  basename,
  extname,
  dirname,
  join: (...parts) => normalize(parts.filter(Boolean).join('/')),
  resolve: (...parts) => {
    let name = '';
    for (const part of ['/box', ...parts]) name = part.startsWith('/') ? part : `${name}/${part}`;
    return normalize(name).replace(/(.)\/$/, '$1');
  },
  isAbsolute: (name) => name.startsWith('/'),
  parse: (name) => ({ root: name.startsWith('/') ? '/' : '', dir: name.includes('/') ? dirname(name) : '', base: basename(name), ext: extname(name), name: basename(name, extname(name)) }),
  relative: (from, to) => {
    const [a, b] = [path.resolve(from).split('/'), path.resolve(to).split('/')];
    while (a.length && b.length && a[0] === b[0]) [a.shift(), b.shift()];
    return [...a.filter(Boolean).map(() => '..'), ...b].join('/');
  },
};
path.posix = path;

// ---- os ----

const os = {
  EOL: '\n',
  platform: () => 'wasi',
  type: () => 'WASI',
  arch: () => 'wasm32',
  cpus: () => [],
  tmpdir: () => '/tmp',
  homedir: () => '/box',
  hostname: () => 'sandbox',
  endianness: () => 'LE',
  availableParallelism: () => 1,
};

const later = (call) => (...values) => {
  const done = values.pop();
  let error = null;
  let value;
  try {
    value = call(...values);
  } catch (thrown) {
    error = thrown;
  }
  loop.later(() => done(error, value));
};
const promised = (call) => async (...values) => call(...values);
const existsSync = (name) => name === '/dev/stdin' || typeof natives.read(absolute(String(name))) !== 'number';
const fs = {
  readFileSync,
  readSync,
  read,
  writeSync,
  writeFileSync,
  existsSync,
  appendFileSync: writeFileSync,
  readFile: later(readFileSync),
  writeFile: later(writeFileSync),
  openSync: (name) => (name === '/dev/stdin' ? 0 : refuse('open')(name)),
  closeSync: () => {},
  fstatSync: () => ({ size: streams.bytes(0).length, isFile: () => false, isDirectory: () => false }),
  mkdirSync: refuse('mkdir'),
  unlinkSync: refuse('unlink'),
  rmSync: refuse('rm'),
  renameSync: refuse('rename'),
  symlinkSync: refuse('symlink'),
  createReadStream: (name) => {
    if (name === '/dev/stdin' || name === null || name === undefined) return streams.stdin;
    throw failure('ENOSYS', 'open', name);
  },
  promises: { readFile: promised(readFileSync), writeFile: promised(writeFileSync) },
  constants: {},
};

module.exports = { fs, path, os };
