"""Reference: a line is read, checked and summed once."""

import json
import sys

LARGEST = 1_000_000_000


def answer(line):
    try:
        numbers = json.loads(line)
    except ValueError:
        return "error"
    if not isinstance(numbers, list):
        return "error"
    if not all(type(number) is int and abs(number) <= LARGEST for number in numbers):
        return "error"
    return str(sum(numbers))


def solve(lines):
    return map(answer, lines)


if __name__ == "__main__":
    sys.stdout.writelines(text + "\n" for text in solve(sys.stdin))
