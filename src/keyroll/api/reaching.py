"""The facade: the graph of an open home, and the queries of ``keyroll reach``."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from keyroll.abridged import abridged
from keyroll.api._rules import Rules, rules_of
from keyroll.errors import NothingToDo, UsageError
from keyroll.model.json import Json
from keyroll.reach.blast.keeping import take_graph
from keyroll.reach.blast.stored import evaluation_of, is_timed
from keyroll.reach.changes import COSTS
from keyroll.reach.export import FORMATS, mermaid_of
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.bypass import Bypass, bypasses, weak
from keyroll.reach.graph.change import changed, no_longer_reached
from keyroll.reach.graph.closure import Reached, falls, reaches
from keyroll.reach.graph.cut import Cut, minimum_cut
from keyroll.reach.graph.paths import Way
from keyroll.reach.graph.twins import distinct
from keyroll.reach.inventory.dumps import account_pages, dumps, listed
from keyroll.reach.inventory.evaluating import read_of
from keyroll.reach.inventory.evaluation import evaluate
from keyroll.reach.least.asking import least_of
from keyroll.reach.least.languages.aws import DUMP
from keyroll.reach.naming import change as read_change
from keyroll.reach.naming import node
from keyroll.reach.narrowing import Least
from keyroll.reach.protected import OUTSIDE, Protected, declared, entries, proposed, without_credentials
from keyroll.reach.story import StoryStep, placed, story_steps
from keyroll.reach.system import SystemListing, SystemReads
from keyroll.report import listing
from keyroll.store.home import Home
from keyroll.store.relations import give
from keyroll.store.session import Session

__all__ = ["FORMATS", "Least", "Reach", "Reached", "Rules", "least_privilege", "reach_graph", "rules_of"]
#: The most sources that a sentence names.
_NAMED: Final = 3
Ways = Sequence[tuple[Way, tuple[int, ...]]]
#: By the acts of each subject: a finding about several subjects has the acts of all. A host has no acts.
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
    """Return the graph of a home, the input that could not be read, and the input that was not evaluated.

    The last sync stored it. It is made again if it depends on the time, and after a change of keyroll. Raises
    NothingToDo.
    """
    with home.session() as session:
        found = evaluation_of(session) if take_graph(session, home) and not is_timed(session) else None
    if found is None:
        with listing.reading(home) as session:
            account_pages(session, home)
            found = evaluate(session, home.clock.now().timestamp())
    return found.graph, list(found.faults), list(found.notes)


def least_privilege(home: Home, name: str, window: timedelta, shown: Collection[str] = ()) -> Least:
    """Return narrower entitlements of a principal by its calls within a window that ends now.

    ``shown`` names kinds of calls that the log records completely. Raises NothingToDo without a list of entitlements or
    a log, UsageError for an unknown name or an unreadable entitlement.
    """
    with listing.reading(home) as session:
        faults: dict[str, str] = {}
        pages: dict[str, list[Json]] = {}
        for source, page in dumps(home, session, faults):
            pages.setdefault(source, []).append(page)
        listings, lost = listed(home, session)
        accounts = {
            source: SystemReads(source, {DUMP: SystemListing(tuple(bodies))})
            for source, bodies in pages.items()
            if source not in faults
        }
        least = least_of(session, read_of(session, listings) | accounts, name, home.clock.now() - window, shown)
        return replace(least, faults=(*faults.values(), *lost.values()))


@dataclass(frozen=True, slots=True)
class Reach:
    """Queries to one graph. A name is an id, the last part of an id, or a name; other text raises UsageError."""

    graph: Graph
    protected: tuple[Protected, ...]
    faults: tuple[str, ...] = ()
    #: Input that was read and not evaluated: it may allow more than the graph shows.
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, home: Home, protect: Iterable[str] = (), *, known: bool = False) -> "Reach":
        """Open the graph of a home; with ``known`` it has known steps only. Raises NothingToDo, UsageError."""
        graph, faults, notes = reach_graph(home)
        graph = graph.certain if known else graph
        return cls(graph, tuple(declared(graph, protect) or proposed(graph)), tuple(faults), tuple(notes))

    def node(self, name: str) -> int:
        """Return the number of the node for a name that a person typed."""
        return node(self.graph, name)

    def id(self, name: str) -> str:
        """Return the id for a name that a person typed."""
        return self.graph.ids[node(self.graph, name)]

    def name(self, name: str) -> str:
        """Return the display name for a name that a person typed."""
        return self.graph.names[node(self.graph, name)]

    def falls(self, start: str) -> Reached:
        """Return the nodes that a node can reach."""
        return falls(self.graph, [node(self.graph, start)])

    def reaches(self, end: str) -> Reached:
        """Return the nodes that can reach a node."""
        return reaches(self.graph, [node(self.graph, end)])

    def paths(self, start: str, end: str, count: int) -> Ways:
        """Return paths, certain ones first, then shorter ones; a choice among equal nodes is one path."""
        return distinct(self.graph, node(self.graph, start), node(self.graph, end), count)

    def chart(self, ways: Ways) -> str:
        """Return paths as a Mermaid chart."""
        return mermaid_of(self.graph, [way for way, _ in ways])

    @property
    def entries(self) -> list[int]:
        """The nodes at which an intruder may begin; a principal counts where no credential of its source is known."""
        return [*entries(self.graph), *without_credentials(self.graph)]

    @property
    def unlisted(self) -> str:
        """A sentence about the sources of which no credential is known; empty if there is none."""
        sources = sorted({self.graph.ids[one].partition(":")[0] for one in without_credentials(self.graph)})
        return f"no credential of {abridged(sources, _NAMED)} is known: its principals are entries" if sources else ""

    def bypasses(self) -> Iterator[tuple[Protected, list[Bypass]]]:
        """Yield each protected node with the classes of paths around the phishing-resistant factor."""
        begin = self.entries
        for one in self.protected:
            yield one, bypasses(self.graph, begin, one.node)

    def cut(self, start: str | None, end: str | None = None) -> Cut:
        """Return the cheapest changes that separate one node, else protected nodes, from a node, or from outside.

        The start counts as leaked: its steps are changed, not the node.
        """
        targets = [one.node for one in self.protected] if end is None else [node(self.graph, end)]
        if start is not None:
            return minimum_cut(weak(self.graph), [node(self.graph, start)], targets, COSTS)
        begin = [one for one in entries(self.graph, OUTSIDE) if one not in targets]
        return minimum_cut(weak(self.graph), begin, targets, COSTS)

    def what_if(self, start: str | None, text: str) -> tuple[list[int], int, int]:
        """Return the nodes that are no longer reached after a change.

        It also has the number of entries, before and after, with a path to a protected node without a
        phishing-resistant factor.
        """
        begin = self.entries if start is None else [node(self.graph, start)]
        after = changed(self.graph, read_change(self.graph, text))
        lost = no_longer_reached(self.graph, after, begin)
        return lost, self._open(begin), replace(self, graph=after)._open(begin)

    def story(self, home: Home, name: str) -> list[StoryStep]:
        """Return the nodes that the intruder of a story of the last hunt could reach, and the time of each.

        The steps are from the current graph. Raises NothingToDo without a stored hunt, UsageError.
        """
        with listing.reading(home) as session:
            return list(story_steps(self.graph, placed(session, self.graph, _first_uses(home, session, name))))

    def _open(self, begin: Iterable[int]) -> int:
        able = set(reaches(weak(self.graph), [one.node for one in self.protected]).nodes.tolist())
        return len(able & set(begin) - {one.node for one in self.protected})


def _first_uses(home: Home, session: Session, name: str) -> list[tuple[str, datetime]]:
    """Return the intruder's first use of each subject of a story. Raises NothingToDo, UsageError."""
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
