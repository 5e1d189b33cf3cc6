"""The facade: the graph of an open home, and the questions of ``keyroll reach`` to it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from keyroll.errors import NothingToDo, UsageError
from keyroll.reach.aws.account import read_account
from keyroll.reach.changes import COSTS
from keyroll.reach.export import FORMATS, mermaid_of
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.bypass import Bypass, bypasses, weak
from keyroll.reach.graph.change import changed, no_longer_reached
from keyroll.reach.graph.closure import Reached, falls, reaches
from keyroll.reach.graph.cut import Cut, minimum_cut
from keyroll.reach.graph.paths import Way
from keyroll.reach.graph.twins import distinct
from keyroll.reach.inventory.dumps import dumps, listed, organisation
from keyroll.reach.inventory.evaluating import evaluated_of, read_of, unevaluated
from keyroll.reach.inventory.resource_notes import resource_notes
from keyroll.reach.inventory.steps import graph_of
from keyroll.reach.least.asking import least_of
from keyroll.reach.least.languages.aws import DUMP
from keyroll.reach.naming import change as read_change
from keyroll.reach.naming import node
from keyroll.reach.narrowing import Least
from keyroll.reach.protected import OUTSIDE, Protected, declared, entries, proposed
from keyroll.reach.story import StoryStep, placed, story_steps
from keyroll.reach.system import SystemListing, SystemReads
from keyroll.report import listing
from keyroll.store.home import Home
from keyroll.store.relations import give
from keyroll.store.session import Session

__all__ = ["FORMATS", "Least", "Reach", "Reached", "least_privilege", "reach_graph"]
Ways = Sequence[tuple[Way, tuple[int, ...]]]
#: By the acts of each subject itself: a finding about several has the acts of all. A host has no acts of its own.
_FIRST_USES: Final = """
WITH found AS (SELECT * FROM last_evidence WHERE story = $story), own AS (
    SELECT f.subject, min(f.happened_at) AS first FROM (SELECT DISTINCT subject FROM found) s
    LEFT JOIN identifiers i ON i.identifier = s.subject
    JOIN found f ON true JOIN events e ON e.source = f.source AND e.log = f.log AND e.event_id = f.event_id
    LEFT JOIN identifiers a ON a.identifier = coalesce(e.credential, e.actor)
    WHERE coalesce(i.id, s.subject) = coalesce(a.id, e.credential, e.actor) AND f.subject = s.subject GROUP BY ALL
)
SELECT subject, coalesce(any_value(own.first), min(happened_at)) AS first
FROM found LEFT JOIN own USING (subject) GROUP BY subject
"""


def reach_graph(home: Home) -> tuple[Graph, list[str], list[str]]:
    """Return the graph of a home, what could not be read for it, and what was read and not evaluated.

    Raises NothingToDo.
    """
    with listing.reading(home) as session:
        pages, faults = dumps(home, session)
        accounts = {source: read_account(bodies) for source, bodies in pages.items()}
        listings, lost = listed(home, session)
        others, unread = evaluated_of(session, listings)
        limits, left_out = organisation(home, session)
        graph = graph_of(session, accounts, home.clock.now().timestamp(), others, limits)
        notes = [note for name, one in others.items() if (note := unevaluated(name, one))]
        notes += resource_notes(session, accounts).values()
        return graph, [*faults, *lost, *unread, *left_out], notes


def least_privilege(home: Home, name: str, window: timedelta, shown: Collection[str] = ()) -> Least:
    """Return narrower entitlements of a principal by its calls within a window that ends now.

    ``shown`` are words for what the log shows all of. Raises NothingToDo if no list of entitlements or no log is
    there, UsageError for an unknown name, or where an entitlement cannot be read.
    """
    with listing.reading(home) as session:
        pages, faults = dumps(home, session)
        listings, lost = listed(home, session)
        accounts = {
            source: SystemReads(source, {DUMP: SystemListing(tuple(bodies))}) for source, bodies in pages.items()
        }
        least = least_of(session, read_of(session, listings) | accounts, name, home.clock.now() - window, shown)
        return replace(least, faults=(*faults, *lost))


@dataclass(frozen=True, slots=True)
class Reach:
    """Questions to one graph. Names are ids, last parts of ids or names; each method raises UsageError for others."""

    graph: Graph
    protected: tuple[Protected, ...]
    faults: tuple[str, ...] = ()
    #: What was read and not evaluated: it may allow more than the graph shows.
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, home: Home, protect: Iterable[str] = (), *, known: bool = False) -> "Reach":
        """Open the graph of a home, of its known steps alone where ``known``. Raises NothingToDo, UsageError."""
        graph, faults, notes = reach_graph(home)
        graph = graph.certain if known else graph
        return cls(graph, tuple(declared(graph, protect) or proposed(graph)), tuple(faults), tuple(notes))

    def id(self, name: str) -> str:
        """Return the id of what a person calls so."""
        return self.graph.ids[node(self.graph, name)]

    def name(self, name: str) -> str:
        """Return the name of what a person calls so."""
        return self.graph.names[node(self.graph, name)]

    def falls(self, start: str) -> Reached:
        """Return what can be reached from a node."""
        return falls(self.graph, [node(self.graph, start)])

    def reaches(self, end: str) -> Reached:
        """Return what can reach a node."""
        return reaches(self.graph, [node(self.graph, end)])

    def paths(self, start: str, end: str, count: int) -> Ways:
        """Return shortest ways that differ in more than the choice among nodes that are alike."""
        return distinct(self.graph, node(self.graph, start), node(self.graph, end), count)

    def chart(self, ways: Ways) -> str:
        """Return ways as a Mermaid chart."""
        return mermaid_of(self.graph, [way for way, _ in ways])

    def bypasses(self) -> Iterator[tuple[Protected, list[Bypass]]]:
        """Yield what is protected with the classes of ways around the phishing-resistant factor."""
        begin = entries(self.graph)
        for one in self.protected:
            yield one, bypasses(self.graph, begin, one.node)

    def cut(self, start: str | None) -> Cut:
        """Return the cheapest changes between a node, or all that is outside, and what is protected.

        The node is taken as leaked: what it reaches is changed, not the node.
        """
        targets = [one.node for one in self.protected]
        if start is not None:
            return minimum_cut(weak(self.graph), [node(self.graph, start)], targets, COSTS)
        begin = [one for one in entries(self.graph, OUTSIDE) if one not in targets]
        return minimum_cut(weak(self.graph), begin, targets, COSTS)

    def what_if(self, start: str | None, text: str) -> tuple[list[int], int, int]:
        """Return what is no longer reached after a change, and how many entries had and have a way without a
        phishing-resistant factor to what is protected."""
        begin = entries(self.graph) if start is None else [node(self.graph, start)]
        after = changed(self.graph, read_change(self.graph, text))
        lost = no_longer_reached(self.graph, after, begin)
        return lost, self._open(begin), replace(self, graph=after)._open(begin)

    def story(self, home: Home, name: str) -> list[StoryStep]:
        """Return what the intruder of a story of the last hunt could reach from what he held, and since when.

        The steps are those of the graph as it is now. Raises NothingToDo where no hunt was kept, UsageError.
        """
        with listing.reading(home) as session:
            return list(story_steps(self.graph, placed(session, self.graph, _first_uses(home, session, name))))

    def _open(self, begin: Iterable[int]) -> int:
        able = set(reaches(weak(self.graph), [one.node for one in self.protected]).nodes.tolist())
        return len(able & set(begin) - {one.node for one in self.protected})


def _first_uses(home: Home, session: Session, name: str) -> list[tuple[str, datetime]]:
    """Return when each subject of a story was used by the intruder first. Raises NothingToDo, UsageError."""
    for kept, relation in (("hunt/stories", "last_stories"), ("hunt/evidence", "last_evidence")):
        if not home.lake.view(session, kept, relation):
            raise NothingToDo("no hunt was kept", hint="begin with: keyroll hunt")
        give(session, relation)
    known = [str(one) for (one,) in session.tuples("SELECT id FROM last_stories ORDER BY first_at, id")]
    stories = [one for one in known if one.startswith(name)]
    if len(stories) != 1:
        what = f"{len(stories)} stories begin with" if stories else "no story of the last hunt begins with"
        some = ", ".join(one[:8] for one in stories or known) or "none: run keyroll hunt"
        raise UsageError(f"{what} {name!r}", hint=f"stories: {some}")
    rows = session.rows(_FIRST_USES, {"story": stories[0]})
    return [(str(row["subject"]), row["first"]) for row in rows if isinstance(row["first"], datetime)]
