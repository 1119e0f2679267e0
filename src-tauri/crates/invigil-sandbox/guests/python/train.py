"""What the native interpreter runs while `cargo xtask runtimes --profile` counts: the programs of
tests/programs, each many times in one process, so that the start weighs little. Arguments: their
folder, how often.
"""

import io
import os
import sys


def run(source, name, data):
    out = sys.stdout
    sys.stdin = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    try:
        exec(compile(source, name, "exec"), {"__name__": "__main__"})
    except SystemExit:
        pass
    finally:
        sys.stdout = out


def main(folder, times):
    for name in sorted(os.listdir(f"{folder}/python")):
        stem, ending = os.path.splitext(name)
        if ending != ".py":
            continue
        with open(f"{folder}/python/{name}", encoding="utf-8") as file:
            source = file.read()
        given = f"{folder}/inputs/{stem}.in"
        data = b""
        if os.path.exists(given):
            with open(given, "rb") as file:
                data = file.read()
        for _ in range(times):
            run(source, name, data)


main(sys.argv[1], int(sys.argv[2]))
