"""Reference: the times of a client's allowed requests; a rule looks at one of them only."""

import json
import sys

LATEST = 10_000_000_000_000
INVALID = {"error": "invalid"}


def read(line):
    """The time and the client, or None if the line is invalid."""
    try:
        request = json.loads(line)
    except ValueError:
        return None
    if not isinstance(request, dict):
        return None
    at, client = request.get("at"), request.get("client")
    if type(at) is not int or not 0 <= at <= LATEST:
        return None
    return (at, client) if isinstance(client, str) and client else None


def wait(allowed, count, span, now):
    """How long until fewer than `count` of the allowed times are later than `now - span`."""
    if len(allowed) < count:
        return 0
    return max(0, allowed[-count] + span - now)


def solve(lines):
    lines = iter(lines)
    rules = json.loads(next(lines))
    now, allowed_of = 0, {}
    for line in lines:
        request = read(line)
        if request is None:
            yield INVALID
            continue
        now = max(now, request[0])
        allowed = allowed_of.setdefault(request[1], [])
        retry = max(
            wait(allowed, rules["limit"], rules["window_ms"], now),
            wait(allowed, rules["burst"], rules["burst_ms"], now),
        )
        if retry:
            yield {"allow": False, "retry_ms": retry}
        else:
            allowed.append(now)
            yield {"allow": True}


if __name__ == "__main__":
    answers = (json.dumps(answer, separators=(",", ":")) for answer in solve(sys.stdin))
    sys.stdout.writelines(answer + "\n" for answer in answers)
