import json
import sys

rules = json.loads(sys.stdin.readline())


def answer(request):
    # Your code. `request` is the parsed line; return the object to print.
    return {"allow": True}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(answer(request), separators=(",", ":")))
