import json
import sys


def answer(numbers):
    # Your code. `numbers` is the parsed line; return what to print.
    return 0


for line in sys.stdin:
    print(answer(json.loads(line)))
