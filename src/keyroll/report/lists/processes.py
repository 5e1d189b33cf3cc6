"""The rotation processes on paper, and whether a run of each was ever proven."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "rotation processes on paper",
    "SELECT * FROM rotation_processes",
    ("provider", "kind", "every_days", "credentials", "proven_runs", "last_run", "proven"),
    "proven = 'yes', provider, kind",
    key="kind",
    then="keyroll list rotations",
    filled_by="rotation processes are declared in register/survey/policies.csv",
    examples=("proven <> 'yes'",),
)
