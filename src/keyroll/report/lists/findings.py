"""Findings of the last hunt."""

from keyroll.detection.last import last
from keyroll.errors import NothingToDo
from keyroll.report.listing import Listing, ListRequest, refuse
from keyroll.store.relations import set_variable
from keyroll.store.session import Session


def hunted(session: Session, request: ListRequest, table: str) -> None:
    """Make a table of the last hunt. Raises NothingToDo, and UsageError if its earlier state is unknown."""
    refuse(request, known_at="a hunt stores no time of its run; use --at, which selects findings by their last event")
    if not last(session, request.home, table):
        raise NothingToDo("nothing was hunted yet", hint="run: keyroll hunt")


def _prepare(session: Session, request: ListRequest) -> None:
    hunted(session, request, "findings")
    set_variable(session, "at_time", request.times.at)


LISTING = Listing(
    "findings of the last hunt",
    "SELECT * FROM last_findings WHERE getvariable('at_time') IS NULL OR detected_at <= getvariable('at_time')",
    ("title", "severity", "detected_at", "subject", "because"),
    "detected_at DESC, severity_id DESC, id",
    _prepare,
    prepares_events=False,
    folded=False,
    time="detected_at",
    then="keyroll list events --pivot {id}",
    examples=("severity = 'high'", "subject LIKE 'jira@%'"),
)
