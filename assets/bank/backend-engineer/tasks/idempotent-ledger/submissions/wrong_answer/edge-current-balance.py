"""Wrong on purpose: a repeat is answered with the balance of today, not with the first answer."""

import json
import sys

balances, remembered = {}, {}


def check(request):
    """Raises for anything that is not a proper request."""
    accounts = {"deposit": ["to"], "withdraw": ["from"], "transfer": ["from", "to"]}[request["op"]]
    names = [request[field] for field in accounts]
    for name in names + [request["key"]]:
        if type(name) is not str or not name:
            raise ValueError("name")
    if type(request["amount"]) is not int or not 1 <= request["amount"] <= 10**9:
        raise ValueError("amount")
    if len(names) == 2 and names[0] == names[1]:
        raise ValueError("same account")
    return (request["op"], request["amount"], *names)


def apply(op, amount, first, second=None):
    held = balances.get(first, 0)
    if op != "deposit" and held < amount:
        return "declined"
    balances[first] = held + amount if op == "deposit" else held - amount
    if op == "transfer":
        balances[second] = balances.get(second, 0) + amount
    return "ok"


for line in sys.stdin:
    try:
        request = json.loads(line)
        same = check(request)
    except (ValueError, KeyError, TypeError):
        print('{"status":"invalid"}')
        continue
    key = request["key"]
    if key not in remembered:
        remembered[key] = (same, apply(*same))
    owner, status = remembered[key]
    if owner != same:
        print('{"status":"conflict"}')
    else:
        print('{"status":"%s","balance":%d}' % (status, balances.get(same[2], 0)))
