// structuredClone, of what programs clone: data.
'use strict';

function clone(value, seen = new Map()) {
  if (typeof value === 'function' || typeof value === 'symbol') {
    throw new DOMException(`${String(value)} could not be cloned.`, 'DataCloneError');
  }
  if (value === null || typeof value !== 'object') return value;
  if (seen.has(value)) return seen.get(value);
  const keep = (copy) => {
    seen.set(value, copy);
    return copy;
  };
  switch (natives.classOf(value)) {
    case 'Date':
      return keep(new Date(value.getTime()));
    case 'RegExp':
      return keep(new RegExp(value.source, value.flags));
    case 'Map': {
      const copy = keep(new Map());
      for (const [k, v] of value) copy.set(clone(k, seen), clone(v, seen));
      return copy;
    }
    case 'Set': {
      const copy = keep(new Set());
      for (const v of value) copy.add(clone(v, seen));
      return copy;
    }
    case 'ArrayBuffer':
      return keep(value.slice(0));
    case 'Error': {
      const copy = keep(new (globalThis[value.name] || Error)(value.message));
      if ('cause' in value) copy.cause = clone(value.cause, seen);
      return copy;
    }
    default:
  }
  if (ArrayBuffer.isView(value)) return keep(new value.constructor(value));
  const copy = keep(Array.isArray(value) ? new Array(value.length) : {});
  for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
  return copy;
}

module.exports = { clone };
