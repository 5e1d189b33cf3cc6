"""Protected nodes: declared by a person, else proposed with a reason; and the entry nodes of an intruder."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from keyroll.reach.graph.arrays import Graph
from keyroll.reach.inventory.products import PRODUCTS
from keyroll.reach.naming import node

#: Kinds of nodes at which an intruder may begin.
ENTRIES: Final = ("third_party", "credential", "outside", "anyone")
#: The kinds among them that are outside the organisation.
OUTSIDE: Final = ("third_party", "outside", "anyone")


@dataclass(frozen=True, slots=True)
class Protected:
    """One protected node, with the reason."""

    node: int
    because: str


def entries(graph: Graph, kinds: Iterable[str] = ENTRIES) -> list[int]:
    """Return the entry nodes of an intruder: third parties, credentials, and sign-ins from outside."""
    return [int(one) for one in graph.of_kinds(kinds)]


def without_credentials(graph: Graph) -> list[int]:
    """Return the principals of sources of which no credential is known: an intruder may have one of theirs."""
    credential, heads = np.zeros(len(graph), dtype=np.bool_), graph.heads
    credential[graph.of_kinds(["credential"])] = True
    known = {_source(graph.ids[at]) for at in np.unique(heads[credential[graph.tails]]).tolist()}
    return [at for at in entries(graph, ["principal"]) if _source(graph.ids[at]) not in known]


def _source(name: str) -> str:
    return name.partition(":")[0]


def declared(graph: Graph, names: Iterable[str]) -> list[Protected]:
    """Return the nodes that a person names, one name per line; lines that begin with # are ignored.

    Raises UsageError.
    """
    wanted = [one.strip() for one in names]
    return [Protected(node(graph, one), "declared") for one in wanted if one and not one.startswith("#")]


def proposed(graph: Graph) -> list[Protected]:
    """Propose nodes to protect: administration of a system, keys to other systems, and code."""
    code = {one.provider for one in PRODUCTS if one.is_code}
    read = _read(graph)
    found = []
    for at, one in enumerate(graph.ids):
        kind = graph.node_kinds[graph.node_kind[at]]
        if kind == "administration":
            found.append(Protected(at, "it grants and revokes permissions there"))
        elif one.endswith((":secrets", ":parameters")):
            found.append(Protected(at, "secrets in it may open other systems"))
        elif ":secret:arn:" in one and at in read:
            found.append(Protected(at, "secrets stored in it may open other systems"))
        elif kind == "resource" and one.endswith(":data") and one.partition("@")[0] in code:
            found.append(Protected(at, "code is read and changed there"))
    return found


def _read(graph: Graph) -> frozenset[int]:
    """Return the nodes that a step reads; a secret without such a step is left out."""
    kinds = [at for at, kind in enumerate(graph.kinds) if kind == "reads"]
    return frozenset(graph.heads[graph.kind == kinds[0]].tolist()) if kinds else frozenset()
