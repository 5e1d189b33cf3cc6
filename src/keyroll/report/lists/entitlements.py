"""Who may do what."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "who may do what",
    "SELECT * FROM grants",
    ("principal", "privilege", "resource", "last_observed"),
    "principal, privilege, resource",
    key="principal",
    then="keyroll list principals --open {principal}",
    examples=("privilege ILIKE '%admin%'",),
)
