"""Strong components and maximum flows in plain Python, for installations without scipy."""

from collections import deque

import numpy as np

Ints = np.ndarray[tuple[int], np.dtype[np.int32]]
Longs = np.ndarray[tuple[int], np.dtype[np.int64]]


def strong_components(indptr: Ints, indices: Ints) -> tuple[int, Ints]:
    """Return the count of strong components, and the component of each node: Tarjan's search, without recursion.

    A component's number is smaller than those of the components that lead to it.
    """
    begins, heads = indptr.tolist(), indices.tolist()
    size = len(begins) - 1
    order, low, component = [0] * size, [0] * size, [-1] * size
    at = begins[:-1]
    waiting: list[int] = []
    visited = count = 0
    for root in range(size):
        if order[root]:
            continue
        visited += 1
        order[root] = low[root] = visited
        waiting.append(root)
        way = [root]
        while way:
            node = way[-1]
            if at[node] < begins[node + 1]:
                head = heads[at[node]]
                at[node] += 1
                if not order[head]:
                    visited += 1
                    order[head] = low[head] = visited
                    waiting.append(head)
                    way.append(head)
                elif component[head] < 0:
                    low[node] = min(low[node], order[head])
                continue
            way.pop()
            if way:
                low[way[-1]] = min(low[way[-1]], low[node])
            if low[node] == order[node]:
                member = -1
                while member != node:
                    member = waiting.pop()
                    component[member] = count
                count += 1
    return count, np.array(component, dtype=np.int32)


class _Network:
    """Edges with their residual capacity; the reverse edge of edge ``i`` is ``i ^ 1``."""

    def __init__(self, tails: Ints, heads: Ints, rooms: Longs, size: int) -> None:
        self.of: list[list[int]] = [[] for _ in range(size)]
        self.to: list[int] = []
        self.room: list[int] = []
        for tail, head, room in zip(tails.tolist(), heads.tolist(), rooms.tolist(), strict=True):
            self.of[tail].append(len(self.to))
            self.of[head].append(len(self.to) + 1)
            self.to += (head, tail)
            self.room += (room, 0)

    def levels(self, source: int) -> list[int]:
        """Return the steps to each node over edges with capacity, -1 if there is no path."""
        level = [-1] * len(self.of)
        level[source] = 0
        front = deque([source])
        while front:
            node = front.popleft()
            for edge in self.of[node]:
                if self.room[edge] and level[self.to[edge]] < 0:
                    level[self.to[edge]] = level[node] + 1
                    front.append(self.to[edge])
        return level

    def one_way(self, source: int, sink: int, level: list[int], at: list[int]) -> int:
        """Fill one shortest path; return its flow, 0 if no path is left."""
        way: list[int] = []
        node = source
        while node != sink:
            edges = self.of[node]
            while at[node] < len(edges):
                edge = edges[at[node]]
                if self.room[edge] and level[self.to[edge]] == level[node] + 1:
                    break
                at[node] += 1
            if at[node] < len(edges):
                way.append(edges[at[node]])
                node = self.to[way[-1]]
            elif way:
                node = self.to[way.pop() ^ 1]
                at[node] += 1
            else:
                return 0
        much = min(self.room[edge] for edge in way)
        for edge in way:
            self.room[edge] -= much
            self.room[edge ^ 1] += much
        return much


def greatest_flow(tails: Ints, heads: Ints, rooms: Longs, size: int) -> tuple[int, Longs]:
    """Return the maximum flow from the last node but one to the last node (Dinic's search), and each edge's flow."""
    network, source, sink = _Network(tails, heads, rooms, size), size - 2, size - 1
    total = 0
    while (level := network.levels(source))[sink] >= 0:
        at = [0] * size
        while much := network.one_way(source, sink, level, at):
            total += much
    return total, rooms - np.array(network.room[::2], dtype=np.int64)
