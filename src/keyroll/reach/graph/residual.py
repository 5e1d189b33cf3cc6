"""The residual graph of a flow: the graph without the filled edges, and with reverse edges along the flow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from keyroll.reach.graph.arrays import Flags, Ints
from keyroll.reach.graph.closure import UNREACHED
from keyroll.reach.graph.sparse import Longs, Matrix


@dataclass(frozen=True, eq=False)
class FlowNetwork:
    """Edges with their capacities, from the last node but one to the last; ``node_of`` is the graph's node of others.

    A node of the graph that can be removed is split into an in-node and an out-node, with an edge between them.
    """

    tails: Ints
    heads: Ints
    rooms: Longs
    node_of: Ints


@dataclass(frozen=True, eq=False)
class Residual:
    """The residual graph of a flow in a network of some of the graph's nodes.

    A node that the flow fills is split: steps to it end at the node, its own steps begin at ``out_of`` the node.
    ``changed`` nodes have the successors in ``instead``, the others those of the graph. ``filled`` are the pairs of
    nodes without residual capacity; a pair of a node and itself is a filled node.
    """

    matrix: Matrix
    instead: Matrix
    changed: Flags
    out_of: Ints
    filled: tuple[Ints, Ints]

    @classmethod
    def of(cls, matrix: Matrix, network: FlowNetwork, over: Longs) -> "Residual":
        """Return the residual graph of a flow over the edges of a network."""
        inner = (network.tails < len(network.node_of)) & (network.heads < len(network.node_of))
        tails, heads = network.node_of[network.tails[inner]], network.node_of[network.heads[inner]]
        flow, full, itself = over[inner] > 0, over[inner] >= network.rooms[inner], tails == heads
        double = np.unique(tails[full & itself])
        size = matrix.size + len(double)
        out_of = np.arange(matrix.size, dtype=np.int32)
        out_of[double] = np.arange(matrix.size, size, dtype=np.int32)
        closed, used = full & ~itself, flow & ~itself
        changed = np.zeros(size, dtype=np.bool_)
        for some in (tails[closed], heads[used], double, out_of[double]):
            changed[some] = True
        whose = np.flatnonzero(changed[: matrix.size]).astype(np.int32)
        own, leads = np.repeat(whose, np.diff(matrix.indptr)[whose]), matrix.successors(whose)
        still = ~np.isin(_keys(own, leads, size), _keys(tails[closed], heads[closed], size))
        instead = Matrix.of(
            np.concatenate((out_of[own[still]], heads[used], out_of[double])),
            np.concatenate((leads[still], out_of[tails[used]], double)),
            size,
        )
        return cls(matrix, instead, changed, out_of, (tails[full], heads[full]))

    def steps(self, starts: Sequence[int], ends: Sequence[int]) -> Ints:
        """Return the steps to each node from some nodes, up to the first reached end."""
        depth = np.full(self.instead.size, UNREACHED, dtype=np.int32)
        front, last, number = np.unique(np.asarray(starts, dtype=np.int32)), np.asarray(ends, dtype=np.int32), 0
        while len(front):
            depth[front] = number
            if (depth[last] != UNREACHED).any():
                break
            other = self.changed[front]
            found: list[Ints | Longs] = [*self.matrix.heads_of(front[~other]), self.instead.successors(front[other])]
            front, number = self._marked(found, depth, UNREACHED), number + 1
        return depth

    def on_ways(self, depth: Ints, reverse: Matrix, ends: Sequence[int]) -> Flags:
        """Return the nodes of the graph on shortest paths to the reached ends."""
        back = self.instead.turned()
        wanted = np.zeros(self.instead.size, dtype=np.bool_)
        front = np.asarray(ends, dtype=np.int32)
        front = np.unique(front[depth[front] != UNREACHED])
        while len(front):
            wanted[front] = True
            number = int(depth[front[0]]) - 1
            before = [some[~self.changed[some]] for some in reverse.heads_of(front[front < self.matrix.size])]
            front = self._marked((*before, back.successors(front)), depth, number) if number >= 0 else front[:0]
        wanted[: self.matrix.size] |= wanted[self.out_of]
        return wanted[: self.matrix.size]

    def leaving(self, depth: Ints) -> tuple[Ints, Ints]:
        """Return the filled pairs from reached to unreached nodes."""
        near, (tails, heads) = depth != UNREACHED, self.filled
        itself = tails == heads
        start, end = np.where(itself, tails, self.out_of[tails]), np.where(itself, self.out_of[heads], heads)
        leaving = near[start] & ~near[end]
        return tails[leaving], heads[leaving]

    def _marked(self, found: Sequence[Ints | Longs], depth: Ints, number: int) -> Ints:
        """Return the nodes that are among some and have a number of steps."""
        marked = np.zeros(len(depth), dtype=np.bool_)
        for some in found:
            marked[some] = True
        nodes = np.flatnonzero(marked).astype(np.int32)
        those: Ints = nodes[depth[nodes] == number]
        return those


def _keys(starts: Ints, ends: Ints, size: int) -> Longs:
    return starts.astype(np.int64) * size + ends
