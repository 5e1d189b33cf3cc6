"""The cheapest set of changes after which nothing leads from some nodes to others: a minimum cut with costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from keyroll.reach.graph.arrays import Graph, Ints
from keyroll.reach.graph.closure import UNREACHED, steps

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
    """The changes: nodes to take away, and pairs of nodes whose edges are to be taken away; what they cost together.

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
    network, never = _network(graph, inside, sources, targets, costs)
    size = network.shape[0]
    flow = maximum_flow(network, size - 2, size - 1)
    if flow.flow_value >= never:
        return Cut(possible=False)
    left = network - flow.flow
    left.eliminate_zeros()
    near = np.zeros(size, dtype=np.bool_)
    near[breadth_first_order(left.astype(np.float64), size - 2, return_predecessors=False)] = True
    return _members(network, near, inside, int(flow.flow_value))


def _network(
    graph: Graph, inside: Ints, sources: Sequence[int], targets: Sequence[int], costs: Costs
) -> tuple[csr_array, int]:
    """Return the network, and a flow that no cut of changeable things allows.

    Node i of ``inside`` is two nodes, 2i in and 2i + 1 out; the last two are the one source and the one target.
    """
    local = np.full(len(graph), -1, dtype=np.int64)
    local[inside] = np.arange(len(inside))
    node_cost = np.array([costs.nodes.get(kind, 0) for kind in graph.node_kinds], dtype=np.int64)
    edge_cost = np.array([costs.edges.get(kind, 0) for kind in graph.kinds], dtype=np.int64)
    through = node_cost[graph.node_kind[inside]]
    fixed = np.isin(inside, np.concatenate((np.asarray(sources), np.asarray(targets))))
    through[fixed] = 0
    kept = (local[graph.tails] >= 0) & (local[graph.heads] >= 0) & (graph.tails != graph.heads)
    tails, heads, price = local[graph.tails[kept]], local[graph.heads[kept]], edge_cost[graph.kind[kept]]
    # A pair with one edge that cannot be changed cannot be cut: the sum of its edges is over what any cut costs.
    never = int(through.sum() + price.sum()) + 1
    if never > _MOST // 2:
        raise OverflowError("costs are too large to be added up in 32 bits")
    size = 2 * len(inside) + 2
    ends = [(size - 2, 2 * local[one]) for one in set(sources) if local[one] >= 0]
    ends += [(2 * local[one] + 1, size - 1) for one in set(targets) if local[one] >= 0]
    row = np.concatenate((2 * np.arange(len(inside)), 2 * tails + 1, np.array([one for one, _ in ends])))
    column = np.concatenate((2 * np.arange(len(inside)) + 1, 2 * heads, np.array([one for _, one in ends])))
    cost = np.concatenate((through, price, np.zeros(len(ends), dtype=np.int64)))
    cost[cost == 0] = never
    joined = coo_array((cost, (row, column)), shape=(size, size)).tocsr()
    joined.data = np.minimum(joined.data, never).astype(np.int32)
    joined.indices, joined.indptr = joined.indices.astype(np.int32), joined.indptr.astype(np.int32)
    return joined, never


def _members(network: csr_array, near: "np.ndarray[tuple[int], np.dtype[np.bool_]]", inside: Ints, cost: int) -> Cut:
    """Return what leads from the side of the source to the other one."""
    edges = network.tocoo()
    crossing = near[edges.coords[0]] & ~near[edges.coords[1]]
    nodes, pairs = [], []
    for tail, head in zip(edges.coords[0][crossing].tolist(), edges.coords[1][crossing].tolist(), strict=True):
        start, end = int(inside[tail // 2]), int(inside[head // 2])
        if tail // 2 == head // 2:
            nodes.append(start)
        else:
            pairs.append((start, end))
    return Cut(possible=True, cost=cost, nodes=tuple(sorted(nodes)), pairs=tuple(sorted(pairs)))
