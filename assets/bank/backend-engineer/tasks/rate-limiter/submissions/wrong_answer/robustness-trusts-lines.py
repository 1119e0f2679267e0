"""Wrong on purpose: expects that each line is a sound request."""

import json
import sys
from collections import defaultdict

rules = json.loads(sys.stdin.readline())
allowed_of = defaultdict(list)
now = 0


def wait(allowed, most, span):
    return max(0, allowed[-most] + span - now) if len(allowed) >= most else 0


for line in sys.stdin:
    request = json.loads(line)
    now = max(now, request["at"])
    allowed = allowed_of[request["client"]]
    retry = max(
        wait(allowed, rules["limit"], rules["window_ms"]),
        wait(allowed, rules["burst"], rules["burst_ms"]),
    )
    if retry:
        print('{"allow":false,"retry_ms":%d}' % retry)
    else:
        allowed.append(now)
        print('{"allow":true}')
