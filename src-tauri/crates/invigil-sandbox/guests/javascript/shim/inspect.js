// How a value reads on the screen: the layout of Node's util.inspect (its documented options depth,
// breakLength, compact, maxArrayLength), so that a program prints here what it prints there.
'use strict';

const custom = Symbol.for('nodejs.util.inspect.custom');
const OBJECT = 0; // a property of an object
const ITEM = 1; // an element of an array
const EXTRA = 2; // a further property of an array
const defaults = {
  depth: 2,
  breakLength: 80,
  compact: 3,
  maxArrayLength: 100,
  maxStringLength: 10000,
  sorted: false,
  showHidden: false,
};
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const tagOfTyped = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag).get;
const toString = Object.prototype.toString;
const classOf = (value) => natives.classOf(value);

function quote(text) {
  let mark = "'";
  if (text.includes("'")) {
    if (!text.includes('"')) mark = '"';
    else if (!text.includes('`') && !text.includes('${')) mark = '`';
  }
  const named = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\' };
  let out = '';
  for (const c of text) {
    const code = c.codePointAt(0);
    if (c === mark) out += '\\' + c;
    else if (named[c]) out += named[c];
    else if (code < 32 || (code >= 127 && code < 160)) {
      out += '\\x' + code.toString(16).toUpperCase().padStart(2, '0');
    } else if (code >= 0xd800 && code <= 0xdfff) out += '\\u' + code.toString(16).toUpperCase();
    else out += c;
  }
  return mark + out + mark;
}

function text(ctx, value) {
  let rest = '';
  if (value.length > ctx.maxStringLength) {
    const left = value.length - ctx.maxStringLength;
    value = value.slice(0, ctx.maxStringLength);
    rest = `... ${left} more character${left > 1 ? 's' : ''}`;
  }
  if (value.length > 16 && value.length > ctx.breakLength - ctx.indentation - 4) {
    const lines = value.split(/(?<=\n)/);
    return lines.map(quote).join(` +\n${' '.repeat(ctx.indentation + 2)}`) + rest;
  }
  return quote(value) + rest;
}

function primitive(ctx, value) {
  switch (typeof value) {
    case 'string':
      return text(ctx, value);
    case 'number':
      return Object.is(value, -0) ? '-0' : `${value}`;
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return value.toString();
    default:
      return `${value}`;
  }
}

function constructorName(value) {
  for (let at = value; at !== null; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, 'constructor');
    if (found && typeof found.value === 'function' && found.value.name !== '') {
      const prototype = found.value.prototype;
      if (at === value ? value instanceof found.value : prototype === at || value instanceof found.value) {
        return found.value.name;
      }
    }
  }
  return null;
}

function prefix(name, tag, fallback, size = '') {
  const extra = tag !== '' && name !== tag ? `[${tag}] ` : '';
  return name === null ? `[${fallback}${size}: null prototype] ${extra}` : `${name}${size} ${extra}`;
}

function keysOf(ctx, value) {
  const names = ctx.showHidden ? Object.getOwnPropertyNames(value) : Object.keys(value);
  const symbols = Object.getOwnPropertySymbols(value);
  return names.concat(ctx.showHidden ? symbols : symbols.filter((s) => Object.prototype.propertyIsEnumerable.call(value, s)));
}

const isIndex = (key) => typeof key === 'string' && /^(0|[1-9][0-9]*)$/.test(key) && Number(key) < 4294967295;

function functionBase(value, name, tag) {
  const source = Function.prototype.toString.call(value);
  if (source.startsWith('class') && source.endsWith('}')) {
    const parent = Object.getPrototypeOf(value);
    let base = Object.prototype.hasOwnProperty.call(value, 'name') && value.name !== '' ? `class ${value.name}` : 'class (anonymous)';
    if (name !== 'Function' && name !== null) base += ` [${name}]`;
    if (tag !== '' && name !== tag) base += ` [${tag}]`;
    if (name === null) base += ' extends null';
    else if (parent && parent.name) base += ` extends ${parent.name}`;
    return `[${base}]`;
  }
  const kinds = { GeneratorFunction: 'GeneratorFunction', AsyncFunction: 'AsyncFunction', AsyncGeneratorFunction: 'AsyncGeneratorFunction' };
  const type = kinds[value[Symbol.toStringTag]] || 'Function';
  let base = `[${type}`;
  if (name === null) base += ' (null prototype)';
  base += value.name === '' || typeof value.name !== 'string' ? ' (anonymous)' : `: ${value.name}`;
  base += ']';
  if (name !== type && name !== null) base += ` ${name}`;
  if (tag !== '' && name !== tag) base += ` [${tag}]`;
  return base;
}

