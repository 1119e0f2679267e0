"""Dynamic programming: subsequences, distances, knapsacks, coins, partitions, chains."""
from bisect import bisect_left
from functools import cache


def lcs(a, b):
    table = [[""] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + x if x == y else max(table[i][j + 1], table[i + 1][j], key=len)
    return table[-1][-1]


def edits(a, b):
    """The distance, and the script that gets from one to the other."""
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (x != y)))
        rows.append(row)
    i, j, script = len(a), len(b), []
    while i or j:
        if i and j and rows[i][j] == rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]):
            i, j = i - 1, j - 1
            script.append(a[i] if a[i] == b[j] else f"[{a[i]}>{b[j]}]")
        elif i and rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
            script.append(f"[-{a[i]}]")
        else:
            j -= 1
            script.append(f"[+{b[j]}]")
    return rows[-1][-1], "".join(reversed(script))


def knapsack(items, room):
    best = [(0, ())] * (room + 1)
    for name, weight, value in items:
        for space in range(room, weight - 1, -1):
            worth, names = best[space - weight]
            best[space] = max(best[space], (worth + value, (*names, name)), key=lambda pair: pair[0])
    return best[room]


def coins(total, kinds):
    ways, fewest = [1] + [0] * total, [0] + [None] * total
    for kind in kinds:
        for amount in range(kind, total + 1):
            ways[amount] += ways[amount - kind]
            before = fewest[amount - kind]
            if before is not None and (fewest[amount] is None or before + 1 < fewest[amount]):
                fewest[amount] = before + 1
    return ways[total], fewest[total]


def increasing(numbers):
    tails, before, places = [], {}, []
    for at, number in enumerate(numbers):
        spot = bisect_left(tails, number)
        tails[spot : spot + 1] = [number]
        places[spot : spot + 1] = [at]
        before[at] = places[spot - 1] if spot else None
    out, at = [], places[-1]
    while at is not None:
        out.append(numbers[at])
        at = before[at]
    return out[::-1]


def chain(sizes):
    @cache
    def best(i, j):
        if i == j:
            return 0, "ABCDEFGH"[i]
        options = []
        for k in range(i, j):
            left, right = best(i, k), best(k + 1, j)
            options.append((left[0] + right[0] + sizes[i] * sizes[k + 1] * sizes[j + 1], f"({left[1]}{right[1]})"))
        return min(options)

    return best(0, len(sizes) - 2)


@cache
def partitions(n, most):
    return 1 if n == 0 else sum(partitions(n - k, k) for k in range(1, min(n, most) + 1))


def segments(text, words):
    found = {0: [[]]}
    for end in range(1, len(text) + 1):
        found[end] = [[*head, text[start:end]] for start in range(end) if text[start:end] in words for head in found[start]]
    return [" ".join(parts) for parts in found[len(text)]]


def main():
    for a, b in (("AGGTAB", "GXTXAYB"), ("programming", "gaming"), ("dynamic", "mandarin"), ("abc", "xyz")):
        print(f"lcs {a} {b}: {lcs(a, b)!r}")
    for a, b in (("kitten", "sitting"), ("intention", "execution"), ("flaw", "lawn"), ("", "abc"), ("same", "same"), ("sunday", "saturday")):
        print("edits", a or "-", b or "-", *edits(a, b))
    items = [("map", 9, 150), ("compass", 13, 35), ("water", 53, 200), ("sandwich", 50, 160), ("glucose", 15, 60), ("tin", 68, 45), ("banana", 27, 60), ("apple", 39, 40), ("cheese", 23, 30), ("beer", 52, 10), ("camera", 32, 30)]
    for room in (50, 100, 150, 200):
        print("knapsack", room, *knapsack(items, room))
    for total, kinds in ((100, (1, 5, 10, 25, 50)), (63, (1, 7, 21)), (7, (2, 4)), (200, (1, 2, 5, 10, 20, 50, 100, 200))):
        print("coins", total, kinds, *coins(total, kinds))
    numbers = [x * 37 % 101 for x in range(1, 40)]
    print("increasing", increasing(numbers))
    print("chain", *chain((30, 35, 15, 5, 10, 20, 25)), *chain((10, 20, 30, 40, 30)))
    print("partitions", [partitions(n, n) for n in range(0, 50, 7)])
    print("segments", segments("catsanddogsand", {"cat", "cats", "and", "sand", "dog", "dogs", "s"}))
    best = here = numbers[0] - 50
    for number in numbers[1:]:
        here = max(number - 50, here + number - 50)
        best = max(best, here)
    print("best run", best)
    grid = [[(r * 7 + c * 3) % 10 for c in range(8)] for r in range(6)]
    for r in range(6):
        for c in range(8):
            grid[r][c] += min([grid[r - 1][c]] * (r > 0) + [grid[r][c - 1]] * (c > 0), default=0)
    print("cheapest way", grid[-1])


main()
