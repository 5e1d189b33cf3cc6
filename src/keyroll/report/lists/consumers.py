"""Consumers of each credential: log, network and client program."""

from keyroll.report.listing import Listing

LISTING = Listing(
    "users of credentials, by network and client",
    "SELECT c.name, u.*, c.kind, c.owner FROM consumers u LEFT JOIN credential_facts c USING (id)",
    ("name", "log", "network", "client", "uses", "active_days", "last_used"),
    "last_used DESC NULLS LAST, name, id, log, network, client",
    then="keyroll list credentials --open {id}",
    examples=("client = 'curl'", "network NOT LIKE '10.%'"),
)