function errorBase(ctx, error, keys) {
  const name = error.name !== undefined ? String(error.name) : 'Error';
  const message = String(error.message);
  const stack = typeof error.stack === 'string' && error.stack ? error.stack : Error.prototype.toString.call(error);
  for (const key of ['name', 'message', 'stack']) {
    const at = keys.indexOf(key);
    if (at >= 0 && stack.includes(String(error[key]))) keys.splice(at, 1);
  }
  if ('cause' in error && !keys.includes('cause')) keys.push('cause');
  if (Array.isArray(error.errors) && !keys.includes('errors')) keys.push('errors');
  const frames = stack.indexOf('\n    at');
  const bare = frames === -1 ? `[${stack || `${name}: ${message}`}]` : stack;
  return ctx.indentation ? bare.replaceAll('\n', `\n${' '.repeat(ctx.indentation)}`) : bare;
}

function property(ctx, value, depth, key, kind) {
  const found = Object.getOwnPropertyDescriptor(value, key) || { value: value[key], enumerable: true };
  let shown;
  if (found.value !== undefined) {
    ctx.indentation += 2;
    shown = format(ctx, found.value, depth);
    ctx.indentation -= 2;
  } else if (found.get !== undefined) shown = found.set !== undefined ? '[Getter/Setter]' : '[Getter]';
  else shown = found.set !== undefined ? '[Setter]' : 'undefined';
  if (kind === ITEM) return shown;
  let name;
  if (typeof key === 'symbol') name = `[${key.toString()}]`;
  else if (key === '__proto__') name = "['__proto__']";
  else if (found.enumerable === false) name = `[${key}]`;
  else name = /^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key) ? key : quote(key);
  return `${name}: ${shown}`;
}

const more = (left) => `... ${left} more item${left > 1 ? 's' : ''}`;

function arrayItems(ctx, value, depth) {
  const out = [];
  const shown = Math.min(ctx.maxArrayLength, value.length);
  let at = 0;
  while (at < value.length && out.length < shown) {
    if (Object.prototype.hasOwnProperty.call(value, at)) {
      out.push(property(ctx, value, depth, at, ITEM));
      at += 1;
    } else {
      const from = at;
      while (at < value.length && !Object.prototype.hasOwnProperty.call(value, at)) at += 1;
      out.push(`<${at - from} empty item${at - from > 1 ? 's' : ''}>`);
    }
  }
  if (at < value.length) out.push(more(value.length - at));
  return out;
}

function typedItems(ctx, value) {
  const shown = Math.min(ctx.maxArrayLength, value.length);
  const out = Array.from({ length: shown }, (_, i) => primitive(ctx, value[i]));
  if (value.length > shown) out.push(more(value.length - shown));
  return out;
}

function listed(ctx, entries, size, show) {
  const out = [];
  ctx.indentation += 2;
  for (const entry of entries) {
    if (out.length >= ctx.maxArrayLength) {
      out.push(more(size - out.length));
      break;
    }
    out.push(show(entry));
  }
  ctx.indentation -= 2;
  return out;
}

// What a value is made of: its braces, its parts, and what stands for it where it has none.
function anatomy(ctx, value, keys, name, tag) {
  const named = (fallback, size) => prefix(name, tag, fallback, size);
  if (Array.isArray(value)) {
    const front = name !== 'Array' || tag !== '' ? named('Array', `(${value.length})`) : '';
    return { open: `${front}[`, close: ']', kind: EXTRA, empty: value.length === 0 && `${front}[]`, parts: (d) => arrayItems(ctx, value, d) };
  }
  const kind = classOf(value);
  if (kind === 'Set') {
    const show = (d) => listed(ctx, Set.prototype.values.call(value), value.size, (v) => format(ctx, v, d));
    return { open: `${named('Set', `(${value.size})`)}{`, close: '}', empty: value.size === 0 && `${named('Set', '(0)')}{}`, parts: show };
  }
  if (kind === 'Map') {
    const show = (d) => listed(ctx, Map.prototype.entries.call(value), value.size, ([k, v]) => `${format(ctx, k, d)} => ${format(ctx, v, d)}`);
    return { open: `${named('Map', `(${value.size})`)}{`, close: '}', empty: value.size === 0 && `${named('Map', '(0)')}{}`, parts: show };
  }
  if (ArrayBuffer.isView(value) && kind !== 'DataView') {
    const own = tagOfTyped.call(value);
    const front = prefix(name, tag === own ? '' : tag, own, `(${value.length})`);
    return { open: `${front}[`, close: ']', kind: EXTRA, empty: value.length === 0 && `${front}[]`, parts: () => typedItems(ctx, value) };
  }
  if (kind === 'Map Iterator' || kind === 'Set Iterator') {
    return { open: `[${tag}] {`, close: '}', parts: () => ['<items unknown>'] };
  }
  return plainAnatomy(ctx, value, keys, name, tag, kind);
}

