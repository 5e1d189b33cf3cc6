"""What somebody who has some credentials can obtain with what was granted to them: others, and others' rights."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from keyroll.reach.blast.counting import privileges
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.origins import origins
from keyroll.reach.graph.paths import Way

#: Kinds of nodes that are obtained: credentials, and whoever somebody may act as.
KINDS: Final = ("credential", "principal", "role")
#: The step from a credential to whom it signs in as: nothing is obtained by it.
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

    A node that is had is yielded where another one that is had leads to it. Whom one of them signs in as is not.
    """
    granted, done = privileges(graph), _accounts(graph, had)
    wanted = [int(one) for one in graph.of_kinds(KINDS)]
    sure = [node for node, surely in had.items() if surely]
    for steps, starts, certain in ((granted.certain, sure, True), (granted, list(had), False)):
        found = origins(steps.matrix, starts)
        for node in wanted:
            if node not in done and (way := found.way(node)):
                done.add(node)
                yield Obtained(node, way, certain)


def _accounts(graph: Graph, had: Iterable[int]) -> set[int]:
    """Return whom some credentials sign in as."""
    return {
        int(graph.heads[at])
        for node in had
        for at in range(graph.indptr[node], graph.indptr[node + 1])
        if graph.kinds[graph.kind[at]] == _SIGNS_IN
    }
