"""The rules of the steps of paths, read from the last listings of their sources."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from keyroll.errors import KeyrollError
from keyroll.intake.opening import Address, page_bodies
from keyroll.intake.surveys import observations_view
from keyroll.model.json import Json
from keyroll.reach.aws.rules import rules
from keyroll.reach.graph.arrays import Graph
from keyroll.reach.graph.paths import Way, told
from keyroll.reach.inventory.dumps import DUMP, latest_dumps
from keyroll.reach.rules import Asked, ListingPage, Rule
from keyroll.store.home import Home

Rules = Mapping[tuple[str, str], tuple[Rule, ...]]


def rules_of(home: Home, graph: Graph, ways: Iterable[Way]) -> tuple[Rules, tuple[str, ...]]:
    """Return the rules of each step of paths, by the ids of its ends, and why those of some sources are missing.

    A step of another system than AWS has none.
    """
    by_source: dict[str, dict[tuple[str, str], Asked]] = {}
    for step in (step for way in ways for step in told(graph, way)):
        start, end = graph.ids[step.start], graph.ids[step.end]
        asked = Asked(start, end, step.kind, step.detail.evidence)
        if start.startswith("aws@"):
            by_source.setdefault(start.partition(":")[0], {})[start, end] = asked
    if not by_source:
        return {}, ()
    with home.session() as session:
        observations_view(session, home.lake, "observed")
        addresses = [one for one in latest_dumps(session) if one[1] == DUMP and one[0] in by_source]
    found: dict[tuple[str, str], tuple[Rule, ...]] = {}
    faults = []
    for source, steps in by_source.items():
        own = [one for one in addresses if one[0] == source]
        try:
            found |= rules(partial(_pages, home, own), source, list(steps.values()))
        except KeyrollError as error:
            faults.append(f"the rules of the steps in {source} are not shown: {error}")
    return found, tuple(faults)


def _pages(home: Home, addresses: Iterable[Address]) -> Iterator[tuple[ListingPage, Json]]:
    for address in addresses:
        known = home.ledger.raw(address[2])
        place = ListingPage(known.file if known else address[2], address[3])
        yield from ((place, body) for body in page_bodies(home, address))
