"""Wrong on purpose: takes an empty array for a bad line."""

import json
import sys


def answer(line):
    try:
        numbers = json.loads(line)
    except ValueError:
        return "error"
    if not numbers or type(numbers) is not list:
        return "error"
    if any(type(number) is not int or abs(number) > 10**9 for number in numbers):
        return "error"
    return sum(numbers)


for line in sys.stdin:
    print(answer(line))
