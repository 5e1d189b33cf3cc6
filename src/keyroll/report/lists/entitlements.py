"""Entitlements of principals: privilege and resource."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "entitlements: principal, privilege and resource",
    "SELECT * FROM grants",
    ("principal", "privilege", "resource", "last_observed"),
    "principal, privilege, resource",
    key="principal",
    then="keyroll list principals --open {principal}",
    examples=("privilege ILIKE '%admin%'",),
)
