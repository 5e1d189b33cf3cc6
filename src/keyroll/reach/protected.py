"""What is protected: what a person declares, else what is proposed with a reason; and where an intruder begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from keyroll.reach.graph.arrays import Graph
from keyroll.reach.inventory.products import PRODUCTS
from keyroll.reach.naming import node

#: Kinds of nodes that an intruder may hold, or be, from the beginning.
ENTRIES: Final = ("third_party", "credential", "outside", "anyone")
#: Those of them that are outside the organisation.
OUTSIDE: Final = ("third_party", "outside", "anyone")


@dataclass(frozen=True, slots=True)
class Protected:
    """One protected node, and why."""

    node: int
    because: str


def entries(graph: Graph, kinds: Iterable[str] = ENTRIES) -> list[int]:
    """Return the nodes where an intruder may begin: third parties, credentials, and who signs in from outside."""
    return [int(one) for one in graph.of_kinds(kinds)]


def declared(graph: Graph, names: Iterable[str]) -> list[Protected]:
    """Return what a person names, one name a line; lines that begin with # are left out. Raises UsageError."""
    wanted = [one.strip() for one in names]
    return [Protected(node(graph, one), "declared") for one in wanted if one and not one.startswith("#")]


def proposed(graph: Graph) -> list[Protected]:
    """Propose what to protect: what administers a system, what opens other systems, and code."""
    code = {one.provider for one in PRODUCTS if one.is_code}
    read = _read(graph)
    found = []
    for at, one in enumerate(graph.ids):
        kind = graph.node_kinds[graph.node_kind[at]]
        if kind == "administration":
            found.append(Protected(at, "it grants and revokes permissions there"))
        elif one.endswith((":secrets", ":parameters")):
            found.append(Protected(at, "what lies there may open other systems"))
        elif ":secret:arn:" in one and at in read:
            found.append(Protected(at, "what is kept in it may open other systems"))
        elif kind == "resource" and one.endswith(":data") and one.partition("@")[0] in code:
            found.append(Protected(at, "code is read and changed there"))
    return found


def _read(graph: Graph) -> frozenset[int]:
    """Return what some step reads; a secret that is only listed is not in it."""
    kinds = [at for at, kind in enumerate(graph.kinds) if kind == "reads"]
    return frozenset(graph.heads[graph.kind == kinds[0]].tolist()) if kinds else frozenset()
