"""The facade: credentials that an incident's exposed ones can obtain, and their addition to the incident."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from keyroll.api._home import Service
from keyroll.api.incidents import Incidents, add_to_scope
from keyroll.api.reaching import Reach
from keyroll.errors import UsageError
from keyroll.model.truth import Truth
from keyroll.reach.blast.counting import privileges
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.paths import told
from keyroll.reach.obtaining import Obtained, obtained
from keyroll.report import listing
from keyroll.report.item_reach import item_reach
from keyroll.response import obtainable as left
from keyroll.response.campaign import Status
from keyroll.response.item_reach import UNKNOWN_REACH
from keyroll.response.obtainable import Obtainable, Obtainables, ObtainingStep, WidenedByReach, grouped
from keyroll.store.relations import build
from keyroll.store.session import Session

_KNOWN: Final = """
SELECT c.id, c.source, coalesce(c.owner, '') AS owner,
    EXISTS (SELECT 1 FROM principals p WHERE p.principal = c.id AND p.kind = 'human') AS person
FROM credentials c WHERE c.id IN (SELECT unnest($ids::VARCHAR[]))
"""
_DEAD: Final = "proven dead: the graph has active credentials only, so its earlier reach is unknown"
_TODAY: Final = "SELECT identifier, id FROM identifiers WHERE identifier IN (SELECT unnest($ids::VARCHAR[]))"


@dataclass(frozen=True, slots=True)
class _Scope:
    """The items of an incident by current ids, and the reasons why other credentials are not proposed."""

    state: Status
    names: Mapping[str, str]
    left_out: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Proposals(Service):
    """Computes the credentials that exposed ones can obtain, and adds them to the incident."""

    def obtainable(self, name: str) -> Obtainables:
        """Return the credentials that an incident's exposed ones can obtain with their entitlements.

        The steps are from the current graph. Raises UsageError for a planned rotation, NothingToDo.
        """
        return self._found(name, Reach.of(self.home))

    def widen(self, name: str, *, because: str, by: str, certain_only: bool = False) -> WidenedByReach:
        """Add the credentials that the exposed ones can obtain, each with its path as the reason, signed.

        The step repeats until no further credential follows: a second call adds nothing. Credentials that a person
        removed from scope stay out. Raises UsageError, NothingToDo.
        """
        if not because.strip():
            raise UsageError("a wider scope needs a reason", hint="add --because")
        asked, added = Reach.of(self.home), dict[str, Obtainable]()
        while True:
            found = self._found(name, asked)
            new = [one for one in found.proposed(certain_only=certain_only) if one.identifier not in added]
            if not new:
                counts = dict(found.left_out(certain_only=certain_only))
                return WidenedByReach(tuple(added.values()), tuple(_without(counts, added.values())))
            add_to_scope(Incidents(self.home), name, {one.identifier: f"{one.reason}: {because}" for one in new}, by=by)
            added |= {one.identifier: one for one in new}

    def _found(self, name: str, asked: Reach) -> Obtainables:
        state, graph = Incidents(self.home).status(name), asked.graph
        if state.incident.planned:
            raise UsageError(
                f"{name} is a planned rotation: its credentials are not exposed",
                hint="see the reach of a credential: keyroll reach CREDENTIAL",
            )
        exposed = {one.item.identifier: one.item.sure for one in state.standings}
        had = {graph.place[one]: sure for one, sure in exposed.items() if one in graph.place}
        ways = list(obtained(graph, had))
        with listing.reading(self.home, events=False, whole=False) as session:
            build(session, "credentials", "principals", "identifiers")
            scope = self._scope(session, state)
            found = list(_obtainables(session, privileges(graph), scope, ways, had))
            credentials = {*exposed, *(one.identifier for one in found if one.is_credential)}
            dead = {one.item.identifier for one in state.standings if one.proven(state.incident.policy)}
            unread = grouped(_unread(session, credentials, dead))
        ordered = sorted(found, key=lambda one: (one.in_incident, not one.certain, one.name, one.identifier))
        return Obtainables(name, len(exposed), tuple(ordered), unread, asked.faults)

    def _scope(self, session: Session, state: Status) -> _Scope:
        name = state.incident.name
        added = {one.identifier for one in self.home.ledger.widenings(name)}
        out = {one.identifier: f"taken out of scope by {one.person}: {one.reason}" for one in state.narrowed}
        ids = dict.fromkeys(sorted({*added, *out}))
        today = {str(old): str(new) for old, new in session.tuples(_TODAY, {"ids": list(ids)})}
        names = {one.item.identifier: one.item.name or one.item.identifier for one in state.standings}
        left_out = {today.get(one, one): left.IN_INCIDENT for one in added} | dict.fromkeys(names, left.IN_INCIDENT)
        return _Scope(state, names, left_out | {today.get(one, one): why for one, why in out.items()})


def _obtainables(
    session: Session, graph: Graph, scope: _Scope, ways: Collection[Obtained], had: Mapping[int, bool]
) -> Iterator[Obtainable]:
    ids = [graph.ids[one.node] for one in ways]
    known = {str(row["id"]): row for row in session.rows(_KNOWN, {"ids": ids})}
    for way, identifier in zip(ways, ids, strict=True):
        row, kind = known.get(identifier), graph.node_kinds[graph.node_kind[way.node]]
        steps = tuple(
            ObtainingStep(
                graph.ids[one.start], graph.ids[one.end], one.kind, one.detail.reason, one.detail.evidence,
                one.detail.because,
            )
            for one in told(graph, way.way)
        )  # fmt: skip
        why = scope.left_out.get(identifier, "")
        if not why and kind != left.CREDENTIAL:
            why = left.NO_CREDENTIAL
        elif not why and row is not None and row["person"]:
            why = left.PERSON
        start = graph.ids[way.way[0]]
        yield Obtainable(
            identifier, graph.names[way.node], kind, str(row["source"]) if row else identifier.partition(":")[0],
            str(row["owner"]) if row else "", scope.names.get(start, start),
            _truth(steps, certain=way.certain, exposed=graph.names[way.way[0]], sure=had[way.way[0]]), steps, why,
        )  # fmt: skip


def _truth(steps: Iterable[ObtainingStep], *, certain: bool, exposed: str, sure: bool) -> Truth:
    if certain:
        return Truth.yes()
    doubts = [] if sure else [f"whether {exposed} was exposed is not known"]
    doubts += [one.because for one in steps if one.because]
    return Truth.unknown("; ".join(dict.fromkeys(doubts)))


def _unread(session: Session, credentials: Collection[str], dead: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the credentials that may obtain more than is known, with the reason."""
    reach = item_reach(session, credentials)
    for one in sorted(credentials):
        if one not in reach and one in dead:
            yield one, _DEAD
        elif because := reach.get(one, UNKNOWN_REACH).because:
            yield one, because


def _without(counts: Mapping[str, int], added: Collection[Obtainable]) -> Iterator[tuple[str, int]]:
    """Yield the number left out by reason; credentials that this call added are not counted."""
    for why, count in counts.items():
        rest = count - len(added) if why == left.IN_INCIDENT else count
        if rest > 0:
            yield why, rest
