"""Parses names of nodes and sentences of changes that a person writes."""

import re
from typing import Final

from keyroll.errors import UsageError
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.change import Change
from keyroll.reach.graph.model import Strength

_SHOWN: Final = 5
_STRENGTHS: Final = {one.title: one for one in Strength} | {"a certificate": Strength.CERTIFICATE}
_FORMS: Final = (
    "revoke X · segment X from Y · take X out of Y · narrow X · narrow X from Y · require certificate X · "
    "require phishing-resistant X"
)


def node(graph: Graph, name: str) -> int:
    """Return the node of an id, of the last part of an id, or of a name that one node has. Raises UsageError."""
    if name in graph.place:
        return graph.place[name]
    lowered = name.lower()
    found = [at for at, one in enumerate(graph.names) if one.lower() == lowered]
    found = found or [at for at, one in enumerate(graph.ids) if one.lower().endswith((f":{lowered}", f"/{lowered}"))]
    # A credential and its principal share a name: a leak begins at the credential.
    credentials = [at for at in found if graph.node_kinds[graph.node_kind[at]] == "credential"]
    found = credentials if len(credentials) == 1 else found
    if not found:
        close = [graph.ids[at] for at, one in enumerate(graph.names) if lowered in one.lower()][:_SHOWN]
        hint = f"near to it: {', '.join(close)}" if close else "ids are shown by: keyroll reach --format csv"
        raise UsageError(f"nothing is called {name!r} in the graph", hint=hint)
    if len(found) > 1:
        ids = ", ".join(graph.ids[at] for at in found[:_SHOWN])
        raise UsageError(f"{len(found)} nodes have the name {name!r}", hint=f"give one id: {ids}")
    return found[0]


def change(graph: Graph, text: str) -> Change:
    """Return the change that a sentence describes. Raises UsageError."""
    text = text.strip()
    if found := re.fullmatch(r"(?:revoke|remove|delete)\s+(.+)", text, re.IGNORECASE):
        return Change(nodes=(node(graph, found[1]),))
    if found := re.fullmatch(r"segment\s+(.+?)\s+from\s+(.+)", text, re.IGNORECASE):
        return _pairs(graph, found[1], found[2], both=True)
    if found := re.fullmatch(r"narrow\s+(.+?)\s+from\s+(.+)", text, re.IGNORECASE):
        return _pairs(graph, found[1], found[2], both=False)
    if found := re.fullmatch(r"narrow\s+(.+)", text, re.IGNORECASE):
        return _narrowed(graph, found[1])
    if found := re.fullmatch(r"take\s+(.+?)\s+out of\s+(.+)", text, re.IGNORECASE):
        return _pairs(graph, found[1], found[2], both=False)
    for name, strength in _STRENGTHS.items():
        if found := re.fullmatch(rf"require\s+{name}\s+(?:for\s+)?(.+)", text, re.IGNORECASE):
            return Change(guarded=(node(graph, found[1]),), strength=strength)
    raise UsageError(f"{text!r} is no change", hint=f"write one of: {_FORMS}")


def _narrowed(graph: Graph, name: str) -> Change:
    """Remove the steps by which a principal becomes or administers another node; its read steps stay."""
    start = node(graph, name)
    span = range(graph.indptr[start], graph.indptr[start + 1])
    more = {int(graph.heads[at]) for at in span if graph.kinds[graph.kind[at]] in ("escalates", "assumes")}
    if not more:
        hint = "its policies lead to no other principal; name a step: narrow X from Y"
        raise UsageError(f"nothing to narrow for {name!r}", hint=hint)
    return Change(pairs=tuple((start, end) for end in sorted(more)))


def _pairs(graph: Graph, one: str, other: str, *, both: bool) -> Change:
    start, end = node(graph, one), node(graph, other)
    pairs = ((start, end), (end, start)) if both else ((start, end),)
    there = [pair for pair in pairs if pair[1] in graph.heads[graph.indptr[pair[0]] : graph.indptr[pair[0] + 1]]]
    if not there:
        ids = f"{graph.ids[start]} and {graph.ids[end]}"
        raise UsageError(f"no step leads from {one!r} to {other!r}", hint=f"there is none between {ids}")
    return Change(pairs=tuple(there))
