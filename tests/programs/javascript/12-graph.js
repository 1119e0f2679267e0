// Graphs: Dijkstra with a heap, breadth first, strong components, spanning tree, topological order.
'use strict';

class Heap {
  #items = [];

  constructor(before) {
    this.before = before;
  }

  get size() {
    return this.#items.length;
  }

  push(item) {
    let at = this.#items.push(item) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.before(this.#items[at], this.#items[up])) break;
      [this.#items[at], this.#items[up]] = [this.#items[up], this.#items[at]];
      at = up;
    }
    return this;
  }

  pop() {
    const top = this.#items[0];
    const last = this.#items.pop();
    if (this.#items.length) {
      this.#items[0] = last;
      for (let at = 0; ;) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        let best = at;
        if (left < this.size && this.before(this.#items[left], this.#items[best])) best = left;
        if (right < this.size && this.before(this.#items[right], this.#items[best])) best = right;
        if (best === at) break;
        [this.#items[at], this.#items[best]] = [this.#items[best], this.#items[at]];
        at = best;
      }
    }
    return top;
  }
}

function dijkstra(graph, start) {
  const best = new Map([[start, 0]]);
  const came = new Map();
  const queue = new Heap((a, b) => a.cost < b.cost || (a.cost === b.cost && a.node < b.node)).push({ cost: 0, node: start });
  while (queue.size) {
    const { cost, node } = queue.pop();
    if (cost > best.get(node)) continue;
    for (const [neighbour, weight] of [...graph.get(node)].sort()) {
      const total = cost + weight;
      if (total < (best.get(neighbour) ?? Infinity)) {
        best.set(neighbour, total);
        came.set(neighbour, node);
        queue.push({ cost: total, node: neighbour });
      }
    }
  }
  return { best, came };
}

const path = (came, start, goal) => (start === goal ? [start] : [...path(came, start, came.get(goal)), goal]);

function strong(graph) {
  const [index, low, stack, groups] = [{}, {}, [], []];
  let count = 0;
  const visit = (node) => {
    index[node] = low[node] = count;
    count += 1;
    stack.push(node);
    for (const neighbour of [...graph.get(node).keys()].sort()) {
      if (!(neighbour in index)) visit(neighbour);
      if (stack.includes(neighbour)) low[node] = Math.min(low[node], low[neighbour]);
    }
    if (low[node] === index[node]) groups.push(stack.splice(stack.indexOf(node)).sort());
  };
  for (const node of [...graph.keys()].sort()) if (!(node in index)) visit(node);
  return groups;
}

function* topological(graph) {
  const waiting = Object.fromEntries(Object.keys(graph).map((node) => [node, 0]));
  for (const next of Object.values(graph).flat()) waiting[next] += 1;
  const ready = Object.keys(waiting).filter((node) => !waiting[node]).sort();
  while (ready.length) {
    const node = ready.shift();
    yield node;
    for (const next of graph[node]) {
      waiting[next] -= 1;
      if (!waiting[next]) ready.push(next);
    }
    ready.sort();
  }
}

const lines = require('fs').readFileSync(0).toString().trim().split('\n');
const count = parseInt(lines.shift(), 10);
const graph = new Map();
const edges = lines.splice(0, count).map((line) => {
  const [a, b, text] = line.split(' ');
  const weight = +text;
  for (const node of [a, b]) if (!graph.has(node)) graph.set(node, new Map());
  graph.get(a).set(b, Math.min(weight, graph.get(a).get(b) ?? Infinity));
  return { a, b, weight };
});
const nodes = [...graph.keys()].sort();
console.log(`${graph.size} nodes, ${count} edges`);
for (const node of nodes) console.log(node, '->', [...graph.get(node)].sort().map((pair) => pair.join(':')).join(' '));
for (const line of lines) {
  const [start, goal] = line.split(' ');
  if (!graph.has(start) || !graph.has(goal)) console.log(`${start} to ${goal}: unknown node`);
  else {
    const { best, came } = dijkstra(graph, start);
    console.log(best.has(goal) ? `${start} to ${goal}: ${best.get(goal)} by ${path(came, start, goal).join(' > ')}` : `${start} to ${goal}: unreachable`);
  }
}
console.log(nodes.map((start) => nodes.map((goal) => dijkstra(graph, start).best.get(goal) ?? -1)));
const level = { A: 0 };
for (const queue = ['A']; queue.length;) {
  const node = queue.shift();
  for (const next of [...graph.get(node).keys()].sort()) {
    if (next in level) continue;
    level[next] = level[node] + 1;
    queue.push(next);
  }
}
console.log('levels from A:', level);
console.log('strong groups:', strong(graph));
const parent = new Map(nodes.map((node) => [node, node]));
const find = (node) => (parent.get(node) === node ? node : find(parent.get(node)));
const tree = edges.sort((x, y) => x.weight - y.weight || (x.a + x.b < y.a + y.b ? -1 : 1)).filter(({ a, b }) => find(a) !== find(b) && parent.set(find(a), find(b)));
console.log('tree:', tree, tree.reduce((sum, { weight }) => sum + weight, 0));
console.log('dressing:', ...topological({ shirt: ['tie', 'belt'], tie: ['jacket'], trousers: ['shoes', 'belt'], belt: ['jacket'], socks: ['shoes'], shoes: [], jacket: [] }));
