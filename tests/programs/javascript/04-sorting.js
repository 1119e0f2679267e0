// Sorting algorithms on the same data, their comparisons counted; stability; keys.
let comparisons = 0;
const less = (a, b) => {
  comparisons += 1;
  return a < b;
};

function* numbers(count, seed) {
  for (let n = 0; n < count; n += 1) {
    seed = Number((BigInt(seed) * 1103515245n + 12345n) % 2147483648n);
    yield Math.floor(seed / 65536) % 1000;
  }
}

const sorts = {
  insertion(items) {
    for (let end = 1; end < items.length; end += 1) {
      const item = items[end];
      let at = end;
      while (at > 0 && less(item, items[at - 1])) {
        items[at] = items[at - 1];
        at -= 1;
      }
      items[at] = item;
    }
    return items;
  },
  merging(items) {
    if (items.length < 2) return items;
    const half = items.length >> 1;
    const [left, right] = [sorts.merging(items.slice(0, half)), sorts.merging(items.slice(half))];
    const out = [];
    while (left.length && right.length) out.push((less(right[0], left[0]) ? right : left).shift());
    return [...out, ...left, ...right];
  },
  quick(items, low = 0, high = items.length - 1) {
    if (low >= high) return items;
    const pivot = items[(low + high) >> 1];
    let [i, j] = [low, high];
    while (i <= j) {
      while (less(items[i], pivot)) i += 1;
      while (less(pivot, items[j])) j -= 1;
      if (i <= j) {
        [items[i], items[j]] = [items[j], items[i]];
        i += 1;
        j -= 1;
      }
    }
    sorts.quick(items, low, j);
    return sorts.quick(items, i, high);
  },
  heap(items) {
    const sift = (root, end) => {
      for (let child = 2 * root + 1; child < end; child = 2 * root + 1) {
        if (child + 1 < end && less(items[child], items[child + 1])) child += 1;
        if (!less(items[root], items[child])) return;
        [items[root], items[child]] = [items[child], items[root]];
        root = child;
      }
    };
    for (let at = items.length >> 1; at >= 0; at -= 1) sift(at, items.length);
    for (let end = items.length - 1; end > 0; end -= 1) {
      [items[0], items[end]] = [items[end], items[0]];
      sift(0, end);
    }
    return items;
  },
  radix(items) {
    for (let digit = 1; digit < 1000; digit *= 10) {
      const buckets = Array.from({ length: 10 }, () => []);
      for (const item of items) buckets[Math.floor(item / digit) % 10].push(item);
      items = buckets.flat();
    }
    return items;
  },
};

const data = [...numbers(300, 42)];
const expected = data.slice().sort((a, b) => a - b);
for (const [name, sort] of Object.entries(sorts)) {
  comparisons = 0;
  const result = sort([...data]);
  console.log(name.padEnd(10), result.every((value, at) => value === expected[at]) ? 'ok' : 'WRONG', String(comparisons).padStart(7), 'comparisons');
}
console.log('first', expected.slice(0, 12), 'last', expected.slice(-5));
const people = [['Smith', 41], ['Jones', 25], ['Smith', 25], ['Brown', 41], ['Jones', 60]];
console.log('by age', [...people].sort(([, a], [, b]) => a - b));
console.log('by name', people.map(([name]) => name).sort(), people.toSorted(([a, x], [b, y]) => a.localeCompare(b) || y - x));
console.log('as text', [10, 9, 1, 100, -1].sort(), [10, 9, 1, 100, -1].sort((a, b) => b - a), [3, undefined, 1, , 2].sort());
console.log('largest', ['9', '34', '30', '3', '5', '91'].sort((a, b) => (b + a < a + b ? -1 : 1)).join(''));
console.log('words', ['banana', 'Apple', 'cherry', 'apple', 'Banana', 'éclair'].sort(), ['banana', 'Apple', 'cherry', 'apple', 'Banana', 'éclair'].sort((a, b) => a.localeCompare(b)));
const buckets = expected.reduce((counts, value) => {
  counts[Math.floor(value / 100)] += 1;
  return counts;
}, new Array(10).fill(0));
buckets.forEach((count, at) => console.log(`${at * 100}-${at * 100 + 99}`.padStart(8), '*'.repeat(count), count));
console.log(new Float64Array([3, -0, NaN, 1, 0, -Infinity]).sort(), Uint8Array.from([200, 3, 45]).sort(), expected);
