"""Sorting algorithms on the same data, their comparisons counted; stability; keys."""
from functools import cmp_to_key
from heapq import heapify, heappop, merge
from operator import itemgetter


class Counting:
    comparisons = 0

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        Counting.comparisons += 1
        return self.value < other.value


def numbers(count, seed):
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) % 2**31
        yield seed // 65536 % 1000


def insertion(items):
    for end in range(1, len(items)):
        item, at = items[end], end
        while at > 0 and item < items[at - 1]:
            items[at] = items[at - 1]
            at -= 1
        items[at] = item
    return items


def merging(items):
    if len(items) < 2:
        return items
    half = len(items) // 2
    left, right, out = merging(items[:half]), merging(items[half:]), []
    i = j = 0
    while i < len(left) and j < len(right):
        if right[j] < left[i]:
            out.append(right[j])
            j += 1
        else:
            out.append(left[i])
            i += 1
    return out + left[i:] + right[j:]


def quick(items):
    if len(items) < 2:
        return items
    pivot = items[len(items) // 2]
    less = [item for item in items if item < pivot]
    more = [item for item in items if pivot < item]
    same = [item for item in items if not item < pivot and not pivot < item]
    return quick(less) + same + quick(more)


def heap(items):
    heapify(items)
    return [heappop(items) for _ in range(len(items))]


def shell(items):
    gap = len(items) // 2
    while gap:
        for end in range(gap, len(items)):
            item, at = items[end], end
            while at >= gap and item < items[at - gap]:
                items[at] = items[at - gap]
                at -= gap
            items[at] = item
        gap //= 2
    return items


def main():
    data = list(numbers(300, 42))
    expected = sorted(data)
    for algorithm in (insertion, merging, quick, heap, shell, sorted):
        Counting.comparisons = 0
        result = [item.value for item in algorithm([Counting(value) for value in data])]
        verdict = "ok" if result == expected else "WRONG"
        print(f"{algorithm.__name__:<10} {verdict} {Counting.comparisons:>7} comparisons")
    print("first", expected[:12], "last", expected[-5:])
    people = [("Smith", 41), ("Jones", 25), ("Smith", 25), ("Brown", 41), ("Jones", 60)]
    print("by age      ", sorted(people, key=itemgetter(1)))
    print("by name     ", sorted(people, key=itemgetter(0), reverse=True))
    print("name, -age  ", sorted(people, key=lambda person: (person[0], -person[1])))
    digits = ["9", "34", "30", "3", "5", "91"]
    glued = cmp_to_key(lambda a, b: (a + b < b + a) - (a + b > b + a))
    print("largest     ", "".join(sorted(digits, key=glued)))
    print("merged      ", list(merge(data[0:20:2].copy().__class__(sorted(data[:10])), sorted(data[10:20]))))
    counts = [0] * 10
    for value in data:
        counts[value // 100] += 1
    for bucket, count in enumerate(counts):
        print(f"{bucket * 100:>4}-{bucket * 100 + 99:<4} {'*' * count} {count}")
    words = "banana Apple cherry apple Banana date Éclair eclair".split()
    print(sorted(words), sorted(words, key=str.casefold), sorted(words, key=len), sep="\n")


main()
