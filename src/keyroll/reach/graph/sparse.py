"""The bare steps of a graph as a sparse matrix (CSR), with what needs nothing but numpy.

Strong components and greatest flows are searched by scipy where it is installed (the extra ``reach``), which is many
times quicker on graphs of millions of edges, and by plain Python elsewhere (``plain``): both give the same answer.
"""

from dataclasses import dataclass

import numpy as np

from keyroll.reach.graph import plain

Ints = np.ndarray[tuple[int], np.dtype[np.int32]]
Longs = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, eq=False, slots=True)
class Matrix:
    """Which node leads to which, each pair once: node ``i`` leads to ``indices[indptr[i]:indptr[i + 1]]``, sorted."""

    indptr: Ints
    indices: Ints

    @classmethod
    def of(cls, tails: Ints, heads: Ints, size: int) -> "Matrix":
        """Return the matrix of some edges, in which parallel edges are one."""
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
        return Matrix.of(self.indices, self.tails, self.size)


def strong_components(matrix: Matrix) -> tuple[int, Ints]:
    """Return how many strong components there are, and the number of that of each node."""
    try:
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components
    except ModuleNotFoundError:
        return plain.strong_components(matrix.indptr, matrix.indices)
    weights = np.ones(len(matrix.indices), dtype=np.int8)
    given = csr_array((weights, matrix.indices, matrix.indptr), shape=(matrix.size, matrix.size))
    count, component = connected_components(given, directed=True, connection="strong")
    return int(count), component


def greatest_flow(tails: Ints, heads: Ints, rooms: Longs, size: int) -> tuple[int, Ints]:
    """Return the greatest flow from the last node but one to the last one, and which nodes are near its source.

    Near is what the source still leads to over edges with room left. ``rooms`` has the room of each edge; there are no
    parallel edges.
    """
    source, sink = size - 2, size - 1
    try:
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import breadth_first_order, maximum_flow
    except ModuleNotFoundError:
        return plain.greatest_flow(tails, heads, rooms, size)
    network = csr_array((rooms.astype(np.int32), (tails, heads)), shape=(size, size))
    network.indices, network.indptr = network.indices.astype(np.int32), network.indptr.astype(np.int32)
    flow = maximum_flow(network, source, sink)
    left = network - flow.flow
    left.eliminate_zeros()
    near = breadth_first_order(left.astype(np.float64), source, return_predecessors=False)
    return int(flow.flow_value), near
