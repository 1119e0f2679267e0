"""Graphs: Dijkstra, breadth and depth first, components, topological order, spanning tree."""
import heapq
import sys
from collections import defaultdict, deque


def dijkstra(graph, start):
    best, came = {start: 0}, {}
    queue = [(0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if cost > best[node]:
            continue
        for neighbour, weight in sorted(graph[node].items()):
            total = cost + weight
            if total < best.get(neighbour, float("inf")):
                best[neighbour], came[neighbour] = total, node
                heapq.heappush(queue, (total, neighbour))
    return best, came


def path(came, start, goal):
    steps = [goal]
    while steps[-1] != start:
        steps.append(came[steps[-1]])
    return steps[::-1]


def breadth_first(graph, start):
    level, queue = {start: 0}, deque([start])
    while queue:
        node = queue.popleft()
        for neighbour in sorted(graph[node]):
            if neighbour not in level:
                level[neighbour] = level[node] + 1
                queue.append(neighbour)
    return level


def strongly_connected(graph):
    """Tarjan's algorithm."""
    index, low, stack, groups = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for neighbour in sorted(graph[node]):
            if neighbour not in index:
                visit(neighbour)
            if neighbour in stack:
                low[node] = min(low[node], low[neighbour])
        if low[node] == index[node]:
            at = stack.index(node)
            groups.append(sorted(stack[at:]))
            del stack[at:]

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return groups


def spanning_tree(edges):
    """Kruskal, with union and find."""
    parent = {}

    def find(node):
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for weight, a, b in sorted(edges):
        if find(a) != find(b):
            parent[find(a)] = find(b)
            yield a, b, weight


def topological(graph):
    waiting = {node: 0 for node in graph}
    for node in graph:
        for neighbour in graph[node]:
            waiting[neighbour] += 1
    ready = sorted(node for node, count in waiting.items() if count == 0)
    while ready:
        node = heapq.heappop(ready)
        yield node
        for neighbour in graph[node]:
            waiting[neighbour] -= 1
            if waiting[neighbour] == 0:
                heapq.heappush(ready, neighbour)


def main():
    count = int(input())
    graph, edges = defaultdict(dict), []
    for _ in range(count):
        a, b, weight = input().split()
        graph[a][b] = min(int(weight), graph[a].get(b, 10**9))
        graph[b]
        edges.append((int(weight), a, b))
    print(f"{len(graph)} nodes, {count} edges")
    for node in sorted(graph):
        print(node, "->", " ".join(f"{n}:{w}" for n, w in sorted(graph[node].items())))
    for line in sys.stdin:
        start, goal = line.split()
        if start not in graph or goal not in graph:
            print(f"{start} to {goal}: unknown node")
            continue
        best, came = dijkstra(graph, start)
        if goal in best:
            print(f"{start} to {goal}: {best[goal]} by {' > '.join(path(came, start, goal))}")
        else:
            print(f"{start} to {goal}: unreachable")
    for start in sorted(graph):
        costs = dijkstra(graph, start)[0]
        print(start, " ".join(f"{costs.get(goal, '-'):>3}" for goal in sorted(graph)))
    print("levels from A:", dict(sorted(breadth_first(graph, "A").items())))
    print("strong groups:", strongly_connected(graph))
    tree = list(spanning_tree(edges))
    print("tree:", *(f"{a}{b}{w}" for a, b, w in tree), "weight", sum(w for *_, w in tree))
    order = {"shirt": ["tie", "belt"], "tie": ["jacket"], "trousers": ["shoes", "belt"], "belt": ["jacket"], "socks": ["shoes"], "shoes": [], "jacket": []}
    print("dressing:", *topological(order))


main()
