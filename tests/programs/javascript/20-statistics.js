// Random numbers of our own, their statistics, formatted floats, rounding, and a regression.
class Xorshift {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  next() {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state;
  }

  uniform() {
    return this.next() / 2 ** 32;
  }

  // The sum of twelve uniforms: near enough to a normal, and exact arithmetic.
  normal() {
    return Array.from({ length: 12 }, () => this.uniform()).reduce((a, b) => a + b) - 6;
  }

  shuffle(items) {
    for (let at = items.length - 1; at > 0; at -= 1) {
      const other = this.next() % (at + 1);
      [items[at], items[other]] = [items[other], items[at]];
    }
    return items;
  }
}

const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
const sorted = (list) => Float64Array.from(list).sort();
const median = (list) => (sorted(list)[(list.length - 1) >> 1] + sorted(list)[list.length >> 1]) / 2;
const deviation = (list) => {
  const m = mean(list);
  return Math.sqrt(list.reduce((sum, x) => sum + (x - m) ** 2, 0) / (list.length - 1));
};
const quantile = (list, share) => {
  const at = share * (list.length - 1);
  const [low, high] = [sorted(list)[Math.floor(at)], sorted(list)[Math.ceil(at)]];
  return low + (high - low) * (at % 1);
};

function histogram(values, low, high, bins) {
  const counts = new Array(bins).fill(0);
  for (const value of values) if (value >= low && value < high) counts[Math.floor(((value - low) / (high - low)) * bins)] += 1;
  return counts;
}

function regression(points) {
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const slope = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return { slope: slope.toFixed(6), intercept: (my - slope * mx).toFixed(6) };
}

function simpson(f, low, high, steps = 200) {
  const width = (high - low) / steps;
  let sum = f(low) + f(high);
  for (let n = 1; n < steps; n += 1) sum += (n % 2 ? 4 : 2) * f(low + n * width);
  return (sum * width) / 3;
}

function root(f, low, high) {
  for (let n = 0; n < 80; n += 1) {
    const middle = (low + high) / 2;
    if (f(low) * f(middle) <= 0) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

const dice = new Xorshift(2463534242);
console.log(Array.from({ length: 6 }, () => dice.next()), dice.shuffle([...Array(12).keys()]));
const values = Array.from({ length: 2000 }, () => dice.uniform() * 100);
console.log('mean', mean(values), 'median', median(values), 'deviation', deviation(values).toFixed(9));
console.log('quartiles', [0.25, 0.5, 0.75].map((share) => +quantile(values, share).toFixed(6)), Math.min(...values), Math.max(...values));
histogram(values, 0, 100, 10).forEach((count, at) => console.log(String(at * 10).padStart(3), '#'.repeat(count / 8), count));
const normals = Array.from({ length: 1500 }, () => dice.normal());
histogram(normals, -3, 3, 12).forEach((count, at) => console.log((at / 2 - 3).toFixed(1).padStart(5), '*'.repeat(count / 8)));
console.log(regression(Array.from({ length: 40 }, (_, n) => [n / 2, 3 * (n / 2) - 7 + dice.normal()])));
let inside = 0;
for (let n = 0; n < 20_000; n += 1) if (dice.uniform() ** 2 + dice.uniform() ** 2 < 1) inside += 1;
console.log('pi by darts', (4 * inside) / 20_000, 'by Simpson', simpson((x) => 4 / (1 + x * x), 0, 1).toFixed(10), 'root', root((x) => x ** 3 - x - 2, 1, 2).toFixed(12));
console.log([0.1 + 0.2, 1e21, 1e-7, 123456789.123456789, 1 / 3, 5e-324, Number.MAX_VALUE, Infinity, -0, 100.0, 2.5e-7, 1e16, 0.000001, 12345678901234567890]);
console.log([0.25, 0.35, 2.675, -1.45, 1.005].map((x) => x.toFixed(1)), [2.5, 3.5, -2.5, -0.4].map(Math.round), Math.floor(-2.5), Math.trunc(-2.5), ~~-2.5, Math.ceil(2.1), 7 / 2, (-7) % 3, 2 ** -1, 10.5 % 3);
for (const x of [3.14159265, 0.000012345, 123456789, 1e-10]) console.log(x.toFixed(2), x.toExponential(3), x.toPrecision(3), x.toString(2).slice(0, 40), x.toLocaleString('en-US'));
console.log([parseFloat('12.5kg'), parseInt('abc', 10), Number(''), Number('0x1f'), Number('1_000'), +[], +{}, Number(null), Number(undefined), Number.EPSILON, isNaN('x'), Number.isInteger(5.0), 0.1 * 3 === 0.3, Math.abs(0.3 - 0.1 * 3) < Number.EPSILON]);
console.log(Math.max(), Math.min(), [1, 2, 3, 4].map((x) => x / 3), Math.log2(1024), Math.cbrt(27), Math.log10(1000), Math.sqrt(2), Math.atan2(1, -1).toFixed(12), Math.sin(1).toFixed(12), Math.exp(1).toFixed(12), values);
