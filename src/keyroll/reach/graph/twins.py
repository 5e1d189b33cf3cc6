"""Equal nodes: of one kind, with the same steps to and from the same nodes. A search needs only one of them."""

from collections.abc import Sequence

import numpy as np

from keyroll.reach.graph.arrays import Graph, Ints
from keyroll.reach.graph.closure import UNREACHED, steps
from keyroll.reach.graph.paths import Way, shortest

Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]


def distinct(graph: Graph, start: int, end: int, count: int) -> list[tuple[Way, tuple[int, ...]]]:
    """Return the shortest paths of known steps, then the shortest others; a choice among equal nodes is one path.

    Each node of a path has the number of nodes equal to it, itself included. Nodes are equal if they have the same
    neighbours on the paths from the start to the end.
    """
    there, back = steps(graph.matrix, [start]), steps(graph.reverse, [end])
    between = (there != UNREACHED) & (back != UNREACHED)
    inner = graph.keep(between[graph.tails] & between[graph.heads])
    stands_for, like = alike(inner, (start, end))
    own = stands_for == np.arange(len(graph), dtype=np.int32)
    reduced = inner.keep(own[inner.tails] & own[inner.heads])
    ways = shortest(reduced.certain, start, end, count)
    if len(ways) < count and reduced.certain is not reduced:
        # Every known path is found, so the shortest paths contain enough others.
        ways += [way for way in shortest(reduced, start, end, count) if way not in ways][: count - len(ways)]
    return [(way, tuple(int(like[node]) for node in way)) for way in ways]


def alike(graph: Graph, apart: Sequence[int] = ()) -> tuple[Ints, Ints]:
    """For each node, return the first node equal to it, and their number; nodes in ``apart`` are equal to none."""
    edge = (
        graph.kind.astype(np.uint64) * np.uint64(8) + graph.strength + (graph.known.astype(np.uint64) << np.uint64(40))
    )
    sign = _mixed(graph.node_kind.astype(np.uint64) + np.uint64(1))
    sign += _sums(graph, graph.tails, _mixed(edge * np.uint64(2) + _mixed(graph.heads.astype(np.uint64))))
    sign += _sums(
        graph, graph.heads, _mixed(edge * np.uint64(2) + np.uint64(1) + _mixed(graph.tails.astype(np.uint64)))
    )
    # Nodes of one sign with an edge between them are not equal for their neighbours: they get other signs.
    sign[list(apart)] = _mixed(np.arange(1, len(apart) + 1, dtype=np.uint64) << np.uint64(50))
    _, first, which, counts = np.unique(sign, return_index=True, return_inverse=True, return_counts=True)
    return first.astype(np.int32)[which], counts.astype(np.int32)[which]


def _sums(graph: Graph, nodes: Ints, values: Hashes) -> Hashes:
    total = np.zeros(len(graph), dtype=np.uint64)
    np.add.at(total, nodes, values)
    return total


def _mixed(values: Hashes) -> Hashes:
    """Return 64 bits that depend on all bits of each value (the finaliser of splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = values + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
