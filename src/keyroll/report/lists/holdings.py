"""Credentials held by third parties: one row for each vendor, credential and kind of evidence."""

from keyroll.report.listing import Listing
from keyroll.report.lists.vendors import FILLED_BY

LISTING = Listing(
    "credentials that third parties hold",
    "SELECT * FROM vendor_holdings",
    ("name", "vendor", "via", "alive", "last_used", "source"),
    "alive = 'no', off_boarded = 'yes' DESC, last_used DESC NULLS LAST, vendor, name, id, via",
    then="keyroll list credentials --open {id}",
    filled_by=FILLED_BY,
    examples=("off_boarded = 'yes' AND alive <> 'no'",),
)
