import json
import sys


def answer(request):
    # Your code. `request` is the parsed line; return the object to print.
    return {"status": "invalid"}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(answer(request), separators=(",", ":")))
