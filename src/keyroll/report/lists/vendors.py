"""Third parties, their holdings, and those that were off-boarded but still hold live credentials."""

from typing import Final

from keyroll.report.listing import Listing

FILLED_BY: Final = (
    "holdings of third parties are declared in register/survey/vendors.csv; copies, clients and networks show some"
)

LISTING = Listing(
    "third parties and their holdings",
    "SELECT * FROM third_parties",
    ("vendor", "holds", "alive", "active_after_off_boarding", "last_used", "off_boarded", "reaches"),
    "active_after_off_boarding DESC, holds DESC, vendor",
    key="vendor",
    then="keyroll list holdings --facet vendor",
    filled_by=FILLED_BY,
    examples=("active_after_off_boarding > 0", "off_boarded = 'yes'"),
)
