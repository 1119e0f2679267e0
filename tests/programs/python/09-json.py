"""Reads JSON, reshapes it, writes it in several ways, walks it by path, finds differences."""
import json
import sys
from collections import defaultdict


def walk(value, path="$"):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from walk(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, f"{path}[{index}]")
    else:
        yield path, value


def differences(old, new, path="$"):
    if type(old) is not type(new):
        yield f"{path}: {type(old).__name__} became {type(new).__name__}"
    elif isinstance(old, dict):
        for key in sorted(old.keys() | new.keys()):
            if key not in new:
                yield f"{path}.{key}: removed"
            elif key not in old:
                yield f"{path}.{key}: added {json.dumps(new[key])}"
            else:
                yield from differences(old[key], new[key], f"{path}.{key}")
    elif isinstance(old, list):
        if len(old) != len(new):
            yield f"{path}: length {len(old)} became {len(new)}"
        for index, pair in enumerate(zip(old, new)):
            yield from differences(*pair, f"{path}[{index}]")
    elif old != new:
        yield f"{path}: {old!r} became {new!r}"


class Encoder(json.JSONEncoder):
    def default(self, value):
        return sorted(value) if isinstance(value, set) else super().default(value)


def main():
    document = json.load(sys.stdin)
    people = document["people"]
    by_city = defaultdict(lambda: {"names": [], "tags": set(), "scores": []})
    for person in people:
        city = by_city[person["address"]["city"]]
        city["names"].append(person["name"])
        city["tags"].update(person["tags"])
        city["scores"] += person["scores"]
    print(json.dumps(by_city, cls=Encoder, indent=2, sort_keys=True, ensure_ascii=False))
    print(json.dumps(people[:2], separators=(",", ":")))
    for path, value in walk(people[3]):
        print(f"{path:<20} {json.dumps(value)}")
    changed = json.loads(json.dumps(people[0]))
    changed["name"] = changed["name"].upper()
    changed["scores"].append(1.5)
    changed["address"] = {"city": changed["address"]["city"], "street": "Main St"}
    changed["active"] = None
    print(*differences(people[0], changed), sep="\n")
    averages = {p["name"]: sum(p["scores"]) / len(p["scores"]) for p in people if p["scores"]}
    for name, average in sorted(averages.items(), key=lambda item: -item[1]):
        print(f"{name:<10} {average:7.3f}")
    for broken in ('{"a": 1,}', "[1 2]", '{"a"', "nul", '"\\x"', "[1e5, -0.0, 1E-7, 123456789012345678901]"):
        try:
            print(json.loads(broken))
        except json.JSONDecodeError as error:
            print(f"{broken!r}: {error.msg} at {error.lineno}:{error.colno}")
    print(json.dumps({"esc": "\"\\/\b\f\n\r\t\u0001é😀", "n": [1.0, 1e100, True, None, -0.0]}))


main()
