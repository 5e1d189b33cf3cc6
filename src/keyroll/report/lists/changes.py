"""Changes of the inventory."""

from keyroll.inventory.changes import changes, first_uses, take_changes
from keyroll.report.listing import Listing, ListRequest
from keyroll.store.session import Session


def _prepare(session: Session, request: ListRequest) -> None:
    # As of another time the changes follow from an earlier inventory.
    kept = not request.times.travels and take_changes(session, request.home)
    if not (kept or request.events):
        first_uses(session, request.home)
    changes(session, request.now)


LISTING = Listing(
    "changes in the inventory",
    "SELECT * FROM inventory_changes",
    ("shown_at", "what", "name", "detail"),
    "shown_at DESC, id, what, became, event_id",
    _prepare,
    prepares_events=False,
    time="shown_at",
    examples=("what = 'state changed'", "what = 'privilege granted'", "changed_by LIKE 'aws@%'"),
)
