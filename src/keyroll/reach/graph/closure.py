"""What falls from some nodes, and who can get to some nodes; with the number of steps to each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from keyroll.reach.graph.arrays import Flags, Graph, Ints
from keyroll.reach.graph.sparse import Matrix

UNREACHED = -1
#: Where fewer edges than this part of all nodes lead on, their heads are sorted; where more do, they are marked.
FEW = 16


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
    """Return how many steps each node is away from the nearest of some nodes; UNREACHED if there is no way."""
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
    unseen = np.ones(matrix.size, dtype=np.bool_)
    front = np.unique(np.asarray(starts, dtype=np.int32))
    levels: list[Ints] = []
    while len(front):
        unseen[front] = False
        levels.append(front)
        front = following(matrix, front, unseen)
    return levels


def following(matrix: Matrix, front: Ints, unseen: Flags) -> Ints:
    """Return the unseen nodes that some nodes lead to, each once, in their order."""
    if int(matrix.widths[front].sum()) < len(unseen) // FEW:
        heads = matrix.successors(front)
        return np.unique(heads[unseen[heads]])
    marked = np.zeros(len(unseen), dtype=np.bool_)
    for some in matrix.heads_of(front):
        marked[some] = True
    marked &= unseen
    return np.flatnonzero(marked).astype(np.int32)


def came_from(matrix: Matrix, start: int) -> Ints:
    """Return for each node the one before it on a shortest way from the start; UNREACHED for the start and the lost."""
    before = np.full(matrix.size, UNREACHED, dtype=np.int32)
    seen = np.zeros(matrix.size, dtype=np.bool_)
    front = np.array([start], dtype=np.int32)
    while len(front):
        seen[front] = True
        heads = matrix.successors(front)
        tails = np.repeat(front, np.diff(matrix.indptr)[front])
        new = ~seen[heads]
        # Of several nodes that lead to one, the first.
        front, first = np.unique(heads[new], return_index=True)
        before[front] = tails[new][first]
    return before
