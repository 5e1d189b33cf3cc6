"""Input that could not be read, with position and reason."""

from keyroll.report.listing import Listing, ListRequest, refuse
from keyroll.store.light import quarantined
from keyroll.store.relations import load
from keyroll.store.session import Session

#: The columns of ``quarantine``: the members of a row of the ledger.
_COLUMNS = ("source", "log_or_endpoint", "file", "place", "reason", "raw", "first_seen_at")


def _prepare(session: Session, request: ListRequest) -> None:
    refuse(request, at="unreadable input has no time of its own; use --known-at, which selects by the time of input")
    known_at = request.times.known_at
    rows = [
        row
        for row in quarantined(request.home)
        if known_at is None or (row.first_seen_at is not None and row.first_seen_at <= known_at)
    ]
    load(session, "quarantine", {name: [getattr(row, name) for row in rows] for name in _COLUMNS})


LISTING = Listing(
    "pieces of input that could not be read, with place and reason",
    "SELECT * FROM quarantine",
    ("file", "place", "reason", "source"),
    "first_seen_at DESC NULLS LAST, file, place, reason",
    _prepare,
    prepares_events=False,
    folded=False,
    time="first_seen_at",
    key="file",
    examples=("source = 'okta@main'",),
)
