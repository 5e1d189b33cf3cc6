"""The cost and the instruction of a change, for each kind of node and step.

The costs are whole numbers that order the changes: 1 takes minutes and breaks no use of the step, 3 needs a
project. They are keyroll's defaults; an organisation can set its own.
"""

from collections import Counter
from typing import Final

from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.cut import Costs, Cut

#: Removing a credential or principal affects its users; changing a sign-in affects everybody.
NODES: Final = {"credential": 2, "sign-in": 4, "site": 4}
STEPS: Final = {
    "holds": 2, "member": 1, "passes": 1, "network": 2, "keeps": 1, "stores": 1, "escalates": 1, "assumes": 1,
    "administers": 3, "reads": 3, "changes": 3, "installs": 3, "assigned": 1,
    "lets in": 2, "invokes": 3, "deletes": 3, "decrypts": 3, "exports": 3,
}  # fmt: skip
COSTS: Final = Costs(NODES, STEPS)
_ON_NODES: Final = {
    "credential": "rotate {0}, and give the new value only to its consumers",
    "sign-in": "require a phishing-resistant factor at the {0}",
    "site": "require a phishing-resistant factor at {0}",
}
_ON_STEPS: Final = {
    "holds": "take {1} away from {0}",
    "member": "take {0} out of {1}",
    "passes": "do not let {0} pass the gateway to {1}",
    "network": "put a gate between {0} and the {1}",
    "keeps": "do not use {1} from {0}",
    "stores": "remove the copy of {1} from {0}",
    "escalates": "narrow the policies of {0}, so that they do not lead to {1}",
    "assumes": "do not let {0} assume {1}",
    "administers": "take the right to administer away: {0} to {1}",
    "reads": "take the right to read away: {0} to {1}",
    "changes": "take the right to change away: {0} to {1}",
    "invokes": "take the right to invoke away: {0} to {1}",
    "deletes": "take the right to delete away: {0} to {1}",
    "decrypts": "take the right to decrypt away: {0} to {1}",
    "exports": "take the right to take data out away: {0} to {1}",
    "assigned": "take the app {1} away from {0}",
    "lets in": "close this sign-in path: {0}",
    "installs": "forbid the holders of the {0} to install an app",
}


def sentences(graph: Graph, cut: Cut) -> list[str]:
    """Return one instruction per change; nodes with equal names are distinguished by their ids."""
    shared = {name for name, count in Counter(graph.names).items() if count > 1}
    kinds = [graph.node_kinds[graph.node_kind[one]] for one in cut.nodes]
    on_nodes = [_ON_NODES[kind].format(_named(graph, one, shared)) for kind, one in zip(kinds, cut.nodes, strict=True)]
    return on_nodes + [_step(graph, start, end, shared) for start, end in cut.pairs]


def _step(graph: Graph, start: int, end: int, shared: set[str]) -> str:
    span = range(graph.indptr[start], graph.indptr[start + 1])
    kinds = {graph.kinds[graph.kind[at]] for at in span if graph.heads[at] == end}
    ends = _named(graph, start, shared), _named(graph, end, shared)
    return " and ".join(_ON_STEPS[kind].format(*ends) for kind in sorted(kinds))


def _named(graph: Graph, node: int, shared: set[str]) -> str:
    name = graph.names[node]
    return f"{name} ({graph.ids[node]})" if name in shared else name
