"""The nodes that an intruder could reach, computed again after each new credential or host."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.closure import falls
from keyroll.store.relations import build
from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class HeldThing:
    """The first use of a subject by an intruder: its ``nodes`` in the graph, none if the graph lacks it."""

    at: datetime
    subject: str
    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StoryStep:
    """The nodes that a subject brought within reach, each with whether all steps to it are known."""

    held: HeldThing
    reached: tuple[tuple[int, bool], ...]


def placed(session: Session, graph: Graph, first: Iterable[tuple[str, datetime]]) -> list[HeldThing]:
    """Return the nodes of a story's subjects in a graph, by the time of first use.

    A subject is a credential's identifier, a principal, or a host by its address or name (``zeek@main:host:10.3.0.1``).
    """
    build(session, "identifiers", "reach_hosts")
    credentials = {str(one): str(of) for one, of in session.tuples("SELECT identifier, id FROM identifiers")}
    hosts: dict[str, set[str]] = {}
    for host, name, address in session.tuples("SELECT DISTINCT host, name, address FROM reach_hosts"):
        for called in (str(name).lower(), str(address)):
            hosts.setdefault(called, set()).add(str(host))
    found = []
    for subject, at in sorted(first, key=lambda one: (one[1], one[0])):
        name = subject.partition(":host:")[2].lower()
        ids = hosts.get(name, set()) if name else {subject, credentials.get(subject, subject)}
        found.append(HeldThing(at, subject, tuple(sorted(graph.place[one] for one in ids if one in graph.place))))
    return found


def story_steps(graph: Graph, held: Sequence[HeldThing]) -> Iterator[StoryStep]:
    """Yield the nodes that each subject newly brings within reach, or makes certain."""
    start: list[int] = []
    before: dict[int, bool] = {}
    for one in held:
        start += one.nodes
        reached = falls(graph, start) if start else None
        after = dict(zip(reached.nodes.tolist(), reached.certain.tolist(), strict=True)) if reached else {}
        gained = [(node, sure) for node, sure in after.items() if node not in before or (sure and not before[node])]
        yield StoryStep(one, tuple((node, sure) for node, sure in gained if node not in one.nodes))
        before = after
