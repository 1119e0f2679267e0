"""Integers beyond 64 bits: factorials, Fibonacci, modular powers, toy RSA, roots, rationals."""
from fractions import Fraction
from math import comb, gcd, isqrt


def fibonacci(n):
    """By fast doubling."""
    if n == 0:
        return 0, 1
    a, b = fibonacci(n // 2)
    c, d = a * (2 * b - a), a * a + b * b
    return (d, c + d) if n % 2 else (c, d)


def factorial(n):
    product = 1
    for k in range(2, n + 1):
        product *= k
    return product


def wrap(number, width=60):
    text = str(number)
    return [text[at : at + width] for at in range(0, len(text), width)]


def egcd(a, b):
    if b == 0:
        return a, 1, 0
    g, x, y = egcd(b, a % b)
    return g, y, x - a // b * y


def miller_rabin(n):
    if n < 2 or n % 2 == 0:
        return n == 2
    d, r = n - 1, 0
    while d % 2 == 0:
        d, r = d // 2, r + 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if base % n == 0:
            continue
        x = pow(base, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(r - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def next_prime(n):
    n += 1 + n % 2
    while not miller_rabin(n):
        n += 2
    return n


def main():
    print("50! =", factorial(50))
    print("fib(1000):", *wrap(fibonacci(1000)[0]), sep="\n  ")
    print("2^521-1 prime:", miller_rabin(2**521 - 1), " 2^523-1:", miller_rabin(2**523 - 1))
    p, q = next_prime(10**20), next_prime(3 * 10**20)
    n, phi, e = p * q, (p - 1) * (q - 1), 65537
    d = egcd(e, phi)[1] % phi
    message = int.from_bytes(b"meet at noon", "big")
    cipher = pow(message, e, n)
    print("p", p, "q", q)
    print("cipher", cipher)
    print("plain", pow(cipher, d, n).to_bytes(12, "big").decode())
    print("isqrt(2 * 10^80):", isqrt(2 * 10**80))
    harmonic = sum(Fraction(1, k) for k in range(1, 41))
    print("H(40) =", harmonic, "~", float(harmonic))
    print("catalan:", [comb(2 * n, n) // (n + 1) for n in range(0, 40, 4)])
    print("digits of 3^500:", sum(map(int, str(3**500))), (3**500).bit_length())
    print("-7 // 2, -7 % 2, divmod:", -7 // 2, -7 % 2, divmod(-(10**30), 7**20), (-(2**70)) >> 3)
    print("hex:", hex(2**100 + 255), oct(8**20), bin(2**40 + 5), int("zz", 36) ** 12)
    print("gcd:", gcd(factorial(30), 2**50), "xor:", (2**90 - 1) ^ (2**45), ~(2**66))
    collatz = max(range(1, 300), key=lambda s: (steps(s), -s))
    print("collatz:", collatz, steps(collatz))


def steps(n):
    count = 0
    while n != 1:
        n = n * 3 + 1 if n % 2 else n // 2
        count += 1
    return count


main()
