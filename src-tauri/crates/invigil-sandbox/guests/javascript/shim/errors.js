// Errors as Node shows them: a trace that begins with name and message, without the shim's own
// frames; and what is printed when nobody catches one.
'use strict';

const { inspect } = require('./inspect');

const stack = Object.getOwnPropertyDescriptor(Error.prototype, 'stack');
let source = '';

const heading = (error) => {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
};
const ours = (frame) => frame.includes('(invigil:') || frame.includes('at invigil:') || frame.endsWith('(native)');

if (stack && stack.get) {
  Object.defineProperty(Error.prototype, 'stack', {
    ...stack,
    get() {
      const frames = stack.get.call(this);
      if (typeof frames !== 'string' || (frames !== '' && !frames.startsWith('    at '))) return frames;
      const kept = frames.split('\n').filter((frame) => frame && !ours(frame));
      return [heading(this), ...kept].join('\n');
    },
  });
}

// The line of the program where it happened, with a mark below.
function place(error) {
  const found = /main\.js:(\d+):(\d+)/.exec((error instanceof Error && error.stack) || '');
  if (!found) return '';
  const line = source.split('\n')[found[1] - 1];
  if (line === undefined) return '';
  return `main.js:${found[1]}\n${line}\n${' '.repeat(Math.max(0, found[2] - 1))}^\n\n`;
}

function describe(error) {
  if (error instanceof Error) return `${place(error)}${inspect(error)}\n`;
  return `Uncaught ${inspect(error)}\n`;
}

module.exports = {
  describe,
  remember: (text) => {
    source = text;
  },
};
