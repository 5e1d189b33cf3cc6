"""Rows of the register that name nothing known, or several credentials, with candidates and the fix."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "rows of the register that name nothing known, or several credentials",
    "SELECT * FROM unmatched_rows",
    ("file", "row_number", "looked_for", "because", "fix"),
    "file, row_number NULLS LAST, looked_for",
    time="observed_at",
    key="looked_for",
    then="keyroll list credentials",
    examples=("file = 'vendors.csv'",),
)
