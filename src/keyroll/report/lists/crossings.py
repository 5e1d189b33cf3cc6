"""Paths from one declared segment of the network into another: observed connections, and credentials that fit."""

from typing import Final

from keyroll.reach.blast.keeping import take_crossings
from keyroll.report.listing import Listing, ListRequest
from keyroll.store.relations import build, catalogue, load
from keyroll.store.session import Session

_DECLARED: Final = "SELECT count(*) > 0 FROM segment_networks"


def _connections(session: Session, request: ListRequest) -> None:
    """Make the crossings: none if no segment is declared, else from the events that a sync kept, or from all events."""
    build(session, "segment_networks")
    if not session.one(_DECLARED):
        load(session, "segment_crossings", dict.fromkeys(catalogue()["segment_crossings"].types, ()))
        return
    if not request.events and not take_crossings(session, request.home):
        from keyroll.intake.view import events_view

        events_view(session, request.home.lake)
    build(session, "segment_crossings")


LISTING = Listing(
    "paths between declared segments of the network without a gate that requires a sign-in",
    "SELECT * FROM segment_crossings",
    ("origin", "target", "ungated", "credentials", "hosts", "because"),
    "ungated DESC NULLS LAST, credentials DESC, origin, target",
    key="origin",
    prepare=_connections,
    prepares_events=False,
    filled_by="segments of the network are declared in register/survey/segments.csv; connections come from logs of "
    "Zeek and VPC flows",
    examples=("ungated > 0", "hosts IS NOT NULL"),
)
