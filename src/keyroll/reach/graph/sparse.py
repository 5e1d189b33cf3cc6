"""The bare steps of a graph as a sparse matrix (CSR).

scipy makes, turns and reads it where it is installed (the extra ``reach``), and searches strong components and greatest
flows: many times quicker on graphs of millions of edges. Elsewhere numpy and plain Python (``plain``) do the same, with
the same answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from keyroll.reach.graph import plain

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Ints = np.ndarray[tuple[int], np.dtype[np.int32]]
Longs = np.ndarray[tuple[int], np.dtype[np.int64]]
#: Edges that are read at once: what is made of them stays in the processor's cache.
_AT_ONCE = 1 << 18


@dataclass(frozen=True, eq=False)
class Matrix:
    """Which node leads to which: node ``i`` leads to ``indices[indptr[i]:indptr[i + 1]]``.

    ``of`` and ``turned`` return each pair once, and the heads of a node sorted.
    """

    indptr: Ints
    indices: Ints

    @classmethod
    def of(cls, tails: Ints, heads: Ints, size: int) -> "Matrix":
        """Return the matrix of some edges, in which parallel edges are one."""
        try:
            from scipy.sparse import coo_array
        except ModuleNotFoundError:
            return cls._sorted(tails, heads, size)
        found = coo_array((np.ones(len(tails), dtype=np.bool_), (tails, heads)), shape=(size, size)).tocsr()
        return cls(found.indptr.astype(np.int32), found.indices.astype(np.int32))

    @classmethod
    def _sorted(cls, tails: Ints, heads: Ints, size: int) -> "Matrix":
        pairs = np.sort(tails.astype(np.int64) * size + heads)
        if len(pairs):
            pairs = pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))]
        rows, indices = np.divmod(pairs, max(1, size))
        indptr = np.zeros(size + 1, dtype=np.int32)
        np.cumsum(np.bincount(rows, minlength=size), out=indptr[1:])
        return cls(indptr, indices.astype(np.int32))

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.indptr) - 1

    @property
    def tails(self) -> Ints:
        """Where each edge starts."""
        return np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self.indptr))

    def turned(self) -> "Matrix":
        """Return the same with every edge turned round."""
        if self.rows is None:
            return Matrix._sorted(self.indices, self.tails, self.size)
        columns = self.rows.tocsc()
        return Matrix(columns.indptr.astype(np.int32), columns.indices.astype(np.int32))

    @cached_property
    def widths(self) -> Ints:
        """How many edges each node has."""
        return np.diff(self.indptr)

    def heads_of(self, nodes: Ints) -> Iterator[Longs]:
        """Yield the heads of all edges of some nodes, some at once."""
        widths = self.widths[nodes]
        nodes = nodes[widths > 0]
        some = max(1, len(nodes) * _AT_ONCE // max(1, int(widths.sum())))
        for begin in range(0, len(nodes), some):
            each = nodes[begin : begin + some]
            found = self.rows[each].indices if self.rows is not None else self.successors(each)
            yield found.astype(np.int64)

    def successors(self, nodes: Ints) -> Ints:
        """Return the heads of all edges of some nodes, in their order."""
        heads: Ints = self.indices[edge_numbers(self.indptr, nodes)]
        return heads

    @cached_property
    def rows(self) -> "csr_array | None":
        """The same for scipy, without a copy; None if scipy is not installed."""
        try:
            from scipy.sparse import csr_array
        except ModuleNotFoundError:
            return None
        weights = np.ones(len(self.indices), dtype=np.bool_)
        return csr_array((weights, self.indices, self.indptr), shape=(self.size, self.size))


def edge_numbers(indptr: Ints, nodes: Ints) -> Longs:
    """Return the numbers of all edges of some nodes, in their order."""
    begins = indptr[nodes].astype(np.int64)
    counts = indptr[nodes + 1] - begins
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(begins - (ends - counts), counts) + np.arange(total, dtype=np.int64)


def order_of(codes: Ints, most: int) -> Ints:
    """Return in which order numbers below ``most`` are sorted; equal ones stay in theirs."""
    try:
        from scipy.sparse import coo_array
    except ModuleNotFoundError:
        return np.argsort(codes, kind="stable").astype(np.int32)
    # A row for each number, and in it the places where it stands.
    places = np.arange(len(codes), dtype=np.int32)
    rows = coo_array((np.ones(len(codes), dtype=np.bool_), (codes, places)), shape=(most, len(codes)))
    order: Ints = rows.tocsr().indices.astype(np.int32)
    return order


def strong_components(matrix: Matrix) -> tuple[int, Ints]:
    """Return how many strong components there are, and the number of that of each node."""
    try:
        from scipy.sparse.csgraph import connected_components
    except ModuleNotFoundError:
        return plain.strong_components(matrix.indptr, matrix.indices)
    count, component = connected_components(matrix.rows, directed=True, connection="strong")
    return int(count), component


def greatest_flow(tails: Ints, heads: Ints, rooms: Longs, size: int) -> tuple[int, Longs]:
    """Return the greatest flow from the last node but one to the last one, and what flows over each edge.

    ``rooms`` has the room of each edge; there are no parallel edges.
    """
    source, sink = size - 2, size - 1
    if not len(tails):
        return 0, rooms
    try:
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import maximum_flow
    except ModuleNotFoundError:
        return plain.greatest_flow(tails, heads, rooms, size)
    network = csr_array((rooms.astype(np.int32), (tails, heads)), shape=(size, size))
    network.indices, network.indptr = network.indices.astype(np.int32), network.indptr.astype(np.int32)
    found = maximum_flow(network, source, sink)
    # A flow back over an edge is a negative flow of the edge to the other side.
    over: Longs = np.asarray(found.flow[tails, heads]).ravel().astype(np.int64)
    return int(found.flow_value), np.maximum(over, 0)
