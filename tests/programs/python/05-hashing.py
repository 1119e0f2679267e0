"""Hashes written out and from hashlib; a hash table with open addressing."""
import binascii
import hashlib
import hmac

TEXTS = ["", "a", "abc", "message digest", "The quick brown fox jumps over the lazy dog", "ünïcödé"]


def fnv1a(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def djb2(data):
    value = 5381
    for byte in data:
        value = (value * 33 + byte) & 0xFFFFFFFF
    return value


def adler32(data):
    a, b = 1, 0
    for byte in data:
        a = (a + byte) % 65521
        b = (b + a) % 65521
    return b << 16 | a


def crc32(data):
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xEDB88320 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


class Table:
    """Open addressing with linear probing and tombstones."""

    GONE = object()

    def __init__(self, size=8):
        self.slots = [None] * size
        self.used = 0
        self.probes = 0

    def _find(self, key):
        at = fnv1a(key.encode()) % len(self.slots)
        free = None
        while self.slots[at] is not None:
            self.probes += 1
            if self.slots[at] is self.GONE:
                free = at if free is None else free
            elif self.slots[at][0] == key:
                return at
            at = (at + 1) % len(self.slots)
        return at if free is None else free

    def __setitem__(self, key, value):
        if (self.used + 1) * 3 > len(self.slots) * 2:
            old = [slot for slot in self.slots if slot not in (None, self.GONE)]
            self.slots, self.used = [None] * (len(self.slots) * 2), 0
            for k, v in old:
                self[k] = v
        at = self._find(key)
        if self.slots[at] in (None, self.GONE):
            self.used += 1
        self.slots[at] = (key, value)

    def __getitem__(self, key):
        slot = self.slots[self._find(key)]
        if slot is None or slot is self.GONE:
            raise KeyError(key)
        return slot[1]

    def __delitem__(self, key):
        self[key]
        self.slots[self._find(key)] = self.GONE
        self.used -= 1


def main():
    for text in TEXTS:
        data = text.encode()
        assert crc32(data) == binascii.crc32(data)
        print(f"{text[:20]!r:<24} fnv {fnv1a(data):016x} djb {djb2(data):08x} adler {adler32(data):08x} crc {crc32(data):08x}")
    for name in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b", "blake2s"):
        print(f"{name:<9} {hashlib.new(name, TEXTS[4].encode()).hexdigest()}")
    print("hmac", hmac.new(b"key", TEXTS[4].encode(), "sha256").hexdigest())
    print("pbkdf2", hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 50).hex())
    table = Table()
    for number in range(200):
        table[f"key-{number}"] = number * number
    for number in range(0, 200, 3):
        del table[f"key-{number}"]
    for number in range(0, 30, 6):
        table[f"key-{number}"] = -number
    found = sum(1 for number in range(200) if number % 3 and table[f"key-{number}"] == number**2)
    print(f"{table.used} of {len(table.slots)} slots, {found} found, {table.probes} probes")
    try:
        table["key-33"]
    except KeyError as error:
        print("gone:", error)
    print([table[f"key-{number}"] for number in range(0, 30, 6)])


main()
