"""The graph after a change, and the nodes that are no longer reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from keyroll.reach.graph.arrays import Flags, Graph
from keyroll.reach.graph.closure import falls
from keyroll.reach.graph.model import Strength


@dataclass(frozen=True, slots=True)
class Change:
    """Removed nodes, removed pairs of nodes, and nodes to which each step requires at least ``strength``."""

    nodes: tuple[int, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()
    guarded: tuple[int, ...] = ()
    strength: Strength = Strength.NONE


def changed(graph: Graph, change: Change) -> Graph:
    """Return the graph after a change; a removed node stays, without edges."""
    gone = np.isin(graph.tails, change.nodes) | np.isin(graph.heads, change.nodes)
    for start, end in change.pairs:
        gone |= (graph.tails == start) & (graph.heads == end)
    after = graph.keep(~gone)
    return after.strengthened(_into(after, change.guarded), change.strength) if change.guarded else after


def no_longer_reached(before: Graph, after: Graph, starts: Sequence[int]) -> list[int]:
    """Return the nodes that some nodes reach before a change and not after it, in the order of their steps."""
    still = set(falls(after, starts).nodes.tolist())
    return [node for node in falls(before, starts).nodes.tolist() if node not in still]


def _into(graph: Graph, nodes: Iterable[int]) -> Flags:
    flags: Flags = np.isin(graph.heads, list(nodes))
    return flags
