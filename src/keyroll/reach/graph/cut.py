"""The cheapest set of changes after which nothing leads from some nodes to others: a minimum cut with costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from keyroll.errors import UsageError
from keyroll.reach.graph.arrays import Flags, Graph, Ints
from keyroll.reach.graph.closure import UNREACHED, steps
from keyroll.reach.graph.sparse import Longs, greatest_flow

#: More than all costs together may be: flows are counted in 32 bits.
_MOST = 2**31 - 1
Edges = tuple[Ints, Ints, Ints]


@dataclass(frozen=True)
class Costs:
    """What a change costs, in whole numbers from 1: to take away a node of a kind, or an edge of a kind.

    What has no cost cannot be changed.
    """

    nodes: Mapping[str, int] = field(default_factory=dict)
    edges: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cut:
    """The changes: nodes to take away, and pairs of nodes whose edges must be taken away; what they cost together.

    ``possible`` is False where some way consists of nothing that can be changed; then there are no members.
    """

    possible: bool
    cost: int = 0
    nodes: tuple[int, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()


def minimum_cut(graph: Graph, sources: Sequence[int], targets: Sequence[int], costs: Costs) -> Cut:
    """Return a cheapest cut between two sets of nodes, which themselves stay.

    A node in both cannot be cut from itself. Of several cuts that cost the same, the one nearest to the sources.
    """
    if set(sources) & set(targets):
        return Cut(possible=False)
    there, back = steps(graph.matrix, sources), steps(graph.reverse, targets)
    inside = np.flatnonzero((there != UNREACHED) & (back != UNREACHED)).astype(np.int32)
    if not len(inside):
        return Cut(possible=True)
    edges, node_of, never = _network(graph, inside, sources, targets, costs)
    value, near = greatest_flow(*edges, len(node_of) + 2)
    if value >= never:
        return Cut(possible=False)
    side = np.zeros(len(node_of) + 2, dtype=np.bool_)
    side[near] = True
    return _members(edges[0], edges[1], side, node_of, value)


def _network(
    graph: Graph, inside: Ints, sources: Sequence[int], targets: Sequence[int], costs: Costs
) -> tuple[tuple[Ints, Ints, Longs], Ints, int]:
    """Return the edges of the network with their costs, the node that each of its nodes is, and what no cut costs.

    A node that can be taken away is two nodes, one that its steps lead to and one that they lead from; the last two of
    all are the one source and the one target.
    """
    node_cost = np.array([costs.nodes.get(kind, 0) for kind in graph.node_kinds], dtype=np.int64)
    edge_cost = np.array([costs.edges.get(kind, 0) for kind in graph.kinds], dtype=np.int64)
    through = node_cost[graph.node_kind[inside]]
    through[np.isin(inside, np.concatenate((np.asarray(sources), np.asarray(targets))))] = 0
    into = np.full(len(graph), -1, dtype=np.int32)
    into[inside] = np.arange(len(inside), dtype=np.int32)
    split = np.flatnonzero(through)
    out_of = into.copy()
    out_of[inside[split]] = np.arange(len(inside), len(inside) + len(split), dtype=np.int32)
    kept = (into[graph.tails] >= 0) & (into[graph.heads] >= 0) & (graph.tails != graph.heads)
    price = edge_cost[graph.kind[kept]]
    # A pair with one edge that cannot be changed cannot be cut: the sum of its edges is over what any cut costs.
    never = int(through.sum() + price.sum()) + 1
    if never > _MOST // 2:
        raise UsageError("the costs of all changes together are too large", hint="give smaller whole numbers as costs")
    size = len(inside) + len(split) + 2
    begins = np.array([into[one] for one in set(sources) if into[one] >= 0], dtype=np.int32)
    ends = np.array([out_of[one] for one in set(targets) if into[one] >= 0], dtype=np.int32)
    row = np.concatenate((into[inside[split]], out_of[graph.tails[kept]], np.full(len(begins), size - 2), ends))
    column = np.concatenate((out_of[inside[split]], into[graph.heads[kept]], begins, np.full(len(ends), size - 1)))
    cost = np.concatenate((through[split], price, np.zeros(len(begins) + len(ends), dtype=np.int64)))
    cost[cost == 0] = never
    return _joined(row, column, cost, size, never), np.concatenate((inside, inside[split])), never


def _joined(row: Longs, column: Longs, cost: Longs, size: int, never: int) -> tuple[Ints, Ints, Longs]:
    """Return parallel edges as one, which costs what they cost together, and no more than what cannot be cut."""
    pairs, which = np.unique(row * size + column, return_inverse=True)
    joined = np.minimum(np.bincount(which, weights=cost, minlength=len(pairs)), never).astype(np.int64)
    tails, heads = np.divmod(pairs, size)
    return tails.astype(np.int32), heads.astype(np.int32), joined


def _members(tails: Ints, heads: Ints, near: Flags, node_of: Ints, cost: int) -> Cut:
    """Return what leads from the side of the source to the other one."""
    crossing = near[tails] & ~near[heads]
    pairs = set(zip(node_of[tails[crossing]].tolist(), node_of[heads[crossing]].tolist(), strict=True))
    nodes = sorted(start for start, end in pairs if start == end)
    return Cut(possible=True, cost=cost, nodes=tuple(nodes), pairs=tuple(sorted(p for p in pairs if p[0] != p[1])))
