"""The relations that a list's session is offered: the inventory, the observations, the reach, and the judgements that a
sync keeps until an input or the time of day changes them."""

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

#: The relations that depend on the time, and the table that keeps each.
_KEPT: Final = MappingProxyType({name: f"kept/{name}" for name in ("posture", "shadow")})


def offer_now(session: Session, home: Home, *, whole: bool) -> bool:
    """Offer the current state, or make it if the ``whole`` of it is needed; return whether there is an inventory."""
    if not _offer_facts(session, home, whole=whole):
        return False
    for name, table in _KEPT.items():
        offer_kept(session, home.lake, table, partial(_mark, home), name, _moment(session))
    if whole:
        build(session, "observed", "reach_of")
    return True


def keep_judged(home: Home) -> None:
    """Keep the current judgements for the lists after this sync. The caller holds the lease."""
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
        with suppress(NoTurns):  # else it is valid at this time alone, which is that of a fixed clock
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
    # The inputs of the inventory include all that arrived.
    return digest(VERSION, code("posture"), recipe(*_KEPT), stands(home.lake, MADE_OF, "kept/reach_of"))
