"""What falls from some nodes, and who can get to some nodes; with the number of steps to each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from keyroll.reach.graph.arrays import Flags, Graph, Ints
from keyroll.reach.graph.sparse import Matrix

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


def steps(matrix: Matrix, starts: Sequence[int]) -> Ints:
    """Return how many steps each node is away from the nearest of some nodes; UNREACHED where there is no way."""
    depth = np.full(matrix.size, UNREACHED, dtype=np.int32)
    for number, level in enumerate(_fronts(matrix, starts)):
        depth[level] = number
    return depth


def _both(matrix: Matrix, certain: Matrix, starts: Sequence[int]) -> Reached:
    nodes = _closure(matrix, starts)
    if certain is matrix:
        return Reached(nodes, np.ones(len(nodes), dtype=np.bool_))
    sure = np.zeros(matrix.size, dtype=np.bool_)
    sure[_closure(certain, starts)] = True
    return Reached(nodes, sure[nodes])


def _closure(matrix: Matrix, starts: Sequence[int]) -> Ints:
    levels = list(_fronts(matrix, starts))
    return np.concatenate(levels) if levels else np.empty(0, dtype=np.int32)


def _fronts(matrix: Matrix, starts: Sequence[int]) -> "list[Ints]":
    """Return the nodes of each level, beginning with several nodes at once."""
    seen = np.zeros(matrix.size, dtype=np.bool_)
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


def successors(matrix: Matrix, nodes: Ints) -> Ints:
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
