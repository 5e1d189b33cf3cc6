"""The protected resources that every node reaches: exact, for all nodes at once.

Nodes that reach each other have equal results, so the search runs over strong components. A bit for each resource is
propagated from the ends of that acyclic graph to its beginnings, level by level.
"""

from collections.abc import Sequence

import numpy as np

from keyroll.reach.graph.arrays import Graph, Ints
from keyroll.reach.graph.sparse import Matrix, edge_numbers, strong_components

Bits = np.ndarray[tuple[int, int], np.dtype[np.uint64]]
#: Edges whose bits are copied at once, so that a level of millions of edges needs no more than some megabytes.
_AT_ONCE = 1 << 17


def reached_by_all(graph: Graph, resources: Sequence[int]) -> tuple[Ints, Bits]:
    """Return the component of each node, and for each component a row of bits: bit i for resource i.

    A resource reaches itself.
    """
    count, component = strong_components(graph.matrix)
    bits: Bits = np.zeros((count, (len(resources) + 63) // 64), dtype=np.uint64)
    for number, resource in enumerate(resources):
        bits[component[resource], number // 64] |= np.uint64(1 << (number % 64))
    between = _between(graph, component, count)
    for level in _from_the_ends(between):
        _gather(between, level, bits)
    return component, bits


def counts(bits: Bits, component: Ints) -> Ints:
    """Return how many of the resources each node reaches."""
    per: Ints = np.bitwise_count(bits).sum(axis=1, dtype=np.int32)
    return per[component]


def _between(graph: Graph, component: Ints, count: int) -> Matrix:
    """Return the acyclic graph of the components, each edge once."""
    tails, heads = component[graph.tails], component[graph.heads]
    different = tails != heads
    return Matrix.of(tails[different], heads[different], count)


def _from_the_ends(graph: Matrix) -> list[Ints]:
    """Return the components with edges by level: all successors of a component are in an earlier level."""
    backwards = graph.turned()
    open_edges = np.diff(graph.indptr).astype(np.int32)
    front = np.flatnonzero(open_edges == 0).astype(np.int32)
    levels: list[Ints] = []
    while len(front):
        who, how_many = np.unique(backwards.successors(front), return_counts=True)
        open_edges[who] -= how_many.astype(np.int32)
        front = who[open_edges[who] == 0]
        if len(front):
            levels.append(front)
    return levels


def _gather(graph: Matrix, level: Ints, bits: Bits) -> None:
    """Set the bits of each component of a level from its successors."""
    width = np.diff(graph.indptr)[level]
    ends = np.cumsum(width)
    begin = 0
    while begin < len(level):
        limit = (ends[begin - 1] if begin else 0) + _AT_ONCE
        end = max(begin + 1, int(np.searchsorted(ends, limit, side="right")))
        some = level[begin:end]
        heads = graph.indices[edge_numbers(graph.indptr, some)]
        firsts = np.concatenate(([0], np.cumsum(width[begin:end])[:-1]))
        bits[some] |= np.bitwise_or.reduceat(bits[heads], firsts, axis=0)
        begin = end
