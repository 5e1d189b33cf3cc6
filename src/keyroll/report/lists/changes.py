"""What changed in the inventory."""

from keyroll.inventory.changes import changes
from keyroll.report.listing import Listing, ListRequest
from keyroll.store.session import Session


def _prepare(session: Session, request: ListRequest) -> None:
    changes(session, request.now)


LISTING = Listing(
    "changes in the inventory",
    "SELECT * FROM inventory_changes",
    ("shown_at", "what", "name", "detail"),
    "shown_at DESC, id, what, became, event_id",
    _prepare,
    time="shown_at",
    examples=("what = 'state changed'", "what = 'privilege granted'", "changed_by LIKE 'aws@%'"),
)
