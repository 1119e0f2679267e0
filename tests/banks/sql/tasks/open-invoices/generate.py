"""Writes samples/ and secret/ again: `python3 generate.py`. The same bytes on each run.

Inputs are drawn here and answered in plain Python; the build holds the SQL references against
that. Customers who owe nothing, days that are equal and payments after the report's day belong to
edge; empty texts and credit notes to robustness.
"""

import datetime
import json
import random
import shutil
from pathlib import Path

HERE = Path(__file__).resolve().parent
DAY = "2026-01-31"
SCHEMA = [
    "CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL);",
    "CREATE TABLE invoice (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, cents INTEGER NOT NULL,"
    " issued TEXT NOT NULL, due TEXT NOT NULL, paid TEXT);",
    "CREATE TABLE report (day TEXT NOT NULL);",
]


def answer(customers, invoices, day):
    rows = []
    for number, name in customers:
        mine = [row for row in invoices if row[0] == number and row[2] <= day]
        if not mine:
            continue
        is_open = [row for row in mine if not row[4] or row[4] > day]
        overdue = sum(1 for row in is_open if row[1] > 0 and row[3] < day)
        paid = [row[4] for row in mine if row[4] and row[4] <= day]
        rows.append((name, overdue, sum(row[1] for row in is_open), max(paid, default=None), number))
    rows.sort(key=lambda row: (-row[2], row[0], row[4]))
    return [row[:4] for row in rows]


def value(it):
    if it is None:
        return "NULL"
    return str(it) if isinstance(it, int) else "'" + it.replace("'", "''") + "'"


def insert(table, rows):
    for start in range(0, len(rows), 500):
        part = rows[start : start + 500]
        values = ",\n  ".join("(" + ", ".join(map(value, row)) + ")" for row in part)
        yield f"INSERT INTO {table} VALUES\n  {values};"


def write(folder, number, customers, invoices, day=DAY):
    """An invoice is customer, cents, issued, due, paid."""
    lines = list(SCHEMA)
    lines += insert("customer", customers)
    lines += insert("invoice", [(n, *row) for n, row in enumerate(invoices, 1)])
    lines += insert("report", [(day,)])
    target = HERE / folder
    target.mkdir(parents=True, exist_ok=True)
    out = [json.dumps(row, separators=(",", ":"), ensure_ascii=False) for row in answer(customers, invoices, day)]
    for suffix, texts in (("in", lines), ("out", out)):
        text = "".join(line + "\n" for line in texts)
        (target / f"{number:02}.{suffix}").write_bytes(text.encode())


def date(days):
    return (datetime.date(2025, 1, 1) + datetime.timedelta(days)).isoformat()


def drawn(seed, customers, invoices):
    """Only `random()` is used: its sequence is the same in each version of Python. Everybody owes
    something, nothing is due or paid on the report's day or later, and no amount comes twice."""
    source = random.Random(seed)

    def number(low, high):
        return low + int(source.random() * (high - low + 1))

    names = [(n, f"Customer {n:04}") for n in range(1, customers + 1)]
    rows = []
    for n in range(invoices):
        issued = number(0, 330)
        due = issued + number(5, 30)
        paid = date(issued + number(1, 60)) if source.random() < 0.7 and n >= customers else None
        if paid is not None and paid >= DAY:
            paid = "2026-01-30"
        who = n + 1 if n < customers else number(1, customers)
        rows.append((who, number(1, 400) * 10_000 + n % 10_000, date(issued), date(due), paid))
    return names, rows


def samples():
    people = [(1, "Ada Ltd"), (2, "Birch & Sons"), (3, "Cedar")]
    write("samples", 1, people, [
        (1, 12_000, "2025-11-02", "2025-12-02", "2025-11-28"),
        (1, 8_050, "2025-12-10", "2026-01-09", None),
        (2, 30_000, "2025-12-20", "2026-02-20", None),
        (3, 4_500, "2025-10-01", "2025-10-31", None),
    ])
    write("samples", 2, people, [
        (1, 5_000, "2025-12-01", "2025-12-31", "2025-12-30"),
        (2, 7_000, "2025-12-15", "2026-01-31", ""),
        (2, -2_000, "2025-12-16", "2026-01-15", None),
        (3, 9_900, "2026-02-01", "2026-03-03", None),
    ])


def basic():
    write("secret/basic", 1, [(1, "Ada Ltd")], [(1, 100, "2025-06-01", "2025-07-01", None)])
    write("secret/basic", 2, *drawn(12, 5, 20))
    write("secret/basic", 3, *drawn(13, 20, 120))
    write("secret/basic", 4, *drawn(14, 60, 300))


def edge():
    write("secret/edge", 1, [(1, "Zoe"), (2, "Ada"), (3, "Ada"), (4, "Nobody")], [
        (1, 100, "2025-06-01", "2025-07-01", "2025-06-20"),
        (2, 100, "2025-06-01", "2025-07-01", "2025-06-20"),
        (3, 100, "2025-06-01", "2025-07-01", "2025-06-21"),
    ])
    write("secret/edge", 2, [(1, "Due today"), (2, "Due yesterday"), (3, "Paid"), (4, "Issued today")], [
        (1, 100, "2026-01-01", DAY, None),
        (2, 100, "2026-01-01", "2026-01-30", None),
        (3, 100, "2026-01-01", "2026-01-15", "2026-01-14"),
        (4, 100, DAY, "2026-03-02", None),
    ])
    write("secret/edge", 3, [(1, "Paid today"), (2, "Paid later"), (3, "Not yet"), (4, "Due today")], [
        (1, 700, "2026-01-01", "2026-01-20", DAY),
        (2, 700, "2026-01-01", "2026-01-20", "2026-02-01"),
        (2, 300, "2025-12-01", "2025-12-20", "2025-12-19"),
        (3, 700, "2026-02-01", "2026-02-20", None),
        (4, 700, "2026-01-02", DAY, None),
    ])


def scale():
    write("secret/scale", 1, *drawn(31, 1_200, 14_000))
    write("secret/scale", 2, *drawn(32, 1_000, 12_000))


def robustness():
    write("secret/robustness", 1, [(1, "Ada"), (2, "O'Brien"), (3, "Cédric")], [
        (1, 900, "2025-06-01", "2025-07-01", ""),
        (1, 500, "2025-06-02", "2025-07-02", "2025-06-20"),
        (2, 4_000, "2025-06-03", "2025-07-03", ""),
        (3, 200, "2025-06-03", "2025-07-03", None),
    ])
    write("secret/robustness", 2, [(1, "Ada"), (2, "Ben")], [
        (1, 5_000, "2025-09-01", "2025-10-01", None),
        (1, -5_500, "2025-09-10", "2025-10-10", None),
        (2, -100, "2025-09-10", "2025-10-10", ""),
        (2, 300, "2025-09-10", "2025-10-10", "2025-09-30"),
    ])


if __name__ == "__main__":
    for folder in ("samples", "secret"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
    for part in (samples, basic, edge, scale, robustness):
        part()
