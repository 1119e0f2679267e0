// Grids: Conway's Life, a maze by depth first, its way out, a Mandelbrot set, a knight's tour.
const key = (r, c) => `${r},${c}`;
const GLIDER = [[0, 1], [1, 2], [2, 0], [2, 1], [2, 2]];
const ACORN = [[0, 1], [1, 3], [2, 0], [2, 1], [2, 4], [2, 5], [2, 6]];

function step(cells) {
  const near = new Map();
  for (const [r, c] of cells) {
    for (let dr = -1; dr <= 1; dr += 1) {
      for (let dc = -1; dc <= 1; dc += 1) if (dr || dc) near.set(key(r + dr, c + dc), (near.get(key(r + dr, c + dc)) ?? 0) + 1);
    }
  }
  const alive = new Set(cells.map(([r, c]) => key(r, c)));
  return [...near].filter(([cell, count]) => count === 3 || (count === 2 && alive.has(cell))).map(([cell]) => cell.split(',').map(Number));
}

function picture(cells, height, width) {
  const rows = Array.from({ length: height }, () => new Array(width).fill('.'));
  for (const [r, c] of cells) if (r < height && c < width) rows[r][c] = '#';
  return rows.map((row) => row.join('')).join('\n');
}

function dice(seed) {
  let state = BigInt(seed);
  return (limit) => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number((state >> 33n) % BigInt(limit));
  };
}

function maze(rows, columns, below) {
  const grid = Array.from({ length: 2 * rows + 1 }, () => new Array(2 * columns + 1).fill('#'));
  const stack = [[1, 1]];
  grid[1][1] = ' ';
  while (stack.length) {
    const [r, c] = stack.at(-1);
    const ways = [[0, 2], [2, 0], [0, -2], [-2, 0]].filter(([dr, dc]) => r + dr > 0 && c + dc > 0 && grid[r + dr]?.[c + dc] === '#');
    if (!ways.length) {
      stack.pop();
      continue;
    }
    const [dr, dc] = ways[below(ways.length)];
    grid[r + dr / 2][c + dc / 2] = ' ';
    grid[r + dr][c + dc] = ' ';
    stack.push([r + dr, c + dc]);
  }
  return grid;
}

function solve(grid, start, goal) {
  const came = new Map([[key(...start), null]]);
  const queue = [start];
  while (!came.has(key(...goal))) {
    const [r, c] = queue.shift();
    for (const place of [[r, c + 1], [r + 1, c], [r, c - 1], [r - 1, c]]) {
      if (grid[place[0]][place[1]] !== ' ' || came.has(key(...place))) continue;
      came.set(key(...place), [r, c]);
      queue.push(place);
    }
  }
  let length = 0;
  for (let at = goal; at; at = came.get(key(...at))) {
    grid[at[0]][at[1]] = 'o';
    length += 1;
  }
  return length;
}

function mandelbrot(width, height) {
  const lines = [];
  for (let row = 0; row < height; row += 1) {
    let line = '';
    for (let column = 0; column < width; column += 1) {
      const [x, y] = [-2.2 + (3 * column) / width, -1.2 + (2.4 * row) / (height - 1)];
      let [a, b, n] = [0, 0, 0];
      for (; a * a + b * b <= 4 && n < 32; n += 1) [a, b] = [a * a - b * b + x, 2 * a * b + y];
      line += ' .:-=+*#%@'[Math.floor((n * 9) / 32)];
    }
    lines.push(line);
  }
  return lines;
}

// By Warnsdorff's rule.
function knight(size) {
  const board = Array.from({ length: size }, () => new Array(size).fill(0));
  const jumps = [[1, 2], [2, 1], [2, -1], [1, -2], [-1, -2], [-2, -1], [-2, 1], [-1, 2]];
  const onward = ([r, c]) => jumps.map(([a, b]) => [r + a, c + b]).filter(([x, y]) => board[x]?.[y] === 0);
  let place = [0, 0];
  for (let number = 1; place; number += 1) {
    board[place[0]][place[1]] = number;
    const rank = (choice) => onward(choice).length * 10_000 + choice[0] * 100 + choice[1];
    [place] = onward(place).sort((a, b) => rank(a) - rank(b));
  }
  return board;
}

let cells = GLIDER;
for (let generation = 0; generation < 13; generation += 4) {
  console.log(`-- ${generation}\n${picture(cells, 7, 12)}`);
  for (let n = 0; n < 4; n += 1) cells = step(cells);
}
cells = ACORN;
console.log('acorn', Array.from({ length: 50 }, () => {
  const { length } = cells;
  cells = step(cells);
  return length;
}));
const grid = maze(6, 14, dice(2024));
const length = solve(grid, [1, 1], [11, 27]);
console.log(grid.map((line) => line.join('')).join('\n'));
console.log('way', length);
for (const line of mandelbrot(64, 19)) console.log(line);
console.table(knight(5));
console.log(knight(6));
