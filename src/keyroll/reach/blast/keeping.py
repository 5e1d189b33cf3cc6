"""Stores the graph, the reach of each credential and the crossings in events, for commands after a sync.

So no question evaluates the accounts again, and no list builds the graph or reads all events.
"""

from types import MappingProxyType
from typing import Final

from keyroll.intake.surveys import observations_view
from keyroll.inventory.published import MADE_OF, is_whole, open_inventory
from keyroll.model.ids import digest
from keyroll.store.home import Home
from keyroll.store.kept import is_kept, keep, stands, take
from keyroll.store.relations import build, catalogue, load
from keyroll.store.session import Session
from keyroll.version import VERSION

#: The relations of events that ``segment_crossings`` needs.
_CROSSINGS: Final = ("connection_logs", "crossing_flows", "reach_used_from")
#: The relations of the graph, which questions read; ``reach_of`` needs the first, which makes the others.
_GRAPH: Final = ("graph_gaps", "graph_nodes", "graph_details", "graph_steps")
_KEPT: Final = MappingProxyType({name: f"kept/{name}" for name in (*_GRAPH, "reach_of", *_CROSSINGS)})


def keep_reach(home: Home) -> None:
    """Store the relations for commands after this sync. The caller holds the lease."""
    marks = {name: _mark(home, name) for name in _KEPT}
    if all(is_kept(home.lake, table, marks[name]) for name, table in _KEPT.items()):
        return
    from keyroll.intake.view import events_view
    from keyroll.reach.inventory.dumps import account_pages

    with home.session() as session:
        if is_whole(session, home) and open_inventory(session, home):
            observations_view(session, home.lake, "observed")
            events_view(session, home.lake)
            account_pages(session, home)
            build(session, "reach_of", *_CROSSINGS)
            for name, table in _KEPT.items():
                keep(session, home.lake, name, table, marks[name])


def take_reach(session: Session, home: Home) -> bool:
    """Make ``reach_of`` from the stored rows; False, with no row in it, if there are no current rows."""
    if _take(session, home, "reach_of"):
        return True
    load(session, "reach_of", {name: [] for name in catalogue()["reach_of"].types})
    return False


def take_graph(session: Session, home: Home) -> bool:
    """Make the relations of the graph from the stored rows; False if there are no current rows."""
    return all(_take(session, home, name) for name in _GRAPH)


def take_crossings(session: Session, home: Home) -> bool:
    """Make the event relations of ``segment_crossings`` from stored rows; False if some are missing."""
    return all(_take(session, home, name) for name in _CROSSINGS)


def _take(session: Session, home: Home, name: str) -> bool:
    return take(session, home.lake, _KEPT[name], _mark(home, name), name)


def _mark(home: Home, name: str) -> str:
    # The inventory's mark covers all imported data. A mark of the code as well takes longer than most lists.
    return digest(VERSION, *catalogue()[name].types, stands(home.lake, MADE_OF))
