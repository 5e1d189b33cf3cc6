"""Paths from one declared segment of the network into another: observed connections, and credentials that fit."""

from typing import Final

from keyroll.intake.view import events_of_logs
from keyroll.report.listing import Listing, ListRequest
from keyroll.store.relations import build, catalogue, load
from keyroll.store.session import Session

#: The logs of connections for ``segment_crossings``.
_LOGS: Final = ("zeek.conn", "aws.vpc_flows", "gcp.vpc_flows")
_DECLARED: Final = "SELECT count(*) > 0 FROM observed WHERE entity = 'segment'"


def _connections(session: Session, request: ListRequest) -> None:
    """Make the observed connections, which needs the events of their logs; none if no segment is declared."""
    build(session, "observed")
    if not session.one(_DECLARED):
        load(session, "segment_crossings", dict.fromkeys(catalogue()["segment_crossings"].types, ()))
        return
    if not request.events:
        events_of_logs(session, request.home.lake, _LOGS)
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
