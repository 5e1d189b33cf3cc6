"""What falls from some nodes, and who can get to some nodes; with the number of steps to each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from keyroll.reach.graph.arrays import Flags, Graph, Ints

UNREACHED = -1


@dataclass(frozen=True, eq=False)
class Reached:
    """The nodes that are reached, in the order of their steps; ``certain`` says which by known edges alone."""

    nodes: Ints
    certain: Flags


def falls(graph: Graph, starts: Sequence[int]) -> Reached:
    """Return what can be reached from some nodes, themselves included."""
    return _both(graph.matrix, graph.certain.matrix, starts)


def reaches(graph: Graph, ends: Sequence[int]) -> Reached:
    """Return the nodes from which one of some nodes can be reached, themselves included."""
    return _both(graph.reverse, graph.certain.reverse, ends)


def steps(matrix: csr_array, starts: Sequence[int]) -> Ints:
    """Return how many steps each node is away from the nearest of some nodes; UNREACHED where there is no way."""
    depth = np.full(matrix.shape[0], UNREACHED, dtype=np.int32)
    if len(starts) == 1:
        order, before = breadth_first_order(matrix, starts[0])
        for number, (begin, end) in enumerate(_levels(order, before)):
            depth[order[begin:end]] = number
        return depth
    for number, level in enumerate(_fronts(matrix, starts)):
        depth[level] = number
    return depth


def _both(matrix: csr_array, certain: csr_array, starts: Sequence[int]) -> Reached:
    nodes = _closure(matrix, starts)
    if certain is matrix:
        return Reached(nodes, np.ones(len(nodes), dtype=np.bool_))
    sure = np.zeros(matrix.shape[0], dtype=np.bool_)
    sure[_closure(certain, starts)] = True
    return Reached(nodes, sure[nodes])


def _closure(matrix: csr_array, starts: Sequence[int]) -> Ints:
    if len(starts) == 1:
        order: Ints = breadth_first_order(matrix, starts[0], return_predecessors=False)
        return order
    levels = list(_fronts(matrix, starts))
    return np.concatenate(levels) if levels else np.empty(0, dtype=np.int32)


def _levels(order: Ints, before: Ints) -> list[tuple[int, int]]:
    """Return from where to where each level of a breadth-first order goes.

    Whoever comes later in that order was met from a node that comes no earlier: so each level is one span.
    """
    position = np.empty(len(before), dtype=np.int32)
    position[order] = np.arange(len(order), dtype=np.int32)
    met_from = position[before[order[1:]]]
    levels, begin, end = [], 0, 1
    while begin < end:
        levels.append((begin, end))
        begin, end = end, 1 + int(np.searchsorted(met_from, end))
    return levels


def _fronts(matrix: csr_array, starts: Sequence[int]) -> "list[Ints]":
    """Return the nodes of each level, beginning with several nodes at once."""
    seen = np.zeros(matrix.shape[0], dtype=np.bool_)
    front = np.unique(np.asarray(starts, dtype=np.int32))
    levels: list[Ints] = []
    while len(front):
        seen[front] = True
        levels.append(front)
        heads = successors(matrix, front)
        front = _different(heads[~seen[heads]], len(seen))
    return levels


def _different(nodes: Ints, size: int) -> Ints:
    """Return each node once, in their order: by marking them where there are many."""
    if len(nodes) < size // 16:
        return np.unique(nodes)
    marked = np.zeros(size, dtype=np.bool_)
    marked[nodes] = True
    return np.flatnonzero(marked).astype(np.int32)


def successors(matrix: csr_array, nodes: Ints) -> Ints:
    """Return the heads of all edges of some nodes, in their order."""
    heads: Ints = matrix.indices[edge_numbers(matrix.indptr, nodes)]
    return heads


def edge_numbers(indptr: Ints, nodes: Ints) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Return the numbers of all edges of some nodes, in their order."""
    begins = indptr[nodes].astype(np.int64)
    counts = indptr[nodes + 1] - begins
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(begins - (ends - counts), counts) + np.arange(total, dtype=np.int64)
