"""Places that keep a copy of a credential; a scanned one is gone if a later complete scan no longer shows it."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "places that keep a copy of a credential",
    "SELECT * FROM held_places",
    ("name", "holder", "kind", "place", "gone_since", "id"),
    "gone_since IS NOT NULL, since DESC NULLS LAST, holder, place, id",
    then="keyroll list credentials --open {id}",
    filled_by="copies are found by: keyroll sync --scan FOLDER",
    examples=("holder = 'Okta'", "kind = 'support_case_file'"),
)
