"""Wrong on purpose: compares the whole line as text, so field order and other fields count."""

import json
import sys

ACCOUNTS_OF = {"deposit": ["to"], "withdraw": ["from"], "transfer": ["from", "to"]}
balances, remembered = {}, {}


def proper(request):
    if type(request) is not dict or type(request.get("op")) is not str:
        return False
    fields = ACCOUNTS_OF.get(request["op"])
    if fields is None:
        return False
    names = [request.get(field) for field in ["key", *fields]]
    if not all(type(name) is str and name for name in names):
        return False
    amount = request.get("amount")
    if type(amount) is not int or not 1 <= amount <= 10**9:
        return False
    return request["op"] != "transfer" or request["from"] != request["to"]


def apply(request):
    op, amount = request["op"], request["amount"]
    account = request["to"] if op == "deposit" else request["from"]
    held = balances.get(account, 0)
    if op != "deposit" and held < amount:
        return {"status": "declined", "balance": held}
    balances[account] = held + amount if op == "deposit" else held - amount
    if op == "transfer":
        balances[request["to"]] = balances.get(request["to"], 0) + amount
    return {"status": "ok", "balance": balances[account]}


def answer(line):
    try:
        request = json.loads(line)
    except ValueError:
        return {"status": "invalid"}
    if not proper(request):
        return {"status": "invalid"}
    key = request["key"]
    if key in remembered:
        text, first = remembered[key]
        return first if text == line else {"status": "conflict"}
    remembered[key] = (line, apply(request))
    return remembered[key][1]


for line in sys.stdin:
    print(json.dumps(answer(line), separators=(",", ":")))
