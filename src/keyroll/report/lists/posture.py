"""Answers of each posture check about each credential."""

from keyroll.report.compliance import compliance_finding
from keyroll.report.listing import Listing

LISTING = Listing(
    "answers of posture checks",
    "SELECT * FROM posture",
    ("name", "nhi", "answer", "title", "owner", "because"),
    "answer = 'yes' DESC, answer = 'unknown' DESC, severity DESC, try_cast(substr(nhi, 4) AS INTEGER), check_id, name, "
    "subject",
    key="subject",
    then="keyroll report posture",
    examples=("nhi = 'NHI7' AND answer = 'yes'", "answer = 'unknown'"),
    ocsf={"compliance_finding": compliance_finding},
)
