"""Stories of the last hunt."""

from keyroll.report.listing import Listing, ListRequest, refuse
from keyroll.report.lists.findings import hunted
from keyroll.store.session import Session


def _prepare(session: Session, request: ListRequest) -> None:
    refuse(request, at="a story has no earlier state; list its findings: keyroll list findings --at")
    hunted(session, request, "stories")


LISTING = Listing(
    "stories of the last hunt",
    "SELECT * FROM last_stories",
    ("id", "severity", "contained", "expected_a_week", "last_at", "first_at", "subjects", "high_at"),
    "contained, severity_id DESC, expected_a_week NULLS LAST, last_at DESC, id",
    _prepare,
    prepares_events=False,
    folded=False,
    time="last_at",
    then="keyroll list events --story {id}",
    examples=("NOT contained",),
)
