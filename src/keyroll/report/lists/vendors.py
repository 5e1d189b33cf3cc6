"""Third parties, what each holds, and who was off-boarded but still has something that lives."""

from typing import Final

from keyroll.report.listing import Listing

FILLED_BY: Final = (
    "what third parties hold is declared in register/survey/vendors.csv; copies, clients and networks show some"
)

LISTING = Listing(
    "third parties and what each holds",
    "SELECT * FROM third_parties",
    ("vendor", "holds", "alive", "active_after_off_boarding", "last_used", "off_boarded", "reaches"),
    "active_after_off_boarding DESC, holds DESC, vendor",
    key="vendor",
    then="keyroll list holdings --facet vendor",
    filled_by=FILLED_BY,
    examples=("active_after_off_boarding > 0", "off_boarded = 'yes'"),
)
