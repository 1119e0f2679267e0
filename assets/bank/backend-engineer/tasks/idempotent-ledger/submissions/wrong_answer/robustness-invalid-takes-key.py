"""Wrong on purpose: an invalid request uses its key up."""

import json
import sys

ACCOUNTS_OF = {"deposit": ["to"], "withdraw": ["from"], "transfer": ["from", "to"]}
balances, remembered = {}, {}


def proper(request):
    fields = ACCOUNTS_OF.get(request["op"]) if type(request.get("op")) is str else None
    if fields is None:
        return False
    names = [request.get(field) for field in fields]
    if not all(type(name) is str and name for name in names):
        return False
    amount = request.get("amount")
    if type(amount) is not int or not 1 <= amount <= 10**9:
        return False
    return request["op"] != "transfer" or request["from"] != request["to"]


def apply(request):
    if not proper(request):
        return {"status": "invalid"}
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
    if type(request) is not dict or type(request.get("key")) is not str or not request["key"]:
        return {"status": "invalid"}
    op = request.get("op")
    fields = ["op", "amount", *(ACCOUNTS_OF.get(op, []) if type(op) is str else [])]
    same = [request.get(field) for field in fields]
    if request["key"] not in remembered:
        remembered[request["key"]] = (same, apply(request))
    owner, first = remembered[request["key"]]
    return first if owner == same else {"status": "conflict"}


for line in sys.stdin:
    print(json.dumps(answer(line), separators=(",", ":")))
