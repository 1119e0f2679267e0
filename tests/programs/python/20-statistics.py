"""Random numbers of our own, their statistics, formatted floats, decimals, and a regression."""
import math
import statistics
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, getcontext


class Xorshift:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        x = self.state
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        self.state = x
        return x

    def uniform(self):
        return self.next() / 2**32

    def normal(self):
        """Box and Muller."""
        return math.sqrt(-2 * math.log(1 - self.uniform())) * math.cos(2 * math.pi * self.uniform())

    def shuffle(self, items):
        for at in range(len(items) - 1, 0, -1):
            other = self.next() % (at + 1)
            items[at], items[other] = items[other], items[at]
        return items


def histogram(values, low, high, bins):
    counts = [0] * bins
    for value in values:
        if low <= value < high:
            counts[int((value - low) / (high - low) * bins)] += 1
    return counts


def regression(xs, ys):
    mx, my = statistics.fmean(xs), statistics.fmean(ys)
    sxy = math.fsum((x - mx) * (y - my) for x, y in zip(xs, ys))
    sxx = math.fsum((x - mx) ** 2 for x in xs)
    slope = sxy / sxx
    return slope, my - slope * mx


def simpson(function, low, high, steps=200):
    width = (high - low) / steps
    inner = sum((4 if n % 2 else 2) * function(low + n * width) for n in range(1, steps))
    return (function(low) + inner + function(high)) * width / 3


def root(function, low, high):
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if function(low) * function(middle) <= 0 else (middle, high)
    return (low + high) / 2


def main():
    dice = Xorshift(2463534242)
    print([dice.next() for _ in range(6)], dice.shuffle(list(range(12))))
    values = [dice.uniform() * 100 for _ in range(2000)]
    print(f"mean {statistics.fmean(values):.6f} median {statistics.median(values):.6f} stdev {statistics.stdev(values):.6f}")
    print("quartiles", [f"{q:.3f}" for q in statistics.quantiles(values, n=4)], f"{min(values):.5f} {max(values):.5f}")
    for at, count in enumerate(histogram(values, 0, 100, 10)):
        print(f"{at * 10:>3} {'#' * (count // 8)} {count}")
    normals = [dice.normal() for _ in range(3000)]
    for at, count in enumerate(histogram(normals, -3, 3, 12)):
        print(f"{at / 2 - 3:>5.1f} {'*' * (count // 15)}")
    xs = [n / 2 for n in range(40)]
    ys = [3 * x - 7 + dice.normal() for x in xs]
    slope, intercept = regression(xs, ys)
    print(f"y = {slope:.4f} x + {intercept:.4f}, r = {statistics.correlation(xs, ys):.6f}")
    inside = sum(1 for _ in range(20_000) if math.hypot(dice.uniform(), dice.uniform()) < 1)
    print("pi by darts", 4 * inside / 20_000, "by Simpson", f"{simpson(lambda x: 4 / (1 + x * x), 0, 1):.10f}")
    print("root", f"{root(lambda x: x**3 - x - 2, 1, 2):.12f}", f"{root(math.cos, 1, 2):.12f}")
    print([0.1 + 0.2, 1e16, 1e-5, 123456789.123456789, 1 / 3, 5e-324, 1.7976931348623157e308, float("inf"), -0.0, 100.0, 2.5e-7])
    print([round(x, 1) for x in (0.25, 0.35, 2.675, -1.45)], round(2.5), round(3.5), round(1234, -2), math.floor(-2.5), math.trunc(-2.5), int(-2.5))
    print([f"{x:.2f}|{x:8.3e}|{x:g}" for x in (3.14159265, 0.000012345, 123456789.0)], (0.1).hex(), (0.1).as_integer_ratio())
    getcontext().prec = 40
    print(Decimal(2).sqrt(), Decimal("0.1") + Decimal("0.2"), Decimal("2.675").quantize(Decimal("0.01"), ROUND_HALF_UP), Decimal("2.665").quantize(Decimal("0.01"), ROUND_HALF_EVEN))
    print(math.gcd(84, 36), math.lcm(4, 6), math.comb(30, 15), math.factorial(20), math.log2(1024), math.degrees(math.pi), math.erf(0.5), math.gamma(5.5))
    print(statistics.mode("abracadabra"), statistics.multimode("aabbc"), statistics.harmonic_mean([40, 60]), statistics.pvariance([1, 2, 3, 4]), statistics.geometric_mean([1, 10, 100]))


main()
