"""Counts the protected resources and credentials that every node of a graph reaches, by known and by possible steps.

Only privileges count: a step that needs a second secret (a sign-in) or a network is an attack, no privilege.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from keyroll.reach.graph.arrays import Graph, Ints
from keyroll.reach.graph.closure import UNREACHED, came_from
from keyroll.reach.graph.many import counts, reached_by_all
from keyroll.reach.protected import proposed

#: Steps that a principal may take with its entitlements. The others need a second secret or an open network.
_PRIVILEGES: Final = frozenset({
    "holds", "authenticates", "member", "administers", "becomes", "assumes", "escalates", "reads", "changes",
    "contains", "stores", "installs", "runs code", "keeps", "assigned", "invokes", "deletes", "decrypts",
    "exports",
})  # fmt: skip
#: The steps of administration among them; reads and runs of code are left out.
_ADMINISTERING: Final = frozenset({"authenticates", "member", "administers", "becomes", "assumes", "escalates"})
_COUNTED: Final = ("credential", "principal", "role", "third_party")
#: The number of resources whose bits are computed together.
_AT_ONCE: Final = 1024
#: The most reasons in an answer.
_NAMED: Final = 2


@dataclass(frozen=True, slots=True)
class Counted:
    """The reach of one node: by known steps, and by known and possible steps together."""

    node: str
    protected: int
    protected_possible: int
    credentials: int
    credentials_possible: int


@dataclass(frozen=True, slots=True)
class Administering:
    """Whether a node administers its system: yes, no or unknown, with the step as reason."""

    node: str
    answer: str
    because: str


def counted(graph: Graph) -> Iterator[Counted]:
    """Yield the reach of each credential, principal and third party, without itself."""
    granted = privileges(graph)
    protected = [one.node for one in proposed(graph)]
    credentials = _numbers(graph, ("credential",))
    known, possible = granted.certain, granted
    columns = [_reached(one, targets) for targets in (protected, credentials) for one in (known, possible)]
    own = np.zeros(len(graph), dtype=np.int32)
    own[credentials] = 1
    for at in _numbers(graph, _COUNTED):
        there = [int(column[at]) for column in columns]
        yield Counted(graph.ids[at], there[0], there[1], there[2] - int(own[at]), there[3] - int(own[at]))


def privileges(graph: Graph) -> Graph:
    """Return the steps of a graph that need entitlements only."""
    return _of_kinds(graph, _PRIVILEGES)


def administering(graph: Graph, evaluated: Mapping[str, Sequence[str]]) -> Iterator[Administering]:
    """For each principal whose policies were evaluated, by source, yield whether it administers its source."""
    steps = _of_kinds(graph, _ADMINISTERING)
    for source, principals in evaluated.items():
        end = graph.place.get(f"{source}:administration")
        if end is None:
            continue
        sure, maybe = _towards(steps.certain, end), _towards(steps, end)
        for at in (graph.place[one] for one in principals):
            if sure[at] != UNREACHED:
                reasons = _reasons(steps.certain, sure, at, end)
                yield Administering(graph.ids[at], "yes", f"may administer {source}: {reasons}")
            elif maybe[at] != UNREACHED:
                yield Administering(graph.ids[at], "unknown", _unknown(steps, maybe, at, end, source))
            else:
                because = f"no policy that was evaluated leads to the administration of {source}"
                yield Administering(graph.ids[at], "no", because)


def _numbers(graph: Graph, kinds: Sequence[str]) -> list[int]:
    return [int(one) for one in graph.of_kinds(kinds)]


def _of_kinds(graph: Graph, kinds: frozenset[str]) -> Graph:
    wanted = np.array([one in kinds for one in graph.kinds], dtype=np.bool_)
    return graph.keep(wanted[graph.kind]) if len(graph.kinds) else graph


def _reached(graph: Graph, targets: Sequence[int]) -> Ints:
    """Return the number of targets that each node reaches, itself included."""
    total = np.zeros(len(graph), dtype=np.int32)
    for begin in range(0, len(targets), _AT_ONCE):
        component, bits = reached_by_all(graph, targets[begin : begin + _AT_ONCE])
        total += counts(bits, component)
    return total


def _towards(graph: Graph, end: int) -> Ints:
    """For each node, return the next node on a shortest path to the end; UNREACHED if there is no path."""
    return came_from(graph.reverse, end)


def _way(graph: Graph, towards: Ints, start: int, end: int) -> Iterator[int]:
    """Yield the edge numbers of a path."""
    at = start
    while at != end:
        following = int(towards[at])
        yield graph.best_edge(at, following)
        at = following


def _reasons(graph: Graph, towards: Ints, start: int, end: int) -> str:
    said = [graph.details[graph.detail[edge]].reason for edge in _way(graph, towards, start, end)]
    return "; ".join(said[:_NAMED]) + ("; …" if len(said) > _NAMED else "")


def _unknown(graph: Graph, towards: Ints, start: int, end: int, source: str) -> str:
    details = [graph.details[graph.detail[edge]] for edge in _way(graph, towards, start, end)]
    first = next(one for one in details if one.because)
    return f"may administer {source} ({_reasons(graph, towards, start, end)}), unknown: {first.because}"
