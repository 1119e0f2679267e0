"""Data structures: an LRU cache, a linked list, a binary tree, a trie, a heap, a ring, a bitset."""
from collections import OrderedDict, deque


class LRU:
    def __init__(self, room):
        self.room, self.items, self.hits, self.misses = room, OrderedDict(), 0, 0

    def get(self, key, make):
        if key in self.items:
            self.hits += 1
            self.items.move_to_end(key)
        else:
            self.misses += 1
            self.items[key] = make(key)
            if len(self.items) > self.room:
                self.items.popitem(last=False)
        return self.items[key]


class Linked:
    class Node:
        __slots__ = ("value", "next")

        def __init__(self, value, following=None):
            self.value, self.next = value, following

    def __init__(self, values=()):
        self.head = None
        for value in reversed(list(values)):
            self.head = self.Node(value, self.head)

    def __iter__(self):
        node = self.head
        while node:
            yield node.value
            node = node.next

    def reverse(self):
        before, node = None, self.head
        while node:
            node.next, before, node = before, node, node.next
        self.head = before
        return self

    def middle(self):
        slow = fast = self.head
        while fast and fast.next:
            slow, fast = slow.next, fast.next.next
        return slow.value


class Tree:
    """A treap: a search tree by key, a heap by a priority made from the key."""

    def __init__(self, key, value):
        self.key, self.value, self.left, self.right = key, value, None, None
        self.priority = hash_of(key)

    @staticmethod
    def insert(tree, key, value):
        if tree is None:
            return Tree(key, value)
        if key == tree.key:
            tree.value = value
        elif key < tree.key:
            tree.left = Tree.insert(tree.left, key, value)
            if tree.left.priority > tree.priority:
                left = tree.left
                tree.left, left.right = left.right, tree
                return left
        else:
            tree.right = Tree.insert(tree.right, key, value)
            if tree.right.priority > tree.priority:
                right = tree.right
                tree.right, right.left = right.left, tree
                return right
        return tree

    def walk(self):
        if self.left:
            yield from self.left.walk()
        yield self.key, self.value
        if self.right:
            yield from self.right.walk()

    def height(self):
        return 1 + max(self.left.height() if self.left else 0, self.right.height() if self.right else 0)


def hash_of(key):
    value = 2166136261
    for byte in str(key).encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value


class Trie:
    def __init__(self):
        self.children, self.count, self.ends = {}, 0, False

    def add(self, word):
        node = self
        for letter in word:
            node = node.children.setdefault(letter, Trie())
            node.count += 1
        node.ends = True

    def words(self, prefix=""):
        if self.ends:
            yield prefix
        for letter in sorted(self.children):
            yield from self.children[letter].words(prefix + letter)

    def starting(self, prefix):
        node = self
        for letter in prefix:
            if letter not in node.children:
                return []
            node = node.children[letter]
        return list(node.words(prefix))


class MaxHeap:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)
        at = len(self.items) - 1
        while at and self.items[(at - 1) // 2] < self.items[at]:
            self.items[at], self.items[(at - 1) // 2] = self.items[(at - 1) // 2], self.items[at]
            at = (at - 1) // 2

    def pop(self):
        top, last = self.items[0], self.items.pop()
        if self.items:
            self.items[0], at = last, 0
            while True:
                child = max((c for c in (2 * at + 1, 2 * at + 2) if c < len(self.items)), key=self.items.__getitem__, default=at)
                if self.items[child] <= self.items[at]:
                    break
                self.items[at], self.items[child] = self.items[child], self.items[at]
                at = child
        return top


def main():
    cache = LRU(3)
    trace = [(key, cache.get(key, lambda k: k * k)) for key in (1, 2, 3, 1, 4, 2, 5, 1, 1, 3)]
    print(trace, cache.hits, cache.misses, list(cache.items))
    chain = Linked(range(1, 10))
    print(chain.middle(), list(chain.reverse()), list(Linked("abc")), list(Linked()))
    tree = None
    for number in range(200):
        tree = Tree.insert(tree, number * 73 % 211, number)
    print("height", tree.height(), list(tree.walk())[:30], list(tree.walk())[-12:], len(list(tree.walk())))
    trie = Trie()
    for word in "tea ten team to inn in i tend tent tenth toad internal interval interview".split():
        trie.add(word)
    print(trie.starting("ten"), trie.starting("inter"), trie.starting("x"), trie.children["t"].count)
    heap = MaxHeap()
    for number in range(60):
        heap.push(number * 37 % 101)
    print([heap.pop() for _ in range(60)])
    ring = deque(maxlen=4)
    for letter in "abcdefg":
        ring.append(letter)
    ring.rotate(1)
    print(ring, ring[0], list(reversed(ring)))
    bits = sum(1 << n for n in (1, 5, 8, 64, 100))
    print([n for n in range(128) if bits >> n & 1], bits.bit_count(), f"{bits:x}")
    josephus = deque(range(1, 42))
    order = []
    while josephus:
        josephus.rotate(-2)
        order.append(josephus.popleft())
    print("josephus", order)
    sets = {1, 2, 3, 4} & {2, 4, 6} | {9}, {1, 2} ^ {2, 3}, frozenset("ab") <= set("abc")
    print(*sets, [1, 2, 3][::-1], {**{"a": 1}, "b": 2}, divmod(17, 5), (1, (2, 3)) < (1, (2, 4)))


main()
