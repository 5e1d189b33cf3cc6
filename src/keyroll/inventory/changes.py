"""Changes of the inventory, each with its time and the address of the observation that shows it.

A listing shows a change late: the change is between the previous observation (``not_before``) and the one that shows it
(``shown_at``). A log gives the exact time. A change that a listing and a log both show has two rows.
"""

from datetime import datetime
from typing import Final

from keyroll.intake.surveys import TABLE, observations_view
from keyroll.intake.view import named_events
from keyroll.inventory.published import MADE_OF, code, is_whole, open_inventory
from keyroll.model.ids import digest
from keyroll.store.home import Home
from keyroll.store.kept import is_kept, keep, stands, take
from keyroll.store.relations import build, set_variable
from keyroll.store.session import Session

#: The table that keeps the changes of a sync.
_KEPT: Final = "kept/recorded_changes"

#: The logs and days of the first use of credentials that are on no list.
_FIRST_USE: Final = (
    "SELECT DISTINCT u.log, u.first_used::DATE FROM credentials c JOIN identifiers i USING (id) "
    "JOIN used u USING (identifier) WHERE c.inferred AND u.first_used IS NOT NULL"
)


def changes(session: Session, now: datetime) -> None:
    """Make ``inventory_changes``; ``now`` decides what has expired."""
    set_variable(session, "now_time", now)
    build(session, "inventory_changes")


def keep_changes(home: Home) -> None:
    """Keep ``recorded_changes`` for the lists after this sync. The caller holds the lease."""
    mark = _mark(home)
    if is_kept(home.lake, _KEPT, mark):
        return
    with home.session() as session:
        if is_whole(session, home) and open_inventory(session, home):
            observations_view(session, home.lake, "observed")
            first_uses(session, home)
            build(session, "recorded_changes")
            keep(session, home.lake, "recorded_changes", _KEPT, mark)


def first_uses(session: Session, home: Home) -> None:
    """Make ``events`` of the days of the first use of credentials that are on no list: changes need no other event."""
    build(session, "credentials", "identifiers", "used")
    named_events(session, home.lake, _FIRST_USE)


def take_changes(session: Session, home: Home) -> bool:
    """Make ``recorded_changes`` from the home's kept table; False if the home keeps no valid one."""
    return take(session, home.lake, _KEPT, _mark(home), "recorded_changes")


def _mark(home: Home) -> str:
    return digest(
        code("intake", "inventory", "providers", "store"),
        stands(home.lake, TABLE, MADE_OF, *home.lake.names("events/")),
    )
