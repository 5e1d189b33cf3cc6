"""Places that keep a copy of a credential."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "places that keep a copy of a credential",
    "SELECT holder, kind, place, id, handle, min(since) AS since, min(observed_at) AS first_observed, "
    "max(observed_at) AS last_observed, source, location FROM locations GROUP BY ALL",
    ("holder", "kind", "place", "id", "last_observed"),
    "holder, place, id",
    examples=("holder = 'Okta'", "kind = 'support_case_file'"),
)
