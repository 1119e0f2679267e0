import sys


def arithmetic(n):
    a, b, s = 1, 2, 0
    for i in range(n):
        a = (a * 31 + b) & 0xFFFF
        b = (b ^ a) + i
        if b & 1:
            s += a
        b &= 0xFFFFF
    return s


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def calls(n):
    return fib(n)


def large(n):
    x = 7
    for _ in range(n):
        x = (x * 1103515245 + 12345) & 0x7FFFFFFF
    return x


def words(n):
    count = {}
    x = 7
    for _ in range(n):
        x = (x * 75 + 74) % 65537
        key = "user-" + str(x % 5000)
        count[key] = count.get(key, 0) + 1
    return len(count) + max(count.values())


def sorting(n):
    x, rows = 7, []
    for i in range(n):
        x = (x * 75 + 74) % 65537
        rows.append((x % 1000, i))
    rows.sort(key=lambda row: (-row[0], row[1]))
    return sum(place * row[0] for place, row in enumerate(rows)) % 1000007


loops = {f.__name__: f for f in (arithmetic, calls, words, sorting, large)}
name, n = sys.stdin.read().split()
print(name, loops[name](int(n)))
