"""What somebody who has some credentials can obtain with what was granted to them: others, and others' rights."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from keyroll.reach.blast.counting import privileges
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import UNREACHED
from keyroll.reach.graph.origins import origins
from keyroll.reach.graph.paths import Way

#: Kinds of nodes that are obtained: credentials, and whoever somebody may act as.
KINDS: Final = ("credential", "principal", "role")
#: The step from a credential to whom it signs in as.
_SIGNS_IN: Final = "authenticates"


@dataclass(frozen=True, slots=True)
class Obtained:
    """A node that is obtained, by a way from a credential that somebody has.

    ``certain``: that credential is surely had, and each step is known.
    """

    node: int
    way: Way
    certain: bool


def obtained(graph: Graph, had: Mapping[int, bool]) -> Iterator[Obtained]:
    """Yield what can be obtained with some nodes, each with whether somebody surely has it; certain ones first.

    A node that is had is yielded where another one that is had leads to it. A credential that signs in as an account
    has the rights of the account, and not its password: no step of that kind obtains anything.
    """
    granted, done = privileges(graph), set[int]()
    sure = [node for node, surely in had.items() if surely]
    for steps, starts, certain in ((granted.certain, sure, True), (granted, list(had), False)):
        for node, way in _ways(steps, starts):
            if node not in done:
                done.add(node)
                yield Obtained(node, way, certain)


def _ways(graph: Graph, starts: Sequence[int]) -> Iterator[tuple[int, Way]]:
    """Yield the nodes that a step obtains which another node than themselves leads to, each with a shortest way."""
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
