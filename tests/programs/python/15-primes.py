"""Number theory: sieves, factors, totients, perfect numbers, remainders, continued fractions."""
from itertools import accumulate, count, islice, takewhile
from math import gcd, isqrt, prod


def sieve(limit):
    flags = bytearray([1]) * (limit + 1)
    flags[:2] = b"\0\0"
    for p in range(2, isqrt(limit) + 1):
        if flags[p]:
            flags[p * p :: p] = bytes(len(range(p * p, limit + 1, p)))
    return [n for n in range(limit + 1) if flags[n]]


def endless():
    """All primes, by an incremental sieve."""
    composites = {}
    for n in count(2):
        factors = composites.pop(n, None)
        if factors is None:
            yield n
            composites[n * n] = [n]
        else:
            for p in factors:
                composites.setdefault(n + p, []).append(p)


def factors(n):
    out = {}
    p = 2
    while p * p <= n:
        while n % p == 0:
            out[p] = out.get(p, 0) + 1
            n //= p
        p += 1
    if n > 1:
        out[n] = 1
    return out


def show(n):
    return " * ".join(f"{p}^{e}" if e > 1 else str(p) for p, e in factors(n).items()) or "1"


def totient(n):
    for p in factors(n):
        n -= n // p
    return n


def divisors(n):
    small = [d for d in range(1, isqrt(n) + 1) if n % d == 0]
    return sorted({*small, *(n // d for d in small)})


def remainders(pairs):
    """Chinese remainder theorem."""
    modulus = prod(m for _, m in pairs)
    return sum(r * (modulus // m) * pow(modulus // m, -1, m) for r, m in pairs) % modulus, modulus


def convergents(terms):
    (a, b), (c, d) = (1, 0), (0, 1)
    for term in terms:
        a, c = a * term + c, a
        b, d = b * term + d, b
        yield a, b


def root_terms(n):
    m, d, a0 = 0, 1, isqrt(n)
    a = a0
    while True:
        yield a
        m = d * a - m
        d = (n - m * m) // d
        a = (a0 + m) // d


def main():
    primes = sieve(20_000)
    print(len(primes), primes[:20], primes[-5:])
    print("same:", list(islice(endless(), 500)) == primes[:500])
    for start in range(0, 20_000, 4000):
        here = [p for p in primes if start <= p < start + 4000]
        print(f"{start:>6} {len(here):>4} {'|' * (len(here) // 20)} twins {sum(1 for p in here if p + 2 in set(here))}")
    gaps = sorted({(b - a, -a) for a, b in zip(primes, primes[1:])}, reverse=True)[:3]
    print("widest gaps", [(gap, -at, gap - at) for gap, at in gaps])
    for n in (1, 97, 360, 1001, 65_536, 99_999, 123_456, 1_000_003, 600_851_475_143):
        print(f"{n:>13} = {show(n):<28} totient {totient(n):>13} divisors {len(divisors(n))}")
    print("perfect", [n for n in range(2, 9000) if sum(divisors(n)) == 2 * n])
    print("amicable", [(a, b) for a in range(200, 3000) if (b := sum(divisors(a)) - a) > a and sum(divisors(b)) - b == a])
    print("remainders", remainders([(2, 3), (3, 5), (2, 7)]), remainders([(1, 4), (4, 9), (6, 25), (0, 11)]))
    print("goldbach", [(n, next((p, n - p) for p in primes if n - p in set(primes[:300]))) for n in range(100, 1000, 150)])
    for n in (2, 7, 61):
        x, y = next((x, y) for x, y in convergents(root_terms(n)) if x * x - n * y * y == 1)
        print(f"pell {n}: {x}^2 - {n} * {y}^2 = 1, terms {list(islice(root_terms(n), 10))}")
    print("sums", list(takewhile(lambda s: s < 2000, accumulate(primes)))[::4])
    print("pythagorean", [(m * m - n * n, 2 * m * n, m * m + n * n) for m in range(2, 6) for n in range(1, m) if (m - n) % 2 and gcd(m, n) == 1])
    print("base -2:", [negabinary(n) for n in range(-5, 6)])


def negabinary(n):
    digits = ""
    while n:
        n, r = divmod(n, -2)
        if r < 0:
            n, r = n + 1, r + 2
        digits = str(r) + digits
    return digits or "0"


main()
