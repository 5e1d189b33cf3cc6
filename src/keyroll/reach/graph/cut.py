"""The cheapest set of changes that separates some nodes from others: a minimum cut with costs.

The maximum flow is first computed between the nodes of the shortest paths. It is the maximum of the graph if no path is
left beside the filled edges; otherwise the nodes of the remaining paths are added. So the search has few of many
millions of edges.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from keyroll.errors import UsageError
from keyroll.reach.graph.arrays import Codes, Flags, Graph, Ints
from keyroll.reach.graph.closure import UNREACHED, steps
from keyroll.reach.graph.residual import FlowNetwork, Residual
from keyroll.reach.graph.sparse import Longs, edge_numbers, greatest_flow, tails_of

#: The bound on the sum of all costs: flows are counted in 32 bits.
_MOST = 2**31 - 1
#: The number of searches before all nodes between the two sets are added.
_ATTEMPTS = 8


@dataclass(frozen=True)
class Costs:
    """The cost of a change, in whole numbers from 1: the removal of a node or an edge, by kind.

    A kind without a cost cannot be changed.
    """

    nodes: Mapping[str, int] = field(default_factory=dict)
    edges: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cut:
    """The changes: nodes to remove, pairs of nodes whose edges must be removed, and the total cost.

    ``possible`` is False if a path has no node or edge that can be changed; then there are no members.
    """

    possible: bool
    cost: int = 0
    nodes: tuple[int, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()


def minimum_cut(graph: Graph, sources: Sequence[int], targets: Sequence[int], costs: Costs) -> Cut:
    """Return a cheapest cut between two sets of nodes; the sets stay.

    A node in both cannot be cut from itself. Of several cuts with equal cost, the one nearest to the sources.
    """
    if set(sources) & set(targets):
        return Cut(possible=False)
    there, back = steps(graph.matrix, sources), steps(graph.reverse, targets)
    between = (there != UNREACHED) & (back != UNREACHED)
    if not between.any():
        return Cut(possible=True)
    inside, attempts = between & (there + back == int(back[between & (there == 0)].min())), 0
    while True:
        network, never = _network(graph, inside, there, back, costs)
        value, over = greatest_flow(network.tails, network.heads, network.rooms, len(network.node_of) + 2)
        if value >= never:
            return Cut(possible=False)
        left = Residual.of(graph.matrix, network, over)
        near = left.steps(sources, targets)
        if (near[np.asarray(targets)] == UNREACHED).all():
            return _members(*left.leaving(near), value)
        attempts += 1
        inside = inside | left.on_ways(near, graph.reverse, targets) if attempts < _ATTEMPTS else between


def _network(graph: Graph, inside: Flags, there: Ints, back: Ints, costs: Costs) -> tuple[FlowNetwork, int]:
    """Return the edges between some nodes as a network, and a cost above that of every cut."""
    tails, heads, kind = _edges(graph, inside, there)
    nodes = np.flatnonzero(inside).astype(np.int32)
    node_cost = np.array([costs.nodes.get(kind, 0) for kind in graph.node_kinds], dtype=np.int64)
    edge_cost = np.array([costs.edges.get(kind, 0) for kind in graph.kinds], dtype=np.int64)
    through = node_cost[graph.node_kind[nodes]]
    through[(there[nodes] == 0) | (back[nodes] == 0)] = 0
    into = np.full(len(graph), -1, dtype=np.int32)
    into[nodes] = np.arange(len(nodes), dtype=np.int32)
    split = np.flatnonzero(through)
    out_of = into.copy()
    out_of[nodes[split]] = np.arange(len(nodes), len(nodes) + len(split), dtype=np.int32)
    price = edge_cost[kind]
    # A pair with one edge that cannot be changed cannot be cut: the sum of its edges exceeds the cost of any cut.
    never = int(through.sum() + price.sum()) + 1
    if never > _MOST // 2:
        raise UsageError("the costs of all changes together are too large", hint="give smaller whole numbers as costs")
    size = len(nodes) + len(split) + 2
    begins, ends = into[nodes[there[nodes] == 0]], out_of[nodes[back[nodes] == 0]]
    row = np.concatenate((into[nodes[split]], out_of[tails], np.full(len(begins), size - 2), ends))
    column = np.concatenate((out_of[nodes[split]], into[heads], begins, np.full(len(ends), size - 1)))
    cost = np.concatenate((through[split], price, np.zeros(len(begins) + len(ends), dtype=np.int64)))
    cost[cost == 0] = never
    return FlowNetwork(*_joined(row, column, cost, size, never), np.concatenate((nodes, nodes[split]))), never


def _edges(graph: Graph, inside: Flags, there: Ints) -> tuple[Ints, Ints, Codes]:
    """Return starts, ends and kinds of the edges between some nodes, without those into a source."""
    nodes = np.flatnonzero(inside).astype(np.int32)
    numbers = edge_numbers(graph.indptr, nodes)
    tails = tails_of(graph.indptr, nodes)
    heads = graph.heads[numbers]
    kept = inside[heads] & (there[heads] != 0) & (tails != heads)
    return tails[kept], heads[kept], graph.kind[numbers[kept]]


def _joined(row: Longs, column: Longs, cost: Longs, size: int, never: int) -> tuple[Ints, Ints, Longs]:
    """Merge parallel edges into one with the sum of their costs, limited to the cost of an edge that cannot be cut."""
    pairs, which = np.unique(row.astype(np.int64) * size + column, return_inverse=True)
    joined = np.minimum(np.bincount(which, weights=cost, minlength=len(pairs)), never).astype(np.int64)
    tails, heads = np.divmod(pairs, size)
    return tails.astype(np.int32), heads.astype(np.int32), joined


def _members(starts: Ints, ends: Ints, cost: int) -> Cut:
    """Return the edges from the sources' side to the other side, as changes."""
    pairs = set(zip(starts.tolist(), ends.tolist(), strict=True))
    nodes = sorted(start for start, end in pairs if start == end)
    return Cut(possible=True, cost=cost, nodes=tuple(nodes), pairs=tuple(sorted(p for p in pairs if p[0] != p[1])))
