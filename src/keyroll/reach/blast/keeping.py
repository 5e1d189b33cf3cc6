"""Keeps ``reach_of`` for the commands after a sync, and takes it from there: no list works out the graph."""

from typing import Final

from keyroll.intake.surveys import observations_view
from keyroll.inventory.published import MADE_OF, is_whole, open_inventory
from keyroll.model.ids import digest
from keyroll.store.home import Home
from keyroll.store.kept import is_kept, keep, stands, take
from keyroll.store.relations import build, catalogue, load
from keyroll.store.session import Session
from keyroll.version import VERSION

_KEPT: Final = "kept/reach_of"


def keep_reach(home: Home) -> None:
    """Keep ``reach_of`` for the commands after this sync. The caller holds the lease."""
    mark = _mark(home)
    if is_kept(home.lake, _KEPT, mark):
        return
    from keyroll.intake.view import events_view
    from keyroll.reach.inventory.dumps import account_pages

    with home.session() as session:
        if is_whole(session, home) and open_inventory(session, home):
            observations_view(session, home.lake, "observed")
            events_view(session, home.lake)
            account_pages(session, home)
            build(session, "reach_of")
            keep(session, home.lake, "reach_of", _KEPT, mark)


def take_reach(session: Session, home: Home) -> bool:
    """Make ``reach_of`` as the home keeps it; False, with no row in it, where it keeps none that still holds."""
    if take(session, home.lake, _KEPT, _mark(home), "reach_of"):
        return True
    load(session, "reach_of", {name: [] for name in catalogue()["reach_of"].types})
    return False


def _mark(home: Home) -> str:
    # What the inventory was made of names all that came in. To read the code as well takes longer than most lists.
    return digest(VERSION, *catalogue()["reach_of"].types, stands(home.lake, MADE_OF))
