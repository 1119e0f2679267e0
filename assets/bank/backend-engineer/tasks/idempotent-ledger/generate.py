"""Writes samples/ and secret/ again: `python3 generate.py`. The same bytes on each run.

Inputs are drawn here; outputs come from submissions/accepted/ledger.py, and the build holds
them against the second reference. Basic and scale tests repeat a request at once and word for
word; what is remembered for long, and what counts as the same request, belongs to edge.
"""

import importlib.util
import json
import random
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LARGEST = 12_000


def reference():
    sys.dont_write_bytecode = True
    path = HERE / "submissions/accepted/ledger.py"
    spec = importlib.util.spec_from_file_location("ledger", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.solve


SOLVE = reference()


def dump(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def write(folder, number, requests):
    """Requests are objects, or strings that stand for a line as it is."""
    lines = [r if isinstance(r, str) else dump(r) for r in requests]
    answers = [dump(answer) for answer in SOLVE(lines)]
    target = HERE / folder
    target.mkdir(parents=True, exist_ok=True)
    for suffix, rows in (("in", lines), ("out", answers)):
        text = "".join(row + "\n" for row in rows)
        (target / f"{number:02}.{suffix}").write_bytes(text.encode())


def deposit(key, to, amount):
    return {"key": key, "op": "deposit", "to": to, "amount": amount}


def withdraw(key, source, amount):
    return {"key": key, "op": "withdraw", "from": source, "amount": amount}


def transfer(key, source, to, amount):
    return {"key": key, "op": "transfer", "from": source, "to": to, "amount": amount}


class Draw:
    """Only `random()` is used: its sequence is the same in each version of Python."""

    def __init__(self, seed):
        self.source = random.Random(seed)

    def below(self, n):
        return int(self.source.random() * n)

    def pick(self, values):
        return values[self.below(len(values))]

    def request(self, key, accounts, largest):
        amount = 1 + self.below(largest)
        kind = self.below(10)
        first = self.pick(accounts)
        if kind < 4:
            return deposit(key, first, amount)
        if kind < 6:
            return withdraw(key, first, amount)
        second = self.pick([name for name in accounts if name != first])
        return transfer(key, first, second, amount)


def mixed(seed, count, accounts, largest, repeat_in_10, conflict_in_10=0):
    """Random requests; some are followed at once by a copy, or by another request of that key.

    A declined request is followed by neither.
    """
    draw = Draw(seed)
    requests = []
    funds = dict.fromkeys(accounts, 0)
    while len(requests) < count:
        request = draw.request(f"k{len(requests)}", accounts, largest)
        source, to = request.get("from"), request.get("to")
        declined = source is not None and funds[source] < request["amount"]
        requests.append(request)
        if not declined:
            if source is not None:
                funds[source] -= request["amount"]
            if to is not None:
                funds[to] += request["amount"]
        if not declined and draw.below(10) < repeat_in_10:
            requests += [request] * (1 + draw.below(2))
        if not declined and draw.below(10) < conflict_in_10:
            requests.append({**request, "amount": request["amount"] + 1})
    return requests[:count]


def samples():
    write("samples", 1, [
        deposit("k1", "ann", 500),
        transfer("k2", "ann", "bob", 200),
        transfer("k2", "ann", "bob", 200),
        withdraw("k3", "bob", 50),
        withdraw("k4", "ann", 900),
    ])
    write("samples", 2, [
        deposit("d-1", "shop", 100),
        withdraw("w-1", "shop", 150),
        deposit("d-2", "shop", 400),
        withdraw("w-1", "shop", 150),
        deposit("d-1", "shop", 100),
        deposit("d-1", "shop", 101),
        {"amount": 100, "to": "shop", "op": "deposit", "key": "d-1", "try": 2},
    ])
    write("samples", 3, [
        deposit("a", "ann", 0),
        "{\"key\":\"a\",\"op\":\"dep",
        deposit("a", "ann", 30),
        transfer("b", "ann", "ann", 10),
        {"key": "c", "op": "withdraw", "amount": 10},
        withdraw("c", "ann", 10),
    ])


def basic():
    write("secret/basic", 1, [
        deposit("p1", "rent", 1200), deposit("p2", "food", 300), deposit("p3", "rent", 50),
        withdraw("p4", "rent", 700), transfer("p5", "rent", "food", 550),
        withdraw("p6", "rent", 1), withdraw("p7", "food", 850), withdraw("p8", "food", 1),
    ])
    write("secret/basic", 2, mixed(21, 40, ["ann", "bob"], 400, 0))
    write("secret/basic", 3, mixed(22, 120, ["ann", "bob", "cy", "di"], 5000, 4))
    write("secret/basic", 4, mixed(23, 200, [f"acc-{n}" for n in range(12)], 90_000, 3, 2))


def edge():
    write("secret/edge", 1, [  # the answer of that time, long after
        deposit("k1", "ann", 1000), withdraw("k2", "ann", 300), deposit("k3", "ann", 50),
        deposit("k1", "ann", 1000), withdraw("k2", "ann", 300), transfer("k4", "ann", "bob", 750),
        deposit("k3", "ann", 50), deposit("k1", "ann", 1000), withdraw("k5", "bob", 751),
        transfer("k4", "ann", "bob", 750), withdraw("k6", "ann", 1), deposit("k7", "ann", 1),
        withdraw("k6", "ann", 1), withdraw("k8", "ann", 1), withdraw("k5", "bob", 751),
    ])
    same = deposit("k1", "ann", 70)
    write("secret/edge", 2, [  # what makes a request the same
        same, dict(reversed(same.items())), {**same, "from": "bob"}, {**same, "note": "again"},
        {**same, "op": "withdraw", "from": "ann"}, {**same, "amount": 71}, {**same, "to": "Ann"},
        same, transfer("k2", "ann", "bob", 20), transfer("k2", "bob", "ann", 20),
        transfer("k2", "ann", "cy", 20), withdraw("k2", "ann", 20),
        {**transfer("k2", "ann", "bob", 20), "key": "K2"}, transfer("k2", "ann", "bob", 20),
        {**withdraw("k3", "bob", 5), "to": "ann"}, {**withdraw("k3", "bob", 5), "to": "cy"},
        '{ "key" : "k1", "op" : "deposit", "to" : "\\u0061nn", "amount" : 70 }',
    ])
    write("secret/edge", 3, [  # sums above 32 bits, exact zero, declined and conflicting keys
        *[deposit(f"big{n}", "vault", 1_000_000_000) for n in range(5)],
        transfer("t1", "vault", "ann", 1_000_000_000), deposit("big0", "vault", 1_000_000_000),
        withdraw("t2", "bob", 1), deposit("t3", "bob", 1), withdraw("t2", "bob", 1),
        withdraw("t2", "bob", 2), withdraw("t4", "bob", 1), withdraw("t2", "bob", 1),
        deposit("t5", "t5", 9), withdraw("t6", "t5", 9), withdraw("t5", "t5", 9),
        deposit("", "x", 1) | {"key": " "}, deposit("1", "é", 2), withdraw("01", "e", 2),
        deposit("constructor", "__proto__", 3), withdraw("toString", "__proto__", 3),
        deposit("constructor", "__proto__", 3), withdraw("__proto__", "constructor", 1),
    ])
    draw = Draw(33)
    requests = mixed(34, 150, ["ann", "bob", "cy"], 3000, 0, 1)
    for _ in range(150):  # late repeats in any order
        requests.append(draw.pick(requests))
    write("secret/edge", 4, requests)


def scale():
    few, many = ["a", "b", "c"], [f"a{n}" for n in range(1500)]
    write("secret/scale", 1, mixed(41, LARGEST, few, 60, 0))
    write("secret/scale", 2, mixed(42, 10_000, many, 90, 2))


def robustness():
    write("secret/robustness", 1, [  # nothing that parses as an object with sound fields
        deposit("k1", "ann", 100), "null", "17", "true", '"deposit"', "[]", '["k1"]', "{}", "{",
        "deposit ann 5", deposit("k1", "ann", 100), '{"key":"k2","op":"deposit","to":"ann"}',
        '{"key":"k2","op":"deposit","amount":5}', '{"op":"deposit","to":"ann","amount":5}',
        '{"key":"k2","to":"ann","amount":5}', '{"key":"k2","op":"deposit","to":"ann","amount":5',
        deposit("k2", "ann", 5), "{'key':'k3'}", withdraw("k3", "ann", 105),
    ])
    values = [0, -5, 1_000_000_001, 2.5, "10", True, None, [10], {"cents": 10}]
    bad = [deposit("k2", "ann", value) for value in values]
    bad += [withdraw("k2", name, 10) for name in ("", None, 7, ["ann"], False)]
    bad += [deposit(key, "ann", 10) for key in ("", None, 7, True, {})]
    bad += [{**deposit("k2", "ann", 10), "op": op} for op in ("refund", "Deposit", "", None, 3, [])]
    bad += [transfer("k2", "ann", "ann", 10), transfer("k2", "ann", "", 10),
            {**withdraw("k2", "ann", 10), "op": "transfer"},
            {**deposit("k2", "ann", 10), "op": "__proto__"},
            {**deposit("k2", "ann", 10), "op": "constructor"}]
    write("secret/robustness", 2, [
        deposit("k1", "ann", 100), *bad, deposit("k1", "ann", 0), deposit("k1", "ann", 100),
        withdraw("k2", "ann", 10), *bad, withdraw("k2", "ann", 10), withdraw("k3", "ann", 90),
    ])


if __name__ == "__main__":
    for folder in ("samples", "secret"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
    for part in (samples, basic, edge, scale, robustness):
        part()
