// Dynamic programming: subsequences, distances, knapsacks, coins, partitions, chains, jumps.
const grid = (rows, columns, value) => Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (__, c) => (typeof value === 'function' ? value(r, c) : value)));
const memo = (call) => {
  const known = new Map();
  return (...key) => {
    const name = JSON.stringify(key);
    if (!known.has(name)) known.set(name, call(...key));
    return known.get(name);
  };
};

function lcs(a, b) {
  const table = grid(a.length + 1, b.length + 1, '');
  [...a].forEach((x, i) => [...b].forEach((y, j) => {
    const [up, left] = [table[i][j + 1], table[i + 1][j]];
    table[i + 1][j + 1] = x === y ? table[i][j] + x : up.length >= left.length ? up : left;
  }));
  return table[a.length][b.length];
}

function edits(a, b) {
  const rows = grid(a.length + 1, b.length + 1, (i, j) => i || j);
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
  }
  let [i, j, script] = [a.length, b.length, ''];
  while (i || j) {
    const same = i && j && a[i - 1] === b[j - 1];
    if (i && j && rows[i][j] === rows[i - 1][j - 1] + (same ? 0 : 1)) {
      i -= 1;
      j -= 1;
      script = (same ? a[i] : `[${a[i]}>${b[j]}]`) + script;
    } else if (i && rows[i][j] === rows[i - 1][j] + 1) script = `[-${a[(i -= 1)]}]${script}`;
    else script = `[+${b[(j -= 1)]}]${script}`;
  }
  return { distance: rows[a.length][b.length], script };
}

function knapsack(items, room) {
  const best = Array.from({ length: room + 1 }, () => ({ value: 0, names: [] }));
  for (const [name, weight, value] of items) {
    for (let space = room; space >= weight; space -= 1) {
      const before = best[space - weight];
      if (before.value + value > best[space].value) best[space] = { value: before.value + value, names: [...before.names, name] };
    }
  }
  return best[room];
}

function coins(total, kinds) {
  const ways = [1, ...Array(total).fill(0)];
  const fewest = [0, ...Array(total).fill(Infinity)];
  for (const kind of kinds) {
    for (let amount = kind; amount <= total; amount += 1) {
      ways[amount] += ways[amount - kind];
      fewest[amount] = Math.min(fewest[amount], fewest[amount - kind] + 1);
    }
  }
  return [ways[total], fewest[total]];
}

function increasing(numbers) {
  const best = numbers.map((n) => [n]);
  numbers.forEach((n, at) => {
    for (let k = 0; k < at; k += 1) if (numbers[k] < n && best[k].length >= best[at].length) best[at] = [...best[k], n];
  });
  return best.reduce((a, b) => (b.length > a.length ? b : a));
}

const partitions = memo((n, most) => (n === 0 ? 1 : Array.from({ length: Math.min(n, most) }, (_, k) => partitions(n - k - 1, k + 1)).reduce((x, y) => x + y, 0)));
const chain = (sizes) => {
  const best = memo((i, j) => {
    if (i === j) return { cost: 0, order: 'ABCDEFGH'[i] };
    let found = { cost: Infinity };
    for (let k = i; k < j; k += 1) {
      const [left, right] = [best(i, k), best(k + 1, j)];
      const cost = left.cost + right.cost + sizes[i] * sizes[k + 1] * sizes[j + 1];
      if (cost < found.cost) found = { cost, order: `(${left.order}${right.order})` };
    }
    return found;
  });
  return best(0, sizes.length - 2);
};
const segments = (text, words) => (text === '' ? [''] : words.filter((word) => text.startsWith(word)).flatMap((word) => segments(text.slice(word.length), words).map((rest) => `${word} ${rest}`.trim())));

for (const [a, b] of [['AGGTAB', 'GXTXAYB'], ['programming', 'gaming'], ['dynamic', 'mandarin'], ['abc', 'xyz']]) console.log('lcs', a, b, lcs(a, b));
for (const [a, b] of [['kitten', 'sitting'], ['intention', 'execution'], ['flaw', 'lawn'], ['', 'abc'], ['same', 'same']]) console.log('edits', a, b, edits(a, b));
const items = [['map', 9, 150], ['compass', 13, 35], ['water', 53, 200], ['sandwich', 50, 160], ['glucose', 15, 60], ['tin', 68, 45], ['banana', 27, 60], ['apple', 39, 40], ['cheese', 23, 30]];
for (const room of [50, 100, 150]) console.log('knapsack', room, knapsack(items, room));
for (const [total, kinds] of [[100, [1, 5, 10, 25, 50]], [63, [1, 7, 21]], [7, [2, 4]], [200, [1, 2, 5, 10, 20, 50, 100, 200]]]) console.log('coins', total, kinds, coins(total, kinds));
const numbers = Array.from({ length: 39 }, (_, n) => ((n + 1) * 37) % 101);
console.log('increasing', increasing(numbers), numbers);
console.log('chain', chain([30, 35, 15, 5, 10, 20, 25]), chain([10, 20, 30, 40, 30]));
console.log('partitions', [0, 7, 14, 21, 28, 35, 42].map((n) => partitions(n, n)));
console.log('segments', segments('catsanddogsand', ['cat', 'cats', 'and', 'sand', 'dog', 'dogs', 's']));
const costs = grid(6, 8, (r, c) => (r * 7 + c * 3) % 10);
costs.forEach((row, r) => row.forEach((cost, c) => {
  if (r || c) row[c] += Math.min(costs[r - 1]?.[c] ?? Infinity, row[c - 1] ?? Infinity);
}));
console.log(costs);
