"""Keeps for the commands after a sync what each credential reaches, and what events say of crossings.

No list works out the graph, or reads all events for it.
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

#: What ``segment_crossings`` needs of events.
_CROSSINGS: Final = ("connection_logs", "crossing_flows", "reach_used_from")
_KEPT: Final = MappingProxyType({name: f"kept/{name}" for name in ("reach_of", *_CROSSINGS)})


def keep_reach(home: Home) -> None:
    """Keep them for the commands after this sync. The caller holds the lease."""
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
            build(session, *_KEPT)
            for name, table in _KEPT.items():
                keep(session, home.lake, name, table, marks[name])


def take_reach(session: Session, home: Home) -> bool:
    """Make ``reach_of`` as the home keeps it; False, with no row in it, where it keeps none that still holds."""
    if _take(session, home, "reach_of"):
        return True
    load(session, "reach_of", {name: [] for name in catalogue()["reach_of"].types})
    return False


def take_crossings(session: Session, home: Home) -> bool:
    """Make what ``segment_crossings`` needs of events as the home keeps it; False where it does not keep all of it."""
    return all(_take(session, home, name) for name in _CROSSINGS)


def _take(session: Session, home: Home, name: str) -> bool:
    return take(session, home.lake, _KEPT[name], _mark(home, name), name)


def _mark(home: Home, name: str) -> str:
    # What the inventory was made of names all that came in. To read the code as well takes longer than most lists.
    return digest(VERSION, *catalogue()[name].types, stands(home.lake, MADE_OF))