function plainAnatomy(ctx, value, keys, name, tag, kind) {
  const based = (base) => ({ open: '{', close: '}', base, empty: keys.length === 0 && base });
  if (typeof value === 'function') return based(functionBase(value, name, tag));
  switch (kind) {
    case 'Arguments':
      return { open: '[Arguments] {', close: '}', empty: keys.length === 0 && '[Arguments] {}' };
    case 'RegExp':
      return based(RegExp.prototype.toString.call(value));
    case 'Date':
      return based(Number.isNaN(Date.prototype.getTime.call(value)) ? 'Invalid Date' : Date.prototype.toISOString.call(value));
    case 'Error':
      return ((base) => ({ ...based(base), empty: keys.length === 0 && base }))(errorBase(ctx, value, keys));
    case 'Number':
    case 'String':
    case 'Boolean':
    case 'BigInt':
    case 'Symbol': {
      const plain = value.valueOf();
      return based(`[${kind}: ${primitive({ ...ctx, indentation: 0 }, plain)}]`);
    }
    case 'Promise':
      return {
        open: `${prefix(name, tag, 'Promise')}{`,
        close: '}',
        parts: (d) => {
          const [state, result] = natives.promise(value);
          if (state === 0) return ['<pending>'];
          ctx.indentation += 2;
          const shown = format(ctx, result, d);
          ctx.indentation -= 2;
          return [state === 2 ? `<rejected> ${shown}` : shown];
        },
      };
    case 'WeakMap':
    case 'WeakSet':
      return { open: `${prefix(name, tag, kind)}{`, close: '}', parts: () => ['<items unknown>'] };
    case 'ArrayBuffer':
      return {
        open: `${prefix(name, tag, 'ArrayBuffer')}{`,
        close: '}',
        parts: () => {
          const bytes = [...new Uint8Array(value)].slice(0, 50);
          return [`[Uint8Contents]: <${bytes.map((b) => b.toString(16).padStart(2, '0')).join(' ')}>`, `byteLength: ${value.byteLength}`];
        },
      };
    default:
  }
  const front = name === 'Object' && tag === '' ? '' : prefix(name, tag, 'Object');
  return { open: `${front}{`, close: '}', empty: keys.length === 0 && `${front}{}` };
}

function raw(ctx, value, depth) {
  const name = constructorName(value);
  let tag = value[Symbol.toStringTag];
  if (typeof tag !== 'string' || tag === '' || tag === name) tag = '';
  let keys = keysOf(ctx, value);
  if (Array.isArray(value) || ArrayBuffer.isView(value) || classOf(value) === 'String') {
    keys = keys.filter((key) => !isIndex(key));
  }
  const body = anatomy(ctx, value, keys, name, tag);
  if (body.empty && keys.length === 0) return body.empty;
  if (depth > ctx.depth && ctx.depth !== null) {
    const label = prefix(name, tag, Array.isArray(value) ? 'Array' : 'Object').slice(0, -1);
    return `[${name === null ? label.slice(1, -1) : label}]`;
  }
  ctx.seen.push(value);
  ctx.deepest = depth;
  const parts = body.parts ? body.parts(depth + 1) : [];
  for (const key of keys) parts.push(property(ctx, value, depth + 1, key, body.kind || OBJECT));
  ctx.seen.pop();
  let base = body.base || '';
  const mark = ctx.circular && ctx.circular.get(value);
  let open = body.open;
  if (mark !== undefined) {
    if (base === '') open = `<ref *${mark}> ${open}`;
    else base = `<ref *${mark}> ${base}`;
  }
  if (ctx.sorted) parts.sort(typeof ctx.sorted === 'function' ? ctx.sorted : undefined);
  return layout(ctx, parts, base, open, body.close, body.kind, depth, value);
}

function layout(ctx, parts, base, open, close, kind, depth, value) {
  const front = base ? `${base} ` : '';
  if (ctx.compact !== false) {
    const entries = parts.length;
    if (kind === EXTRA && entries > 6) parts = columns(ctx, parts, value);
    if (ctx.deepest - depth < ctx.compact && entries === parts.length) {
      const start = parts.length + ctx.indentation + open.length + base.length + 10;
      if (fits(ctx, parts, start, base)) {
        const line = parts.join(', ');
        if (!line.includes('\n')) return `${front}${open} ${line}${line ? ' ' : ''}${close}`;
      }
    }
  }
  const indent = `\n${' '.repeat(ctx.indentation)}`;
  return `${front}${open}${indent}  ${parts.join(`,${indent}  `)}${indent}${close}`;
}

