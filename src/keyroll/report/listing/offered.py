"""What the session of a list is offered: the inventory, what was observed, what is reached, and judgements that a sync
keeps until something that they were worked out of, or the time of day, changes them."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Final, cast

from keyroll.inventory.published import MADE_OF, code, is_whole, offer_inventory, open_inventory
from keyroll.inventory.standing import STANDING
from keyroll.model.ids import digest
from keyroll.store.home import Home
from keyroll.store.kept import is_kept, keep, offer_kept, stands
from keyroll.store.relations import build, offer, recipe
from keyroll.store.session import Session
from keyroll.version import VERSION

#: The relations that are judged at a moment, and where they are kept.
_KEPT: Final = MappingProxyType({name: f"kept/{name}" for name in ("posture", "shadow")})


def offer_now(session: Session, home: Home, *, whole: bool) -> bool:
    """Offer what is known now, or make it where it is wanted ``whole``; return whether there is an inventory."""
    if not _offer_facts(session, home, whole=whole):
        return False
    for name, table in _KEPT.items():
        offer_kept(session, home.lake, table, partial(_mark, home), name, _moment(session))
    if whole:
        build(session, "observed", "reach_of")
    return True


def keep_judged(home: Home) -> None:
    """Keep what is judged as of now for the lists after this sync. The caller holds the lease."""
    mark = _mark(home)
    if all(is_kept(home.lake, table, mark, home.clock.now()) for table in _KEPT.values()):
        return
    from keyroll.posture.judge import queries
    from keyroll.store.turns import NoTurns, next_turn

    with home.session() as session:
        if not (is_whole(session, home) and _offer_facts(session, home, whole=False)):
            return
        build(session, *_KEPT)
        now = ends = _moment(session)
        with suppress(NoTurns):  # else it holds at this moment alone, which is the one of a clock that stands still
            ends = next_turn(session, STANDING, *_KEPT, also={"posture_answers": queries()})
        for name, table in _KEPT.items():
            keep(session, home.lake, name, table, mark, (now, ends))


def _offer_facts(session: Session, home: Home, *, whole: bool) -> bool:
    if not (open_inventory(session, home) if whole else offer_inventory(session, home, home.clock.now())):
        return False
    openers: dict[str, Callable[[], object]] = {
        "observed": partial(_observed, session, home), "reach_of": partial(_reach, session, home)
    }  # fmt: skip
    offer(session, openers)
    return True


def _moment(session: Session) -> datetime:
    return cast("datetime", session.one(f"SELECT getvariable('{STANDING}')"))


def _observed(session: Session, home: Home) -> None:
    from keyroll.intake.surveys import observations_view

    observations_view(session, home.lake, "observed")


def _reach(session: Session, home: Home) -> None:
    from keyroll.reach.blast.keeping import take_reach

    take_reach(session, home)


def _mark(home: Home) -> str:
    # What the inventory was made of names all that came in.
    return digest(VERSION, code("posture"), recipe(*_KEPT), stands(home.lake, MADE_OF, "kept/reach_of"))
