// Matrices: products, powers, elimination over floats and fractions of BigInt, LU, spirals.
const gcd = (a, b) => (b ? gcd(b, a % b) : a < 0n ? -a : a);

class Rational {
  constructor(top, bottom = 1n) {
    const sign = bottom < 0n ? -1n : 1n;
    const by = gcd(top, bottom) * sign;
    this.top = top / by;
    this.bottom = bottom / by;
  }

  static of = (value) => (value instanceof Rational ? value : new Rational(BigInt(value)));

  times = (other) => new Rational(this.top * other.top, this.bottom * other.bottom);

  over = (other) => new Rational(this.top * other.bottom, this.bottom * other.top);

  minus = (other) => new Rational(this.top * other.bottom - other.top * this.bottom, this.bottom * other.bottom);

  get zero() {
    return this.top === 0n;
  }

  toString() {
    return this.bottom === 1n ? `${this.top}` : `${this.top}/${this.bottom}`;
  }
}

const product = (a, b) => a.map((row) => b[0].map((_, c) => row.reduce((sum, x, k) => sum + x * b[k][c], 0)));
const transpose = (a) => a[0].map((_, c) => a.map((row) => row[c]));
const identity = (size) => Array.from({ length: size }, (_, r) => Array.from({ length: size }, (__, c) => +(r === c)));
const power = (a, n) => (n === 0 ? identity(a.length) : n % 2 ? product(a, power(a, n - 1)) : power(product(a, a), n / 2));

function reduced(matrix) {
  const rows = matrix.map((row) => row.map(Rational.of));
  let determinant = Rational.of(1);
  let rank = 0;
  for (let column = 0; column < rows[0].length && rank < rows.length; column += 1) {
    const pivot = rows.findIndex((row, r) => r >= rank && !row[column].zero);
    if (pivot < 0) {
      determinant = Rational.of(0);
      continue;
    }
    if (pivot !== rank) {
      [rows[rank], rows[pivot]] = [rows[pivot], rows[rank]];
      determinant = determinant.times(Rational.of(-1));
    }
    const lead = rows[rank][column];
    determinant = determinant.times(lead);
    rows[rank] = rows[rank].map((x) => x.over(lead));
    rows.forEach((row, r) => {
      if (r === rank || row[column].zero) return;
      const factor = row[column];
      rows[r] = row.map((x, c) => x.minus(factor.times(rows[rank][c])));
    });
    rank += 1;
  }
  return { rows, determinant, rank };
}

const inverse = (a) => reduced(a.map((row, r) => [...row, ...identity(a.length)[r]])).rows.map((row) => row.slice(a.length));

function show(matrix) {
  const texts = matrix.map((row) => row.map(String));
  const width = Math.max(...texts.flat().map((text) => text.length));
  return texts.map((row) => `[ ${row.map((text) => text.padStart(width)).join(' ')} ]`).join('\n');
}

function spiral(size) {
  const grid = Array.from({ length: size }, () => new Array(size).fill(0));
  let [r, c, dr, dc] = [0, 0, 0, 1];
  for (let n = 1; n <= size * size; n += 1) {
    grid[r][c] = n;
    if (grid[r + dr]?.[c + dc] !== 0) [dr, dc] = [dc, -dr];
    [r, c] = [r + dr, c + dc];
  }
  return grid;
}

function lu(matrix) {
  const upper = matrix.map((row) => Float64Array.from(row));
  const lower = identity(matrix.length);
  for (let k = 0; k < upper.length; k += 1) {
    for (let r = k + 1; r < upper.length; r += 1) {
      lower[r][k] = upper[r][k] / upper[k][k];
      upper[r] = upper[r].map((x, c) => x - lower[r][k] * upper[k][c]);
    }
  }
  return { lower, upper };
}

const a = [[2, -1, 0], [-1, 2, -1], [0, -1, 2]];
const b = [[1, 2, 3], [4, 5, 6]];
console.log(a, product(b, a), transpose(b), power(a, 10));
console.log(String(reduced(a).determinant), show(inverse(a)));
const hilbert = Array.from({ length: 4 }, (_, r) => Array.from({ length: 4 }, (__, c) => new Rational(1n, BigInt(r + c + 1))));
console.log(`${show(hilbert)}\n${show(inverse(hilbert))}\ndet ${reduced(hilbert).determinant}`);
console.log(show(reduced([[1, 2, 3], [2, 4, 6], [1, 0, 1]]).rows), reduced([[1, 2, 3], [2, 4, 6], [1, 0, 1]]).rank);
console.log(spiral(9), show(spiral(5)));
console.log('fibonacci', power([[1, 1], [1, 0]], 70)[0][1]);
const { lower, upper } = lu([[4, 3, 2, 1], [3, 5, 1, 2], [2, 1, 6, 3], [1, 2, 3, 7]]);
console.log(lower, upper, upper.reduce((x, row, k) => x * row[k], 1).toFixed(6));
const magic = [[8, 1, 6], [3, 5, 7], [4, 9, 2]];
console.log(new Set([...magic, ...transpose(magic)].map((line) => line.reduce((x, y) => x + y))), transpose(magic.toReversed()));
