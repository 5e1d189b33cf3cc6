"""The nodes that some nodes reach, and the nodes that reach some nodes, with the number of steps to each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from keyroll.reach.graph.arrays import Flags, Graph, Ints
from keyroll.reach.graph.sparse import Matrix

UNREACHED = -1
#: Below this share of edges to all nodes the heads are sorted; above it they are marked.
FEW = 16


@dataclass(frozen=True, eq=False)
class Reached:
    """The reached nodes, in the order of their steps; ``certain``: reached by known edges only."""

    nodes: Ints
    certain: Flags


def falls(graph: Graph, starts: Sequence[int]) -> Reached:
    """Return the nodes that some nodes reach, themselves included."""
    return _both(graph.matrix, graph.certain.matrix, starts)


def reaches(graph: Graph, ends: Sequence[int]) -> Reached:
    """Return the nodes that reach one of some nodes, themselves included."""
    return _both(graph.reverse, graph.certain.reverse, ends)


def steps(matrix: Matrix, starts: Sequence[int]) -> Ints:
    """Return the number of steps to each node from the nearest of some nodes; UNREACHED if there is no path."""
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
    """Return the nodes of each level of a search from several nodes."""
    unseen = np.ones(matrix.size, dtype=np.bool_)
    front = np.unique(np.asarray(starts, dtype=np.int32))
    levels: list[Ints] = []
    while len(front):
        unseen[front] = False
        levels.append(front)
        front = following(matrix, front, unseen)
    return levels


def following(matrix: Matrix, front: Ints, unseen: Flags) -> Ints:
    """Return the unseen successors of some nodes, each once, in their order."""
    if int(matrix.widths[front].sum()) < len(unseen) // FEW:
        heads = matrix.successors(front)
        return np.unique(heads[unseen[heads]])
    marked = np.zeros(len(unseen), dtype=np.bool_)
    for some in matrix.heads_of(front):
        marked[some] = True
    marked &= unseen
    return np.flatnonzero(marked).astype(np.int32)


def came_from(matrix: Matrix, start: int) -> Ints:
    """Return each node's predecessor on a shortest path from the start; UNREACHED for the start and unreached nodes."""
    before = np.full(matrix.size, UNREACHED, dtype=np.int32)
    seen = np.zeros(matrix.size, dtype=np.bool_)
    front = np.array([start], dtype=np.int32)
    while len(front):
        seen[front] = True
        heads = matrix.successors(front)
        tails = np.repeat(front, np.diff(matrix.indptr)[front])
        new = ~seen[heads]
        # Of several predecessors of a node, the first.
        front, first = np.unique(heads[new], return_index=True)
        before[front] = tails[new][first]
    return before
