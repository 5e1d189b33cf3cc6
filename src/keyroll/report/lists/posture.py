"""What each posture check says of each credential."""

from keyroll.inventory.posture import judge
from keyroll.report.compliance import compliance_finding
from keyroll.report.listing import Asked, Listing
from keyroll.store.session import Session


def judged(session: Session, _asked: Asked) -> None:
    """Make ``posture`` of the inventory as of then."""
    judge.posture(session)


LISTING = Listing(
    "answers of posture checks",
    "SELECT * FROM posture",
    ("nhi", "answer", "name", "title", "owner", "because"),
    "try_cast(substr(nhi, 4) AS INTEGER), severity DESC, check_id, answer, name, subject",
    judged,
    prepares_events=False,
    key="subject",
    examples=("nhi = 'NHI7' AND answer = 'yes'", "answer = 'unknown'"),
    ocsf={"compliance_finding": compliance_finding},
)
