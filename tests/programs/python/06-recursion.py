"""Recursion: towers, permutations, subsets, floods, queens, mutual recursion, generators."""
import sys
from functools import lru_cache

sys.setrecursionlimit(20_000)


def hanoi(disks, source="A", spare="B", target="C"):
    if disks:
        yield from hanoi(disks - 1, source, target, spare)
        yield f"{disks}:{source}>{target}"
        yield from hanoi(disks - 1, spare, source, target)


def permutations(items):
    if not items:
        yield ()
    for at, item in enumerate(items):
        for rest in permutations(items[:at] + items[at + 1 :]):
            yield (item, *rest)


def subsets(items):
    if not items:
        return [[]]
    rest = subsets(items[1:])
    return rest + [[items[0], *subset] for subset in rest]


def queens(size, columns=()):
    if len(columns) == size:
        yield columns
        return
    row = len(columns)
    for column in range(size):
        if all(column != c and abs(column - c) != row - r for r, c in enumerate(columns)):
            yield from queens(size, (*columns, column))


def flood(grid, row, column, mark):
    if not (0 <= row < len(grid) and 0 <= column < len(grid[0])) or grid[row][column] != ".":
        return 0
    grid[row][column] = mark
    return 1 + sum(flood(grid, row + dr, column + dc, mark) for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)))


def is_even(number):
    return True if number == 0 else is_odd(number - 1)


def is_odd(number):
    return False if number == 0 else is_even(number - 1)


@lru_cache(maxsize=None)
def ackermann(m, n):
    if m == 0:
        return n + 1
    return ackermann(m - 1, 1 if n == 0 else ackermann(m, n - 1))


def flatten(tree):
    for item in tree:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


def depth(number):
    return 0 if number == 0 else 1 + depth(number - 1)


def main():
    moves = list(hanoi(6))
    print(len(moves), *moves)
    print(*("".join(p) for p in permutations("abcd")))
    print(sorted(subsets([1, 2, 3, 4]), key=lambda s: (len(s), s)))
    for board in list(queens(6)):
        print(board, *("." * c + "Q" + "." * (5 - c) for c in board))
    print("queens", [sum(1 for _ in queens(n)) for n in range(1, 8)])
    grid = [list(line) for line in ("..#...#.", ".##.#.#.", ".#..#...", "...##.#.", "##....#.")]
    marks = iter("abcdefgh")
    for row in range(5):
        for column in range(8):
            if grid[row][column] == ".":
                mark = next(marks)
                print(mark, flood(grid, row, column, mark))
    print("\n".join("".join(line) for line in grid))
    print(is_even(1000), is_odd(777), [ackermann(2, n) for n in range(10)], ackermann(3, 4))
    print(list(flatten([1, [2, [3, [4, [], 5]], 6], [[7]]])), depth(15_000))


main()
