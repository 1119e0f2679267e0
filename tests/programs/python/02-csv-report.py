"""Reads CSV with quotes by a state machine of its own, compares with the csv module, reports."""
import csv
import io
import sys
from decimal import Decimal
from itertools import groupby


def parse(text):
    rows, row, field, quoted, position = [], [], [], False, 0
    while position < len(text):
        char = text[position]
        if quoted:
            if char == '"' and text[position + 1 : position + 2] == '"':
                field.append('"')
                position += 1
            elif char == '"':
                quoted = False
            else:
                field.append(char)
        elif char == '"':
            quoted = True
        elif char == ",":
            row.append("".join(field))
            field = []
        elif char == "\n":
            row.append("".join(field))
            rows.append(row)
            row, field = [], []
        else:
            field.append(char)
        position += 1
    return rows


def report(title, rows, key):
    print(f"== by {title}")
    print(f"{title:<14}|{'rows':>5} |{'units':>6} |{'revenue':>12} |{'dearest':>10}")
    print("-" * 56)
    for name, group in groupby(sorted(rows, key=lambda r: (r[key], r["line"])), key=lambda r: r[key]):
        group = list(group)
        units = sum(row["units"] for row in group)
        revenue = sum(row["units"] * row["price"] for row in group)
        dearest = max(row["price"] for row in group)
        print(f"{name:<14}|{len(group):>5} |{units:>6} |{revenue:>12,.2f} |{dearest:>10}")


def main():
    text = sys.stdin.read()
    header, *body = parse(text)
    assert [header, *body] == list(csv.reader(io.StringIO(text)))
    rows = []
    for line, fields in enumerate(body, 1):
        row = dict(zip(header, fields, strict=True))
        row |= {"units": int(row["units"]), "price": Decimal(row["price"]), "line": line}
        rows.append(row)
    for key in ("region", "product"):
        report(key, rows, key)
    print("== notes")
    for row in rows:
        if row["note"]:
            print(f"{row['line']:>3} {row['note']!r}")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([row["region"][0], row["product"], row["note"]] for row in rows[:8])
    print(out.getvalue(), end="")
    total = sum(row["units"] * row["price"] for row in rows)
    print("total", total, "mean", (total / len(rows)).quantize(Decimal("0.0001")))


main()
