// Compression: run lengths, Huffman, LZ77, LZW, Burrows-Wheeler with move to front, base64.
const TEXT = 'she sells sea shells by the sea shore; the shells she sells are surely seashells. '.repeat(2);

const runLengths = (text) => text.replace(/(.)\1*/gs, (run, char) => run.length + char);

function huffman(text) {
  const counts = [...text].reduce((map, char) => map.set(char, (map.get(char) ?? 0) + 1), new Map());
  const heap = [...counts].map(([symbol, count]) => ({ count, first: symbol, tree: symbol }));
  const order = (a, b) => a.count - b.count || (a.first < b.first ? -1 : 1);
  while (heap.length > 1) {
    const [a, b] = heap.sort(order).splice(0, 2);
    heap.push({ count: a.count + b.count, first: a.first < b.first ? a.first : b.first, tree: [a.tree, b.tree] });
  }
  const codes = new Map();
  (function assign(tree, code) {
    if (typeof tree === 'string') codes.set(tree, code || '0');
    else tree.forEach((half, bit) => assign(half, code + bit));
  })(heap[0].tree, '');
  return codes;
}

function decode(bits, codes) {
  const symbols = new Map([...codes].map(([symbol, code]) => [code, symbol]));
  let [out, code] = ['', ''];
  for (const bit of bits) {
    code += bit;
    if (symbols.has(code)) [out, code] = [out + symbols.get(code), ''];
  }
  return out;
}

function* lz77(text, window = 64) {
  for (let at = 0; at < text.length;) {
    let [best, offset] = [0, 0];
    for (let start = Math.max(0, at - window); start < at; start += 1) {
      let length = 0;
      while (at + length < text.length - 1 && length < 15 && text[start + length] === text[at + length]) length += 1;
      if (length > best) [best, offset] = [length, at - start];
    }
    yield [offset, best, text[at + best]];
    at += best + 1;
  }
}

function unlz77(triples) {
  let out = '';
  for (const [offset, length, char] of triples) {
    for (let n = 0; n < length; n += 1) out += out.at(-offset);
    out += char;
  }
  return out;
}

function lzw(text) {
  const table = new Map(Array.from({ length: 256 }, (_, n) => [String.fromCharCode(n), n]));
  const codes = [];
  let word = '';
  for (const char of text) {
    if (table.has(word + char)) word += char;
    else {
      codes.push(table.get(word));
      table.set(word + char, table.size);
      word = char;
    }
  }
  return [...codes, table.get(word)];
}

function unlzw([first, ...codes]) {
  const table = Array.from({ length: 256 }, (_, n) => String.fromCharCode(n));
  let word = table[first];
  return codes.reduce((out, code) => {
    const entry = table[code] ?? word + word[0];
    table.push(word + entry[0]);
    word = entry;
    return out + entry;
  }, word);
}

function burrowsWheeler(text) {
  const ended = `${text}\0`;
  return [...ended].map((_, n) => ended.slice(n) + ended.slice(0, n)).sort().map((rotation) => rotation.at(-1)).join('');
}

function inverse(last) {
  const order = [...last].map((_, n) => n).sort((a, b) => (last[a] === last[b] ? a - b : last[a] < last[b] ? -1 : 1));
  let at = order[0];
  return Array.from({ length: last.length - 1 }, () => last[(at = order[at])]).join('');
}

function moveToFront(text) {
  const symbols = [...new Set(text)].sort();
  return [...text].map((char) => {
    const at = symbols.indexOf(char);
    symbols.unshift(...symbols.splice(at, 1));
    return at;
  });
}

console.log(runLengths('aaabbbccccd'), runLengths('wwwwwwwwwwwwbwwww'), [runLengths('')]);
const codes = huffman(TEXT);
const bits = [...TEXT].map((char) => codes.get(char)).join('');
console.log(codes);
console.log(TEXT.length * 8, '->', bits.length, decode(bits, codes) === TEXT, BigInt(`0b${bits.slice(0, 160)}`).toString(16));
const triples = [...lz77(TEXT)];
console.log(triples.length, triples, unlz77(triples) === TEXT);
const numbers = lzw(TEXT);
console.log(numbers.length, numbers, unlzw(numbers) === TEXT);
const last = burrowsWheeler(TEXT.slice(0, 60));
console.log([last], moveToFront(last), inverse(last) === TEXT.slice(0, 60));
const view = new DataView(new ArrayBuffer(15));
view.setUint32(0, 3_000_000_000);
view.setInt16(4, -2, true);
view.setUint8(6, 255);
view.setFloat64(7, 0.1);
console.log(Buffer.from(view.buffer), view.getUint32(0), view.getInt16(4, true), view.getFloat64(7), new Uint8Array(new Float32Array([1.5]).buffer));
for (const data of ['', 'f', 'fo', 'foo', 'naïve ☃']) {
  const bytes = Buffer.from(data);
  console.log(bytes.toString('base64'), bytes.toString('hex'), bytes.length, Buffer.from(bytes.toString('base64'), 'base64').equals(bytes), bytes);
}
console.log(btoa('hello'), atob('aGVsbG8='), Buffer.from([72, 105, 255]).toString(), Buffer.from('ÿ', 'latin1'), new TextDecoder().decode(new Uint8Array([0xe2, 0x98, 0x83, 0xff])));
