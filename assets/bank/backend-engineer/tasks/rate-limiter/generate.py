"""Writes samples/ and secret/ again: `python3 generate.py`. The same bytes on each run.

Inputs are drawn here; outputs come from submissions/accepted/limiter.py, and the build holds
them against the second reference. Outside edge no request comes exactly one window after an
allowed one, and none is refused by both rules: those two cases are what edge asks.
"""

import importlib.util
import json
import random
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LARGEST = 15_000


def reference():
    sys.dont_write_bytecode = True
    path = HERE / "submissions/accepted/limiter.py"
    spec = importlib.util.spec_from_file_location("limiter", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.solve


SOLVE = reference()


def dump(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def write(folder, number, rules, requests):
    """Requests are pairs of time and client, objects, or strings that stand as they are."""
    lines = [dump(rules)]
    for request in requests:
        if isinstance(request, tuple):
            request = dict(zip(("at", "client"), request))
        lines.append(request if isinstance(request, str) else dump(request))
    answers = [dump(answer) for answer in SOLVE(lines)]
    target = HERE / folder
    target.mkdir(parents=True, exist_ok=True)
    for suffix, rows in (("in", lines), ("out", answers)):
        text = "".join(row + "\n" for row in rows)
        (target / f"{number:02}.{suffix}").write_bytes(text.encode())


def rules(limit, window_ms, burst, burst_ms):
    return {"limit": limit, "window_ms": window_ms, "burst": burst, "burst_ms": burst_ms}


class Draw:
    """Only `random()` is used: its sequence is the same in each version of Python."""

    def __init__(self, seed):
        self.source = random.Random(seed)

    def below(self, n):
        return int(self.source.random() * n)

    def pick(self, values):
        return values[self.below(len(values))]

    def gap(self, mean):
        """Now and then a long pause, often a rush."""
        kind = self.below(20)
        return self.below(20 * mean) if kind == 0 else self.below(mean) // (1 + kind % 4)


class Calm:
    """Takes requests that are neither on the border of a window nor refused by both rules."""

    def __init__(self, config):
        self.spans = [(config["limit"], config["window_ms"]), (config["burst"], config["burst_ms"])]
        self.allowed = {}

    def takes(self, at, client):
        times, known = self.allowed.setdefault(client, ([], set()))
        if any(at - span in known for _, span in self.spans):
            return False
        refusals = sum(len(times) >= most and times[-most] > at - span for most, span in self.spans)
        if refusals == 0:
            times.append(at)
            known.add(at)
        return refusals < 2


def drawn(seed, config, count, clients, mean, calm=True):
    draw, gate, requests, at = Draw(seed), Calm(config), [], 0
    while len(requests) < count:
        at += draw.gap(mean)
        client = draw.pick(clients)
        if not calm or gate.takes(at, client):
            requests.append((at, client))
    return requests


def samples():
    write("samples", 1, rules(3, 1000, 2, 100), [
        (0, "ann"), (10, "ann"), (20, "ann"), (30, "bob"), (150, "ann"), (400, "ann"),
        (1005, "ann"),
    ])
    write("samples", 2, rules(2, 500, 2, 60), [
        (100, "ann"), (100, "ann"), (120, "ann"), (160, "ann"), (599, "ann"), (600, "ann"),
        (600, "ann"), (601, "ann"),
    ])
    write("samples", 3, rules(1, 100, 1, 10), [
        (50, "ann"), '{"at":60,"client', {"at": -1, "client": "bob"}, {"at": 70},
        (30, "bob"), (140, "bob"), (90, "ann"), (160, "ann"),
    ])


def basic():
    write("secret/basic", 1, rules(4, 1000, 4, 200), [
        (5, "a"), (300, "a"), (600, "a"), (905, "a"), (950, "a"), (1006, "a"), (1100, "a"),
        (1301, "a"), (2500, "a"), (2501, "a"), (2502, "a"), (2503, "a"), (3600, "a"),
    ])
    for number, config, count, clients, mean in (
        (2, rules(50, 60_000, 2, 1000), 60, ["a"], 600),
        (3, rules(6, 5000, 3, 400), 150, ["web", "ios", "cron"], 150),
        (4, rules(20, 60_000, 5, 2000), 300, [f"c{n}" for n in range(8)], 220),
    ):
        write("secret/basic", number, config, drawn(20 + number, config, count, clients, mean))


def edge():
    write("secret/edge", 1, rules(3, 1000, 2, 100), [  # borders of both windows, the same time
        (0, "a"), (0, "a"), (0, "a"), (99, "a"), (100, "a"), (100, "a"), (999, "a"), (1000, "a"),
        (1000, "a"), (1000, "a"), (1099, "a"), (1100, "a"), (1100, "b"), (1100, "b"), (1200, "b"),
        (2000, "a"), (2099, "b"), (2100, "b"), (2100, "b"), (2100, "b"), (2200, "b"),
    ])
    write("secret/edge", 2, rules(3, 10_000, 3, 50), [  # refused by both; refused ones don't count
        (1, "a"), (2, "a"), (3, "a"), (4, "a"), (40, "a"), (51, "a"), (52, "a"), (9000, "a"),
        (10_000, "a"), (10_001, "a"), (10_001, "a"), (10_002, "a"), (10_003, "a"), (10_004, "a"),
        (20_001, "a"), (20_002, "a"),
    ])
    epoch = 1_700_000_000_000
    write("secret/edge", 3, rules(2, 1_000_000_000, 5, 1_000_000_000), [  # long spans, odd names
        *[(epoch + n, name) for n in range(3) for name in ("a", "A", " a", "é", "__proto__")],
        (epoch + 999_999_999, "a"), (epoch + 1_000_000_000, "a"), (epoch + 1_000_000_000, "a"),
        '{"client":"\\u0061","at":1701000000001}', (epoch + 10**9 + 1, "constructor"),
        {"client": "A", "ip": "10.0.0.7", "at": epoch + 10**9 + 2}, (10**13, "a"), (10**13, "a"),
        (10**13, "a"),
    ])
    config = rules(8, 300, 3, 40)
    write("secret/edge", 4, config, drawn(34, config, 400, ["a", "b"], 9, calm=False))


def scale():
    config = rules(12_000, 1_000_000_000, 900, 10_000)
    write("secret/scale", 1, config, drawn(41, config, LARGEST, ["a"], 40))
    config = rules(40, 100_000, 4, 2000)
    clients = [f"c{n}" for n in range(400)]
    write("secret/scale", 2, config, drawn(42, config, LARGEST, clients, 12))


def robustness():
    bad = [
        "null", "12", "true", '"a"', "[]", '[5,"a"]', "{}", "{", "at 5 a", "{'at':5}",
        '{"at":5,"client":"a"', '{"at":99999}', '{"client":"a"}', '{"at":5,"client":"a"}}',
    ]
    config = rules(3, 1000, 2, 100)
    write("secret/robustness", 1, config, [
        (5, "a"), *bad, (10, "a"), (20, "a"), *bad, (150, "a"), (400, "a"), (1010, "a"),
    ])
    values = [-1, 2.5, "500", True, None, [500], {"ms": 500}, 10**13 + 1]
    bad = [(value, "a") for value in values]
    bad += [(900_000, name) for name in ("", None, 7, False, ["a"], {"id": "a"})]
    write("secret/robustness", 2, config, [
        (500, "a"), *bad, (200, "a"), (90, "b"), (400, "b"), (300, "b"), *bad, (605, "b"),
        (100, "b"), (650, "a"), (0, "a"), (640, "c"), (660, "c"), (10, "c"), (1520, "a"),
        (3, "a"), (1530, "b"), (2700, "b"), (2650, "c"), (2699, "c"), (2, "c"),
    ])


if __name__ == "__main__":
    for folder in ("samples", "secret"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
    for part in (samples, basic, edge, scale, robustness):
        part()
