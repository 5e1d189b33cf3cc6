"""The credentials and rights that a holder of some credentials can obtain with their entitlements."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from keyroll.reach.blast.counting import privileges
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import UNREACHED
from keyroll.reach.graph.origins import origins
from keyroll.reach.graph.paths import Way

#: Kinds of nodes that can be obtained: credentials, and principals to act as.
KINDS: Final = ("credential", "principal", "role")
#: The step from a credential to its principal.
_SIGNS_IN: Final = "authenticates"


@dataclass(frozen=True, slots=True)
class Obtained:
    """A node that can be obtained, with a path from a held credential.

    ``certain``: the credential is certainly held, and each step is known.
    """

    node: int
    way: Way
    certain: bool


def obtained(graph: Graph, had: Mapping[int, bool]) -> Iterator[Obtained]:
    """Yield the nodes that can be obtained with some held nodes, each with its certainty; certain ones first.

    A held node is yielded if another held node leads to it. A credential has the rights of its account, and not the
    account's password: the sign-in step obtains nothing.
    """
    granted, done = privileges(graph), set[int]()
    sure = [node for node, surely in had.items() if surely]
    for steps, starts, certain in ((granted.certain, sure, True), (granted, list(had), False)):
        for node, way in _ways(steps, starts):
            if node not in done:
                done.add(node)
                yield Obtained(node, way, certain)


def _ways(graph: Graph, starts: Sequence[int]) -> Iterator[tuple[int, Way]]:
    """Yield the nodes that another node can obtain, each with a shortest path."""
    found = origins(graph.matrix, starts)
    obtains = np.array([one != _SIGNS_IN for one in graph.kinds], dtype=np.bool_)
    last = np.flatnonzero(obtains[graph.kind] & np.isin(graph.heads, graph.of_kinds(KINDS)))
    heads = graph.heads[last]
    places = found.places(graph.tails[last], heads)
    heads, places = heads[places != UNREACHED], places[places != UNREACHED]
    order = np.lexsort((places, found.depth[places], heads))
    nodes, first = np.unique(heads[order], return_index=True)
    for node, place in zip(nodes.tolist(), places[order][first].tolist(), strict=True):
        yield node, (*found.way(place), node)
