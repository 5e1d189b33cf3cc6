"""What each posture check says of each credential."""

from keyroll.report.compliance import compliance_finding
from keyroll.report.listing import Listing

LISTING = Listing(
    "answers of posture checks",
    "SELECT * FROM posture",
    ("nhi", "answer", "name", "title", "owner", "because"),
    "try_cast(substr(nhi, 4) AS INTEGER), severity DESC, check_id, answer, name, subject",
    key="subject",
    examples=("nhi = 'NHI7' AND answer = 'yes'", "answer = 'unknown'"),
    ocsf={"compliance_finding": compliance_finding},
)
