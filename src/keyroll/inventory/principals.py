"""Decides which principals are people: by their source's statement, else by a directory that was read completely.

Knowledge has a date: ``principal_kinds`` has the time from which a kind was known, so that a detector at time T uses
only the knowledge of T.
"""

from keyroll.inventory.part import InventoryPart
from keyroll.store.relations import catalogue

_CLIENT, _BY_HAND, _EITHER = (catalogue()[name].query for name in ("client_of", "by_hand_client", "either_client"))

#: Each list's statement about a principal, and its first and last time.
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
    "facts->>'conditions' AS conditions, [endpoint] AS endpoints, observed_at AS first_observed, "
    "observed_at AS last_observed FROM {arriving} WHERE entity = 'grant'",
    {
        "endpoints": "list_sort(list_distinct(flatten(list(endpoints))))",
        "first_observed": "min(first_observed)",
        "last_observed": "max(last_observed)",
    },
)
#: The actors in the logs. Each program is classified once.
ACTORS = InventoryPart(
    "actors_seen",
    "events",
    f"SELECT * EXCLUDE (user_agent, client), coalesce({_BY_HAND}, false) AS by_hand, "
    f"coalesce(NOT ({_BY_HAND}) AND NOT ({_EITHER}), false) AS by_program FROM ("
    f"SELECT *, {_CLIENT} AS client FROM ("
    "SELECT actor, source, user_agent, min(actor_name) AS name, count(*) AS uses, min(happened_at) AS first_used, "
    "max(happened_at) AS last_used FROM {arriving} WHERE actor IS NOT NULL AND status_id = 1 AND NOT implausible "
    "GROUP BY ALL))",
    {
        "name": "min(name)",
        "by_hand": "bool_or(by_hand)",
        "by_program": "bool_or(by_program)",
        "uses": "sum(uses)::BIGINT",
        "first_used": "min(first_used)",
        "last_used": "max(last_used)",
    },
)
PARTS = (ACTING, GRANTS, ACTORS)
