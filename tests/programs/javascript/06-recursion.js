// Recursion: towers, permutations, subsets, floods, queens, mutual recursion, generators.
function* hanoi(disks, source = 'A', spare = 'B', target = 'C') {
  if (disks === 0) return;
  yield* hanoi(disks - 1, source, target, spare);
  yield `${disks}:${source}>${target}`;
  yield* hanoi(disks - 1, spare, source, target);
}

const permutations = (items) => (items.length === 0 ? [[]] : items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest])));
const subsets = ([head, ...tail]) => (head === undefined ? [[]] : subsets(tail).flatMap((subset) => [subset, [head, ...subset]]));

function* queens(size, columns = []) {
  if (columns.length === size) {
    yield columns;
    return;
  }
  for (let column = 0; column < size; column += 1) {
    if (columns.every((c, r) => column !== c && Math.abs(column - c) !== columns.length - r)) yield* queens(size, [...columns, column]);
  }
}

function flood(grid, row, column, mark) {
  if (grid[row]?.[column] !== '.') return 0;
  grid[row][column] = mark;
  return 1 + [[0, 1], [1, 0], [0, -1], [-1, 0]].reduce((sum, [dr, dc]) => sum + flood(grid, row + dr, column + dc, mark), 0);
}

const isEven = (n) => n === 0 || isOdd(n - 1);
const isOdd = (n) => n !== 0 && isEven(n - 1);

const memo = (call, known = new Map()) => (...key) => {
  const name = key.join();
  if (!known.has(name)) known.set(name, call(...key));
  return known.get(name);
};
const ackermann = memo((m, n) => (m === 0 ? n + 1 : ackermann(m - 1, n === 0 ? 1 : ackermann(m, n - 1))));

const moves = [...hanoi(6)];
console.log(moves.length, moves.join(' '));
console.log(permutations([...'abcd']).map((p) => p.join('')).join(' '));
console.log(subsets([1, 2, 3, 4]).sort((a, b) => a.length - b.length || String(a).localeCompare(String(b))));
for (const board of queens(6)) console.log(board, board.map((c) => `${'.'.repeat(c)}Q${'.'.repeat(5 - c)}`).join(' '));
console.log('queens', [1, 2, 3, 4, 5, 6, 7].map((n) => [...queens(n)].length));
const grid = ['..#...#.', '.##.#.#.', '.#..#...', '...##.#.', '##....#.'].map((line) => [...line]);
let mark = 'a'.charCodeAt(0);
grid.forEach((line, row) => line.forEach((cell, column) => {
  if (grid[row][column] === '.') {
    const name = String.fromCharCode(mark);
    mark += 1;
    console.log(name, flood(grid, row, column, name));
  }
}));
console.log(grid.map((line) => line.join('')).join('\n'));
console.log(isEven(1000), isOdd(777), Array.from({ length: 10 }, (_, n) => ackermann(2, n)), ackermann(3, 4));
console.log([1, [2, [3, [4, [], 5]], 6], [[7]]].flat(Infinity), [[[1]], [2]].flat());
const tree = { value: 1, children: [{ value: 2, children: [{ value: 3, children: [] }] }, { value: 4, children: [] }] };
const sum = ({ value, children }) => children.reduce((total, child) => total + sum(child), value);
console.log(sum(tree), tree, JSON.stringify(tree));
const depth = (n) => (n === 0 ? 0 : 1 + depth(n - 1));
console.log(depth(2000));
try {
  (function endless() {
    return endless() + 1;
  })();
} catch (error) {
  console.log(error instanceof RangeError, error.message);
}
const fix = (f) => ((x) => x(x))((x) => f((...y) => x(x)(...y)));
console.log(fix((self) => (n) => (n < 2n ? 1n : n * self(n - 1n)))(30n));
const curry = (f, ...held) => (held.length >= f.length ? f(...held) : (...more) => curry(f, ...held, ...more));
console.log(curry((a, b, c) => a + b * c)(1)(2)(3), [1, 2, 3].reduceRight((rest, item) => ({ item, rest }), null));
