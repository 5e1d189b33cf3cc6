"""The nearest two of some start nodes for each node.

Two starts are enough: a start node is its own nearest start, and the second one is another start that reaches it. A
node propagates at most two starts; more starts would not change which nodes have a second one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from keyroll.reach.graph.arrays import Flags, Ints
from keyroll.reach.graph.closure import UNREACHED
from keyroll.reach.graph.paths import Way
from keyroll.reach.graph.sparse import Matrix


@dataclass(frozen=True, eq=False)
class Origins:
    """Arrays in which node ``i`` has two places, ``i`` and ``i + size``: one for each of two starts, the nearer first.

    ``start`` is the start that reaches the node, in ``depth`` steps; ``before`` is the previous place on the path. All
    are UNREACHED if there is none; ``before`` is also for a start.
    """

    size: int
    start: Ints
    before: Ints
    depth: Ints

    def places(self, nodes: Ints, but: Ints) -> Ints:
        """For each node, return the place of its nearest start other than a given node; UNREACHED if none."""
        first, second = (self._open(at, but) for at in (nodes, nodes + self.size))
        found: Ints = np.where(first, nodes, np.where(second, nodes + self.size, UNREACHED)).astype(np.int32)
        return found

    def _open(self, places: Ints, but: Ints) -> Flags:
        flags: Flags = (self.start[places] != UNREACHED) & (self.start[places] != but)
        return flags

    def way(self, place: int) -> Way:
        """Return a shortest path from the start of a place to its node."""
        nodes: list[int] = []
        while place != UNREACHED:
            nodes.append(place % self.size)
            place = int(self.before[place])
        return tuple(reversed(nodes))


def origins(matrix: Matrix, starts: Iterable[int]) -> Origins:
    """Return the nearest two starts of each node."""
    size = matrix.size
    start, before, depth = (np.full(2 * size, UNREACHED, dtype=np.int32) for _ in range(3))
    front = np.unique(np.fromiter(starts, dtype=np.int32))
    start[front] = front
    for number in range(2 * size):
        depth[front] = number
        if not len(front):
            break
        nodes = front % size
        heads, widths = matrix.successors(nodes), matrix.widths[nodes]
        tails, whose = np.repeat(front, widths), np.repeat(start[front], widths)
        open_ = (start[heads + size] == UNREACHED) & (start[heads] != whose)
        front = _added(start, before, heads[open_], tails[open_], whose[open_])
    return Origins(size, start, before, depth)


def _added(start: Ints, before: Ints, heads: Ints, tails: Ints, whose: Ints) -> Ints:
    """Store the starts of heads that have a free place; return the filled places."""
    size = len(start) // 2
    _, first = np.unique(heads.astype(np.int64) * size + whose, return_index=True)
    heads, tails, whose = heads[first], tails[first], whose[first]
    _, begin, count = np.unique(heads, return_index=True, return_counts=True)
    number = np.arange(len(heads)) - np.repeat(begin, count) + (start[heads] != UNREACHED)
    kept = number < 2
    places: Ints = (heads[kept] + number[kept] * size).astype(np.int32)
    start[places], before[places] = whose[kept], tails[kept]
    return places
