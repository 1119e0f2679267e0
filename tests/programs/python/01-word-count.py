"""Word statistics of a text on standard input."""
import re
import sys
from collections import Counter, defaultdict


def words_of(line):
    return re.findall(r"[a-z]+(?:['-][a-z]+)*", line.lower())


def longest_lines(lines, count):
    ranked = sorted(enumerate(lines, 1), key=lambda pair: (-len(pair[1]), pair[0]))
    return ranked[:count]


def histogram(counter, width=40):
    top = max(counter.values())
    for key in sorted(counter):
        bar = "#" * round(counter[key] * width / top)
        yield f"{key:>3} | {bar:<{width}} | {counter[key]}"


def main():
    lines = sys.stdin.read().splitlines()
    counts = Counter()
    places = defaultdict(list)
    for number, line in enumerate(lines, 1):
        for word in words_of(line):
            counts[word] += 1
            places[word].append(number)
    total = sum(counts.values())
    print(f"{len(lines)} lines, {total} words, {len(counts)} distinct")
    print("-- most common")
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:15]:
        share = 100 * count / total
        print(f"{word:<12}{count:>4}{share:>8.2f}%  lines {sorted(set(places[word]))}")
    print("-- words by length")
    for line in histogram(Counter(len(word) for word in counts)):
        print(line)
    print("-- first letters")
    letters = defaultdict(set)
    for word in counts:
        letters[word[0]].add(word)
    for letter, group in sorted(letters.items()):
        print(f"{letter}: {', '.join(sorted(group)[:6])}{' ...' if len(group) > 6 else ''}")
    print("-- longest lines")
    for number, line in longest_lines(lines, 3):
        print(f"{number:02d} ({len(line)}): {line[:40]!r}")
    palindromes = [word for word in counts if len(word) > 1 and word == word[::-1]]
    print("palindromes:", palindromes or "none")
    print("title:", " ".join(word.capitalize() for word in words_of(lines[0])))


main()
