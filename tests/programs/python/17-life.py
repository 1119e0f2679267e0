"""Grids: Conway's Life, a maze by depth first, its way out, a Mandelbrot set, a knight's tour."""
from collections import Counter, deque

GLIDER = {(0, 1), (1, 2), (2, 0), (2, 1), (2, 2)}
ACORN = {(0, 1), (1, 3), (2, 0), (2, 1), (2, 4), (2, 5), (2, 6)}


def step(cells):
    near = Counter((r + dr, c + dc) for r, c in cells for dr in (-1, 0, 1) for dc in (-1, 0, 1) if dr or dc)
    return {cell for cell, count in near.items() if count == 3 or count == 2 and cell in cells}


def picture(cells, height, width):
    return ["".join("#" if (r, c) in cells else "." for c in range(width)) for r in range(height)]


class Dice:
    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit


def maze(rows, columns, dice):
    grid = [["#"] * (2 * columns + 1) for _ in range(2 * rows + 1)]
    stack = [(1, 1)]
    grid[1][1] = " "
    while stack:
        r, c = stack[-1]
        ways = [(dr, dc) for dr, dc in ((0, 2), (2, 0), (0, -2), (-2, 0)) if 0 < r + dr < 2 * rows and 0 < c + dc < 2 * columns and grid[r + dr][c + dc] == "#"]
        if not ways:
            stack.pop()
            continue
        dr, dc = ways[dice.below(len(ways))]
        grid[r + dr // 2][c + dc // 2] = grid[r + dr][c + dc] = " "
        stack.append((r + dr, c + dc))
    return grid


def solve(grid, start, goal):
    came, queue = {start: None}, deque([start])
    while queue and goal not in came:
        r, c = queue.popleft()
        for place in ((r, c + 1), (r + 1, c), (r, c - 1), (r - 1, c)):
            if grid[place[0]][place[1]] == " " and place not in came:
                came[place] = (r, c)
                queue.append(place)
    length = 0
    while goal is not None:
        grid[goal[0]][goal[1]] = "o"
        goal, length = came[goal], length + 1
    return length


def mandelbrot(width, height):
    for row in range(height):
        line = ""
        for column in range(width):
            c, z, n = complex(-2.2 + 3 * column / width, -1.2 + 2.4 * row / (height - 1)), 0j, 0
            while abs(z) <= 2 and n < 32:
                z, n = z * z + c, n + 1
            line += " .:-=+*#%@"[n * 9 // 32]
        yield line


def knight(size):
    """By Warnsdorff's rule."""
    board = [[0] * size for _ in range(size)]
    jumps = [(1, 2), (2, 1), (2, -1), (1, -2), (-1, -2), (-2, -1), (-2, 1), (-1, 2)]

    def onward(r, c):
        return [(r + a, c + b) for a, b in jumps if 0 <= r + a < size and 0 <= c + b < size and not board[r + a][c + b]]

    place = (0, 0)
    for number in range(1, size * size + 1):
        board[place[0]][place[1]] = number
        choices = onward(*place)
        if not choices:
            break
        place = min(choices, key=lambda p: (len(onward(*p)), p))
    return board


def main():
    cells = GLIDER
    for generation in range(0, 13, 4):
        print(f"-- {generation}", *picture(cells, 7, 12), sep="\n")
        for _ in range(4):
            cells = step(cells)
    cells, sizes = ACORN, []
    for _ in range(60):
        sizes.append(len(cells))
        cells = step(cells)
    print("acorn", sizes, min(cells), max(cells))
    grid = maze(6, 14, Dice(2024))
    length = solve(grid, (1, 1), (11, 27))
    print("\n".join("".join(line) for line in grid))
    print("way", length)
    print(*mandelbrot(64, 19), sep="\n")
    for line in knight(6):
        print(" ".join(f"{n:>2}" for n in line))


main()
