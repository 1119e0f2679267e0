"""Wrong on purpose: goes through all allowed requests again for each request."""

import json
import sys

rules = json.loads(sys.stdin.readline())
allowed = []
now = 0


def sound(request):
    if type(request) is not dict:
        return False
    at, client = request.get("at"), request.get("client")
    return type(at) is int and 0 <= at <= 10**13 and type(client) is str and client != ""


def wait(client, most, span):
    recent = [time for name, time in allowed if name == client and time > now - span]
    return recent[len(recent) - most] + span - now if len(recent) >= most else 0


def answer(line):
    global now
    try:
        request = json.loads(line)
    except ValueError:
        return {"error": "invalid"}
    if not sound(request):
        return {"error": "invalid"}
    now = max(now, request["at"])
    client = request["client"]
    retry = max(
        wait(client, rules["limit"], rules["window_ms"]),
        wait(client, rules["burst"], rules["burst_ms"]),
    )
    if retry > 0:
        return {"allow": False, "retry_ms": retry}
    allowed.append((client, now))
    return {"allow": True}


for line in sys.stdin:
    print(json.dumps(answer(line), separators=(",", ":")))
