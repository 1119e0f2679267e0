"""Writes samples/ and secret/ again: `python3 generate.py`. The same bytes on each run.

Inputs are drawn here; outputs come from submissions/accepted/line_sum.py, and the build holds
them against the second reference. Empty arrays and sums above 32 bits belong to edge.
"""

import importlib.util
import json
import random
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LARGEST = 1_000_000_000


def reference():
    sys.dont_write_bytecode = True
    path = HERE / "submissions/accepted/line_sum.py"
    spec = importlib.util.spec_from_file_location("line_sum", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.solve


SOLVE = reference()


def write(folder, number, rows):
    """Rows are lists, or strings that stand for a line as it is."""
    lines = [r if isinstance(r, str) else json.dumps(r, separators=(",", ":")) for r in rows]
    target = HERE / folder
    target.mkdir(parents=True, exist_ok=True)
    for suffix, texts in (("in", lines), ("out", SOLVE(lines))):
        text = "".join(text + "\n" for text in texts)
        (target / f"{number:02}.{suffix}").write_bytes(text.encode())


def drawn(seed, lines, longest, low, high):
    """Only `random()` is used: its sequence is the same in each version of Python."""
    source = random.Random(seed)

    def number():
        return low + int(source.random() * (high - low + 1))

    return [[number() for _ in range(1 + int(source.random() * longest))] for _ in range(lines)]


def samples():
    write("samples", 1, [[3, 4, 5], [10], [-2, 2]])
    write("samples", 2, [[1, 2], "hello", [], [1, "2"], [7, 8]])


def basic():
    write("secret/basic", 1, [[1], [2, 3], [40, 50, 60], [0], [0, 0, 7]])
    write("secret/basic", 2, drawn(22, 30, 8, 0, 99))
    write("secret/basic", 3, drawn(23, 60, 12, -500, 500))


def edge():
    write("secret/edge", 1, [[], [0], [-5], [-5, 5], "[ ]", " [ 1 , 2 ]", [-1, -2, -3], []])
    most = [LARGEST] * 3
    write("secret/edge", 2, [most, [-n for n in most], [LARGEST], [-LARGEST], most * 50, [], [-1]])
    write("secret/edge", 3, [[], *drawn(33, 40, 40, -LARGEST, LARGEST), []])


def scale():
    one_long_line = [row[0] for row in drawn(41, 60_000, 1, -99, 99)]
    write("secret/scale", 1, [one_long_line])
    write("secret/scale", 2, drawn(43, 2000, 58, -99, 99))


def robustness():
    write("secret/robustness", 1, [
        [1, 2], "sum", "null", "5", '"[1,2]"', "{}", '{"numbers":[1]}', "[1,2", "[1,,2]", "1,2",
        "[1 2]", [3, 4], "true", "]", [5],
    ])
    write("secret/robustness", 2, [
        [1, "2"], [None], [True, 1], [1.5], [[1]], [{}], [LARGEST + 1], [-LARGEST - 1, 1],
        [1, 2, 3], ["a"], [LARGEST, 1], [1, False], [""], [4],
    ])


if __name__ == "__main__":
    for folder in ("samples", "secret"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
    for part in (samples, basic, edge, scale, robustness):
        part()
