"""Compression: run lengths, Huffman, LZ77, LZW, Burrows-Wheeler with move to front, base64."""
import base64
import heapq
import struct
from collections import Counter
from itertools import groupby

TEXT = "she sells sea shells by the sea shore; the shells she sells are surely seashells. " * 2


def run_lengths(text):
    return "".join(f"{len(list(group))}{char}" for char, group in groupby(text))


def huffman(text):
    heap = [(count, symbol, symbol) for symbol, count in sorted(Counter(text).items())]
    heapq.heapify(heap)
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        heapq.heappush(heap, (a[0] + b[0], min(a[1], b[1]), (a[2], b[2])))
    codes = {}

    def assign(tree, code):
        if isinstance(tree, str):
            codes[tree] = code or "0"
        else:
            assign(tree[0], code + "0")
            assign(tree[1], code + "1")

    assign(heap[0][2], "")
    return codes


def decode(bits, codes):
    reverse, code, out = {code: symbol for symbol, code in codes.items()}, "", []
    for bit in bits:
        code += bit
        if code in reverse:
            out.append(reverse[code])
            code = ""
    return "".join(out)


def lz77(text, window=64):
    at = 0
    while at < len(text):
        best, offset = 0, 0
        for start in range(max(0, at - window), at):
            length = 0
            while at + length < len(text) - 1 and length < 15 and text[start + length] == text[at + length]:
                length += 1
            if length > best:
                best, offset = length, at - start
        yield offset, best, text[at + best]
        at += best + 1


def unlz77(triples):
    out = []
    for offset, length, char in triples:
        for _ in range(length):
            out.append(out[-offset])
        out.append(char)
    return "".join(out)


def lzw(text):
    table, word = {chr(n): n for n in range(256)}, ""
    for char in text:
        if word + char in table:
            word += char
        else:
            yield table[word]
            table[word + char] = len(table)
            word = char
    yield table[word]


def unlzw(codes):
    table = [chr(n) for n in range(256)]
    codes = iter(codes)
    word = table[next(codes)]
    out = [word]
    for code in codes:
        entry = table[code] if code < len(table) else word + word[0]
        out.append(entry)
        table.append(word + entry[0])
        word = entry
    return "".join(out)


def burrows_wheeler(text):
    text += "\0"
    return "".join(rotation[-1] for rotation in sorted(text[n:] + text[:n] for n in range(len(text))))


def inverse(last):
    order = sorted(range(len(last)), key=lambda n: (last[n], n))
    at, out = order[0], []
    for _ in range(len(last) - 1):
        at = order[at] if out else order[at]
        out.append(last[at])
    return "".join(out)


def move_to_front(text):
    symbols, out = sorted(set(text)), []
    for char in text:
        at = symbols.index(char)
        out.append(at)
        symbols.insert(0, symbols.pop(at))
    return out


def main():
    print(run_lengths("aaabbbccccd"), run_lengths("wwwwwwwwwwwwbwwww"), run_lengths(""))
    codes = huffman(TEXT)
    bits = "".join(codes[char] for char in TEXT)
    for symbol, code in sorted(codes.items(), key=lambda item: (len(item[1]), item[1])):
        print(f"{symbol!r} {TEXT.count(symbol):>3} {code}")
    print(len(TEXT) * 8, "->", len(bits), decode(bits, codes) == TEXT, f"{int(bits[:160], 2):x}")
    triples = list(lz77(TEXT))
    print(len(triples), triples[:12], unlz77(triples) == TEXT)
    numbers = list(lzw(TEXT))
    print(len(numbers), numbers[-20:], unlzw(numbers) == TEXT)
    last = burrows_wheeler(TEXT[:60])
    print(repr(last), move_to_front(last)[:40], inverse(last) == TEXT[:60])
    packed = struct.pack(">IhBd", 3_000_000_000, -2, 255, 0.1)
    print(packed.hex(" "), struct.unpack(">IhBd", packed), struct.pack("<f", 1.5).hex())
    for data in (b"", b"f", b"fo", b"foo", "naïve ☃".encode(), bytes(range(0, 256, 17))):
        print(base64.b64encode(data).decode(), base64.b32encode(data).decode(), data.hex(), base64.urlsafe_b64decode(base64.urlsafe_b64encode(data)) == data)


main()
