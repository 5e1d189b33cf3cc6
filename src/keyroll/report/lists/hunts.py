"""The saved hunts that come with keyroll."""

from keyroll.report.listing import Listing, ListRequest
from keyroll.report.saved import own
from keyroll.store.relations import load
from keyroll.store.session import Session


def _prepare(session: Session, _asked: ListRequest) -> None:
    known = list(own().values())
    columns = ("name", "title", "question", "sql")
    load(session, "saved_hunts", {column: [getattr(hunt, column) for hunt in known] for column in columns})


LISTING = Listing(
    "saved hunts",
    "SELECT * FROM saved_hunts",
    ("name", "question"),
    "name",
    _prepare,
    prepares_events=False,
    folded=False,
    key="name",
    then="keyroll hunt --saved {name}",
    examples=("question LIKE '%token%'",),
)
