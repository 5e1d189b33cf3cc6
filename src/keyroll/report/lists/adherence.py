"""Compliance of each owner with the documented rotation, month by month."""

from keyroll.report.listing import Listing
from keyroll.report.lists.processes import FILLED_BY

LISTING = Listing(
    "months of rotation by owner and provider",
    "SELECT *, round(in_time / credentials, 3) AS share FROM adherence",
    ("month", "provider", "owner", "credentials", "in_time", "unknown", "share"),
    "month DESC, in_time < credentials DESC, provider, owner",
    key="month",
    then="keyroll list rotations",
    filled_by=FILLED_BY,
    examples=("in_time < credentials", "owner IS NULL"),
)
