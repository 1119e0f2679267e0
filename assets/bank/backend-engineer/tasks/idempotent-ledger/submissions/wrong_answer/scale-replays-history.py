"""Wrong on purpose: keeps a history only, and walks all of it for each line."""

import json
import sys

ACCOUNTS_OF = {"deposit": ["to"], "withdraw": ["from"], "transfer": ["from", "to"]}
history = []


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


def held_by(account):
    held = 0
    for entry in history:
        if entry["answer"]["status"] == "ok":
            if entry["request"].get("to") == account and entry["request"]["op"] != "withdraw":
                held += entry["request"]["amount"]
            elif entry["request"].get("from") == account and entry["request"]["op"] != "deposit":
                held -= entry["request"]["amount"]
    return held


def apply(request):
    op, amount = request["op"], request["amount"]
    held = held_by(request["to"] if op == "deposit" else request["from"])
    if op == "deposit":
        return {"status": "ok", "balance": held + amount}
    if held < amount:
        return {"status": "declined", "balance": held}
    return {"status": "ok", "balance": held - amount}


def answer(line):
    try:
        request = json.loads(line)
    except ValueError:
        return {"status": "invalid"}
    if not proper(request):
        return {"status": "invalid"}
    fields = ["op", "amount", *ACCOUNTS_OF[request["op"]]]
    for entry in history:
        if entry["request"]["key"] == request["key"]:
            same = all(entry["request"].get(field) == request[field] for field in fields)
            return entry["answer"] if same else {"status": "conflict"}
    history.append({"request": request, "answer": apply(request)})
    return history[-1]["answer"]


for line in sys.stdin:
    print(json.dumps(answer(line), separators=(",", ":")))
