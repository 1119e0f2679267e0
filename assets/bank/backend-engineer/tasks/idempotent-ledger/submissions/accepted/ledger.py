"""Reference: one dictionary of balances, one of keys with their request and first answer."""

import json
import sys

ACCOUNTS_OF = {"deposit": ("to",), "withdraw": ("from",), "transfer": ("from", "to")}
LARGEST_AMOUNT = 1_000_000_000
INVALID = {"status": "invalid"}


def is_name(value):
    return isinstance(value, str) and value != ""


def read(line):
    """The key and what makes the request the same request, or None if it is invalid."""
    try:
        request = json.loads(line)
    except ValueError:
        return None
    if not isinstance(request, dict) or not is_name(request.get("key")):
        return None
    op = request.get("op")
    if not is_name(op) or op not in ACCOUNTS_OF:
        return None
    amount = request.get("amount")
    if type(amount) is not int or not 1 <= amount <= LARGEST_AMOUNT:
        return None
    accounts = [request.get(field) for field in ACCOUNTS_OF[op]]
    if not all(map(is_name, accounts)) or len(set(accounts)) < len(accounts):
        return None
    return request["key"], (op, amount, *accounts)


def apply(request, balances):
    op, amount, first = request[:3]
    if op == "deposit":
        balances[first] = balances.get(first, 0) + amount
        return {"status": "ok", "balance": balances[first]}
    held = balances.get(first, 0)
    if held < amount:
        return {"status": "declined", "balance": held}
    balances[first] = held - amount
    if op == "transfer":
        balances[request[3]] = balances.get(request[3], 0) + amount
    return {"status": "ok", "balance": balances[first]}


def solve(lines):
    balances, remembered = {}, {}
    for line in lines:
        read_line = read(line)
        if read_line is None:
            yield INVALID
            continue
        key, request = read_line
        if key not in remembered:
            remembered[key] = (request, apply(request, balances))
        owner, answer = remembered[key]
        yield answer if owner == request else {"status": "conflict"}


if __name__ == "__main__":
    answers = (json.dumps(answer, separators=(",", ":")) for answer in solve(sys.stdin))
    sys.stdout.writelines(answer + "\n" for answer in answers)
