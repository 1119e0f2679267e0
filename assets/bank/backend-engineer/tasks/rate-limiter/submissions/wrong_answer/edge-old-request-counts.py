"""Wrong on purpose: a request that is exactly one window old still counts."""

import json
import sys
from collections import defaultdict, deque

rules = json.loads(sys.stdin.readline())
SPANS = [(rules["limit"], rules["window_ms"]), (rules["burst"], rules["burst_ms"])]
queues_of = defaultdict(lambda: [deque(), deque()])
now = 0


def sound(request):
    if type(request) is not dict:
        return False
    at, client = request.get("at"), request.get("client")
    return type(at) is int and 0 <= at <= 10**13 and type(client) is str and client != ""


def answer(line):
    global now
    try:
        request = json.loads(line)
    except ValueError:
        return {"error": "invalid"}
    if not sound(request):
        return {"error": "invalid"}
    now = max(now, request["at"])
    queues = queues_of[request["client"]]
    retry = 0
    for queue, (most, span) in zip(queues, SPANS):
        while queue and queue[0] < now - span:
            queue.popleft()
        if len(queue) >= most:
            retry = max(retry, queue[0] + span - now, 1)
    if retry:
        return {"allow": False, "retry_ms": retry}
    for queue in queues:
        queue.append(now)
    return {"allow": True}


for line in sys.stdin:
    print(json.dumps(answer(line), separators=(",", ":")))
