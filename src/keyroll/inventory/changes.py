"""What changed in the inventory, each change with its time and the address of the observation that shows it.

A listing shows a change late: it lies between the sight before (``not_before``) and the one that shows it
(``shown_at``). A log gives the moment itself. What a listing and a log both show stands twice, once for each of them.
"""

from datetime import datetime

from keyroll.store.relations import build, set_variable
from keyroll.store.session import Session


def changes(session: Session, now: datetime) -> None:
    """Make ``inventory_changes``; ``now`` decides what has expired."""
    set_variable(session, "now_time", now)
    build(session, "inventory_changes")
