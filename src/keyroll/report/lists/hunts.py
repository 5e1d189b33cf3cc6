"""The saved hunts that come with keyroll."""

from keyroll.report.listing import Asked, Listing
from keyroll.report.saved import own
from keyroll.store.session import Session


def _prepare(session: Session, _asked: Asked) -> None:
    known = list(own().values())
    names = ("name", "title", "question", "sql")
    session.load_columns(
        "saved_hunts", dict.fromkeys(names, "VARCHAR"), {one: [getattr(hunt, one) for hunt in known] for one in names}
    )


LISTING = Listing(
    "saved hunts",
    "SELECT * FROM saved_hunts",
    ("name", "question"),
    "name",
    _prepare,
    prepares_events=False,
    folded=False,
    key="name",
    examples=("question LIKE '%token%'",),
)
