# Recurses without end, in Python and through C.
import sys
from functools import lru_cache

sys.setrecursionlimit(10**9)


@lru_cache(maxsize=None)
def deeper(n):
    return deeper(n + 1)


class Endless:
    def __eq__(self, other):
        return self == other


def sorting():
    return sorted([0], key=lambda x: sorting())


for call in (lambda: deeper(0), lambda: Endless() == 1, lambda: eval("(" * 100000), sorting):
    try:
        call()
    except (RecursionError, MemoryError, SyntaxError) as error:
        print(type(error).__name__)
