"""Wrong on purpose: copies the rest of the list for each number."""

import json
import sys


def sound(numbers):
    if type(numbers) is not list:
        return False
    return all(type(number) is int and abs(number) <= 10**9 for number in numbers)


def total(numbers):
    result = 0
    while numbers:
        result += numbers[0]
        numbers = [number for number in numbers[1:]]
    return result


for line in sys.stdin:
    try:
        numbers = json.loads(line)
    except ValueError:
        numbers = None
    print(total(numbers) if sound(numbers) else "error")
