"""The steps of a graph without properties, as a sparse matrix (CSR).

If scipy is installed (the extra ``reach``), it builds, transposes and reads the matrix, and computes strong components
and maximum flows. That is many times faster on graphs of millions of edges. Otherwise numpy and plain Python
(``plain``) compute the same results.
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
#: The number of edges that are read together; their arrays fit the processor's cache.
_AT_ONCE = 1 << 18


@dataclass(frozen=True, eq=False)
class Matrix:
    """The successors of each node: those of node ``i`` are ``indices[indptr[i]:indptr[i + 1]]``.

    ``of`` and ``turned`` return each pair once, and the heads of a node sorted.
    """

    indptr: Ints
    indices: Ints

    @classmethod
    def of(cls, tails: Ints, heads: Ints, size: int) -> "Matrix":
        """Return the matrix of some edges; parallel edges are one entry."""
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
        """The number of nodes."""
        return len(self.indptr) - 1

    @property
    def tails(self) -> Ints:
        """The start node of each edge."""
        return np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self.indptr))

    def turned(self) -> "Matrix":
        """Return the matrix with every edge reversed."""
        if self.rows is None:
            return Matrix._sorted(self.indices, self.tails, self.size)
        columns = self.rows.tocsc()
        return Matrix(columns.indptr.astype(np.int32), columns.indices.astype(np.int32))

    @cached_property
    def widths(self) -> Ints:
        """The number of edges of each node."""
        return np.diff(self.indptr)

    def heads_of(self, nodes: Ints) -> Iterator[Longs]:
        """Yield the heads of all edges of some nodes, in blocks."""
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
        """The matrix for scipy, without a copy; None if scipy is not installed."""
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


def tails_of(indptr: Ints, nodes: Ints) -> Ints:
    """Return the start of each edge of some nodes, in the order of ``edge_numbers``."""
    return np.repeat(nodes, indptr[nodes + 1] - indptr[nodes])


def order_of(codes: Ints, most: int) -> Ints:
    """Return the stable sort order of numbers below ``most``."""
    try:
        from scipy.sparse import coo_array
    except ModuleNotFoundError:
        return np.argsort(codes, kind="stable").astype(np.int32)
    # A row for each number, with its positions.
    places = np.arange(len(codes), dtype=np.int32)
    rows = coo_array((np.ones(len(codes), dtype=np.bool_), (codes, places)), shape=(most, len(codes)))
    order: Ints = rows.tocsr().indices.astype(np.int32)
    return order


def strong_components(matrix: Matrix) -> tuple[int, Ints]:
    """Return the number of strong components, and the component of each node."""
    try:
        from scipy.sparse.csgraph import connected_components
    except ModuleNotFoundError:
        return plain.strong_components(matrix.indptr, matrix.indices)
    count, component = connected_components(matrix.rows, directed=True, connection="strong")
    return int(count), component


def greatest_flow(tails: Ints, heads: Ints, rooms: Longs, size: int) -> tuple[int, Longs]:
    """Return the maximum flow from the last node but one to the last node, and the flow of each edge.

    ``rooms`` has the capacity of each edge; there are no parallel edges.
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
    # A flow over the reverse edge is a negative flow of the edge.
    over: Longs = np.asarray(found.flow[tails, heads]).ravel().astype(np.int64)
    return int(found.flow_value), np.maximum(over, 0)
