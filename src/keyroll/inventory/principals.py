"""Who is a person: principals by their source's word, else by a directory that was read completely.

Knowledge has a date: ``principal_kinds`` says from when on a kind was known, so that a detector at time T uses only
what was known at T.
"""

from keyroll.inventory.parts import InventoryPart

#: What each list says of a principal, and from when to when it said so.
ACTING = InventoryPart(
    "principal_listings",
    "observed",
    "SELECT subject AS principal, source, kind AS subkind, f.principal_kind AS said, lower(f.email) AS email, "
    "f.name, f.active, f.owner, f.created, observed_at AS first_seen, observed_at AS last_seen FROM ("
    'SELECT *, json_transform(facts, \'{"principal_kind": "VARCHAR", "email": "VARCHAR", '
    '"name": "VARCHAR", "active": "BOOLEAN", "owner": "VARCHAR", "created": "TIMESTAMPTZ"}\') AS f '
    "FROM {arriving} WHERE entity = 'principal')",
    {"first_seen": "min(first_seen)", "last_seen": "max(last_seen)", "created": "min(created)"},
    of_whom="principal",
)
GRANTS = InventoryPart(
    "grants",
    "observed",
    "SELECT subject AS principal, source, facts->>'privilege' AS privilege, facts->>'resource' AS resource, "
    "facts->>'conditions' AS conditions, observed_at AS first_observed, observed_at AS last_observed "
    "FROM {arriving} WHERE entity = 'grant'",
    {"first_observed": "min(first_observed)", "last_observed": "max(last_observed)"},
)
PARTS = (ACTING, GRANTS)
