"""Regular expressions on a web server's log: groups, substitution, lookaround, scanning."""
import re
import sys
from collections import Counter, defaultdict

LINE = re.compile(
    r"""^(?P<host>\d{1,3}(?:\.\d{1,3}){3})\s-\s(?P<user>\S+)\s
        \[(?P<day>\d\d)/(?P<month>[A-Z][a-z]{2})/(?P<year>\d{4}):(?P<hour>\d\d):(?P<minute>\d\d):\d\d\s\+0000\]\s
        "(?P<method>[A-Z]+)\s(?P<path>[^ ?"]*)(?:\?(?P<query>[^ "]*))?\sHTTP/1\.[01]"\s
        (?P<status>[1-5]\d\d)\s(?P<size>\d+|-)$""",
    re.VERBOSE,
)


def main():
    hits, statuses, bytes_by_host = Counter(), Counter(), defaultdict(int)
    hours, users, bad = Counter(), defaultdict(set), []
    for number, line in enumerate(sys.stdin, 1):
        match = LINE.match(line.rstrip("\n"))
        if not match:
            bad.append((number, line.strip()))
            continue
        path = re.sub(r"/\d+(?=/|$)", "/:id", match["path"])
        hits[match["method"], path] += 1
        statuses[match["status"][0] + "xx"] += 1
        bytes_by_host[match["host"]] += 0 if match["size"] == "-" else int(match["size"])
        hours[int(match["hour"]) // 6] += 1
        if match["user"] != "-":
            users[match["user"]].add(match["host"])
    print("== hits")
    for (method, path), count in sorted(hits.items(), key=lambda item: (-item[1], item[0])):
        print(f"{count:>4} {method:<6} {path}")
    print("== statuses", dict(sorted(statuses.items())))
    print("== bytes")
    for host, total in sorted(bytes_by_host.items(), key=lambda item: [int(part) for part in item[0].split(".")]):
        print(f"{host:<12} {total:>8} {'=' * (total // 1500)}")
    print("== quarters", [hours[quarter] for quarter in range(4)])
    print("== users", {user: len(hosts) for user, hosts in sorted(users.items())})
    print("== bad lines", bad)
    text = "On 2024-02-30 and 2023-12-25, call +1 (555) 010-9999 or mail ada@example.org, bo.b@mail.example.co"
    print(re.findall(r"\b(\d{4})-(\d\d)-(\d\d)\b", text))
    print(re.findall(r"[\w.]+@[\w.]+\w", text), re.split(r"[,\s]+", text)[:6])
    print(re.sub(r"(\d{4})-(\d\d)-(\d\d)", r"\3.\2.\1", text)[:40])
    print(re.sub(r"\b[a-z]", lambda m: m[0].upper(), text)[:60], re.sub(r"(?<=\d)(?=(\d{3})+\b)", ",", "1234567 89 1000"))
    print(re.findall(r"(?i)(?<![a-z])o[nr]", text), re.search(r"(.)\1", "bookkeeper").span(), re.fullmatch(r"a*b?", "aab").group())
    for pattern in ("(", "[z-a]", "a**", "(?P<x>a)(?P<x>b)"):
        try:
            re.compile(pattern)
        except re.error as error:
            print(f"{pattern!r}: {error}")
    tokens = re.Scanner([(r"\d+", lambda s, t: ("n", int(t))), (r"\w+", lambda s, t: ("w", t)), (r"\s+", None)])
    print(tokens.scan("abc 12 x3 45 !"))


main()
