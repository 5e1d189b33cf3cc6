"""What changed in the inventory."""

from keyroll.inventory.changes import changes, first_uses, take_changes
from keyroll.report.listing import Asked, Listing
from keyroll.store.session import Session


def _prepare(session: Session, asked: Asked) -> None:
    # As of another time the changes follow from another inventory.
    kept = not asked.times.travels and take_changes(session, asked.home)
    if not (kept or asked.events):
        first_uses(session, asked.home)
    changes(session, asked.now)


LISTING = Listing(
    "changes in the inventory",
    "SELECT * FROM inventory_changes",
    ("shown_at", "what", "name", "detail"),
    "shown_at, id, what, became, event_id",
    _prepare,
    prepares_events=False,
    time="shown_at",
    examples=("what = 'state changed'", "what = 'privilege granted'", "changed_by LIKE 'aws@%'"),
)