function fits(ctx, parts, start, base) {
  let total = parts.length + start;
  if (total + parts.length > ctx.breakLength) return false;
  for (const part of parts) {
    total += part.length;
    if (total > ctx.breakLength) return false;
  }
  return base === '' || !base.includes('\n');
}

// The columns an array of short elements is set in.
function columns(ctx, parts, value) {
  const last = ctx.maxArrayLength < parts.length ? parts.length - 1 : parts.length;
  const widths = [];
  let total = 0;
  let widest = 0;
  for (let i = 0; i < last; i += 1) {
    const width = displayWidth(parts[i]);
    widths[i] = width;
    total += width + 2;
    widest = Math.max(widest, width);
  }
  const most = widest + 2;
  if (!(most * 3 + ctx.indentation < ctx.breakLength && (total / most > 5 || widest <= 6))) return parts;
  const bias = Math.sqrt(most - total / parts.length);
  const biased = Math.max(most - 3 - bias, 1);
  const count = Math.min(
    Math.round(Math.sqrt(2.5 * biased * last) / biased),
    Math.floor((ctx.breakLength - ctx.indentation) / most),
    ctx.compact * 4,
    15,
  );
  if (count <= 1) return parts;
  const lengths = [];
  for (let i = 0; i < count; i += 1) {
    let length = 0;
    for (let j = i; j < parts.length; j += count) if (widths[j] > length) length = widths[j];
    lengths.push(length + 2);
  }
  const numbers = value !== undefined && parts.every((_, i) => typeof value[i] === 'number' || typeof value[i] === 'bigint');
  const pad = (s, n) => (numbers ? s.padStart(n) : s.padEnd(n));
  const lines = [];
  for (let i = 0; i < last; i += count) {
    const end = Math.min(i + count, last);
    let line = '';
    for (let j = i; j < end - 1; j += 1) line += pad(`${parts[j]}, `, lengths[j - i] + parts[j].length - widths[j]);
    const j = end - 1;
    line += numbers ? parts[j].padStart(lengths[j - i] + parts[j].length - widths[j] - 2) : parts[j];
    lines.push(line);
  }
  if (last < parts.length) lines.push(parts[last]);
  return lines;
}

function displayWidth(line) {
  if (/^[\x20-\x7e]*$/.test(line)) return line.length;
  let width = 0;
  for (const c of line.normalize('NFC')) {
    const code = c.codePointAt(0);
    const wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3)
      || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60)
      || (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1f300 && code <= 0x1faff) || (code >= 0x20000 && code <= 0x3fffd);
    const none = code < 32 || (code >= 0x7f && code < 0xa0) || /\p{M}/u.test(c) || code === 0x200b || code === 0x200d;
    width += none ? 0 : wide ? 2 : 1;
  }
  return width;
}

function format(ctx, value, depth) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return primitive(ctx, value);
  for (let target = natives.proxy(value); target !== undefined; target = natives.proxy(value)) value = target;
  const own = value[custom];
  if (typeof own === 'function' && own !== inspect) {
    const left = ctx.depth === null ? null : ctx.depth - depth;
    const shown = own.call(value, left, { ...ctx, depth: left }, inspect);
    if (shown !== value) return typeof shown === 'object' ? format(ctx, shown, depth) : `${shown}`.replaceAll('\n', `\n${' '.repeat(ctx.indentation)}`);
  }
  if (ctx.seen.includes(value)) {
    ctx.circular ??= new Map();
    if (!ctx.circular.has(value)) ctx.circular.set(value, ctx.circular.size + 1);
    return `[Circular *${ctx.circular.get(value)}]`;
  }
  return raw(ctx, value, depth);
}

function inspect(value, options, ...old) {
  if (typeof options === 'boolean') options = { showHidden: options, depth: old[0] };
  const ctx = { ...defaults, ...options, seen: [], indentation: 0, deepest: 0, circular: undefined };
  if (ctx.depth === undefined) ctx.depth = 2;
  if (ctx.depth === Infinity) ctx.depth = null;
  if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity;
  if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity;
  return format(ctx, value, 0);
}
inspect.custom = custom;
inspect.defaultOptions = defaults;

module.exports = { inspect, quote, displayWidth, toString };
