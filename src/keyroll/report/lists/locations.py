"""Places that keep a copy of a credential; a scanned one is gone once a later complete scan no longer shows it."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "places that keep a copy of a credential",
    "SELECT holder, kind, place, id, name, identifier, since, first_observed, last_observed, "
    "CASE WHEN endpoint = 'copies' THEN (SELECT min(reads.observed_at) FROM reads WHERE reads.complete AND "
    "reads.source = held.source AND reads.endpoint = held.endpoint AND reads.observed_at > held.last_observed) END "
    "AS gone_since, source, location FROM ("
    "SELECT holder, kind, arg_max(place, (observed_at, place)) AS place, id, identifier, min(since) AS since, "
    "min(observed_at) AS first_observed, max(observed_at) AS last_observed, source, endpoint, location "
    "FROM locations GROUP BY holder, kind, id, identifier, source, endpoint, location) held "
    "LEFT JOIN (SELECT id, name FROM credentials) USING (id)",
    ("holder", "kind", "place", "name", "id", "gone_since"),
    "holder, place, id",
    examples=("holder = 'Okta'", "kind = 'support_case_file'"),
)
