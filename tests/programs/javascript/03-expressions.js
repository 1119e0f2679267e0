// Tokenizer, recursive descent and evaluation of arithmetic with variables and functions.
'use strict';
const readline = require('readline');

class ParseError extends Error {
  constructor(message) {
    super(message);
    this.name = 'ParseError';
  }
}

function tokens(line) {
  const list = [];
  for (const match of line.trimEnd().matchAll(/\s*(?:(\d+\.?\d*)|([a-z]+)|(.))/g)) {
    const [whole, number, name, other] = match;
    const column = match.index + whole.length - whole.trimStart().length + 1;
    if (number) list.push({ kind: 'number', text: number, column });
    else if (name) list.push({ kind: 'name', text: name, column });
    else if ('+-*/%^(),='.includes(other)) list.push({ kind: other, text: other, column });
    else throw new ParseError(`unexpected '${other}' in column ${column}`);
  }
  list.push({ kind: 'end', text: '', column: line.length + 1 });
  return list;
}

class Parser {
  static #levels = ['+-', '*/%'];

  #at = 0;

  constructor(line) {
    this.tokens = tokens(line);
  }

  get #next() {
    return this.tokens[this.#at];
  }

  #take(...kinds) {
    const token = this.#next;
    if (kinds.length && !kinds.includes(token.kind)) throw new ParseError(`wanted ${kinds.join(' or ')} in column ${token.column}`);
    this.#at += 1;
    return token;
  }

  statement() {
    const [first, second] = this.tokens;
    let tree;
    if (first.kind === 'name' && second.kind === '=') {
      this.#at = 2;
      tree = ['set', first.text, this.#level(0)];
    } else tree = this.#level(0);
    this.#take('end');
    return tree;
  }

  #level(depth) {
    if (depth === Parser.#levels.length) return this.#unary();
    let left = this.#level(depth + 1);
    while (Parser.#levels[depth].includes(this.#next.kind)) left = [this.#take().kind, left, this.#level(depth + 1)];
    return left;
  }

  #unary() {
    if (this.#next.kind !== '-') return this.#power();
    this.#take();
    return ['neg', this.#unary()];
  }

  #power() {
    const base = this.#atom();
    if (this.#next.kind !== '^') return base;
    this.#take();
    return ['^', base, this.#unary()];
  }

  #atom() {
    const token = this.#take('number', 'name', '(');
    if (token.kind === 'number') return Number(token.text);
    if (token.kind === '(') {
      const tree = this.#level(0);
      this.#take(')');
      return tree;
    }
    if (this.#next.kind !== '(') return ['get', token.text];
    this.#take();
    const values = [];
    while (this.#next.kind !== ')') {
      values.push(this.#level(0));
      if (this.#next.kind !== ')') this.#take(',');
    }
    this.#take();
    return ['call', token.text, ...values];
  }
}

const functions = { sqrt: Math.sqrt, abs: Math.abs, max: Math.max, min: Math.min };
const operators = { '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b, '%': (a, b) => a % b, '^': (a, b) => a ** b };

function evaluate(tree, names) {
  if (typeof tree === 'number') return tree;
  const [head, ...rest] = tree;
  switch (head) {
    case 'set':
      names.set(rest[0], evaluate(rest[1], names));
      return names.get(rest[0]);
    case 'get':
      if (!names.has(rest[0])) throw new ReferenceError(`no name ${rest[0]}`);
      return names.get(rest[0]);
    case 'neg':
      return -evaluate(rest[0], names);
    case 'call': {
      const call = functions[rest[0]];
      if (!call) throw new ReferenceError(`no function ${rest[0]}`);
      return call(...rest.slice(1).map((value) => evaluate(value, names)));
    }
    default:
      return operators[head](...rest.map((value) => evaluate(value, names)));
  }
}

const show = (tree) => (typeof tree === 'number' ? String(tree) : `(${tree[0]} ${tree.slice(1).map((part) => (typeof part === 'string' ? part : show(part))).join(' ')})`);

(async () => {
  const names = new Map([['pi', Math.PI]]);
  let number = 0;
  let failures = 0;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    number += 1;
    const front = `${String(number).padStart(2)} ${line.padEnd(28)}`;
    try {
      const tree = new Parser(line).statement();
      console.log(front, show(tree).padEnd(44), '=', evaluate(tree, names));
    } catch (error) {
      failures += 1;
      console.log(front, error instanceof ParseError ? 'does not parse:' : error.name, error.message);
    }
  }
  console.log(failures, 'failures; names', names);
  console.log(new Parser('a = (1 + b) * 2 ^ 3').statement());
})();
