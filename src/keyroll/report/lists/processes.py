"""Documented rotation processes, and whether a run of each was ever proven."""

from typing import Final

from keyroll.report.listing import Listing

FILLED_BY: Final = "rotation processes are declared in register/survey/policies.csv"

LISTING = Listing(
    "documented rotation processes",
    "SELECT * FROM rotation_processes",
    ("provider", "kind", "every_days", "credentials", "proven_runs", "last_run", "proven"),
    "proven = 'yes', provider, kind",
    key="kind",
    then="keyroll list rotations",
    filled_by=FILLED_BY,
    examples=("proven <> 'yes'",),
)
