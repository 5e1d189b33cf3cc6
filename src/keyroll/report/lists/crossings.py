"""Ways from one declared segment of the network into another: connections seen, and credentials that fit."""

from keyroll.report.listing import Listing, ListRequest
from keyroll.store.relations import build
from keyroll.store.session import Session


def _connections(session: Session, _request: ListRequest) -> None:
    """Make what was seen of connections, which needs the events."""
    build(session, "segment_crossings")


LISTING = Listing(
    "ways between declared segments of the network, without a gate that asks for a sign-in",
    "SELECT * FROM segment_crossings",
    ("origin", "target", "ungated", "credentials", "hosts", "because"),
    "ungated DESC NULLS LAST, credentials DESC, origin, target",
    key="origin",
    prepare=_connections,
    filled_by="segments of the network are declared in register/survey/segments.csv; connections come from logs of "
    "Zeek and VPC flows",
    examples=("ungated > 0", "hosts IS NOT NULL"),
)
