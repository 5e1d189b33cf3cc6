"""Use of each credential: actors, networks, programs and times; and the log that would show it."""

from keyroll.inventory.part import InventoryPart
from keyroll.store.relations import catalogue

#: SQL for the network of an address (over ``src_ip``) and for the family of a client program (over ``user_agent``).
NETWORK, CLIENT = (catalogue()[name].query for name in ("network_of", "client_of"))

#: Use and refusals of each identifier in a log, by network, client and day.
USE_DAYS = InventoryPart(
    "use_days",
    "events",
    f"SELECT * EXCLUDE (src_ip, user_agent), {NETWORK} AS network, {CLIENT} AS client FROM ("
    "SELECT credential AS identifier, source, log, src_ip, user_agent, happened_at::DATE AS day, "
    "count(*) FILTER (status_id = 1) AS uses, min(happened_at) FILTER (status_id = 1) AS first_used, "
    "max(happened_at) FILTER (status_id = 1) AS last_used, count(*) FILTER (status_id = 2) AS refusals, "
    "max(happened_at) FILTER (status_id = 2) AS last_refused, min(actor) AS actor FROM {arriving} "
    "WHERE credential IS NOT NULL AND NOT implausible GROUP BY ALL)",
    {
        "uses": "sum(uses)::BIGINT",
        "first_used": "min(first_used)",
        "last_used": "max(last_used)",
        "refusals": "sum(refusals)::BIGINT",
        "last_refused": "max(last_refused)",
        "actor": "min(actor)",
    },
    of_whom="identifier",
)
#: The days of each log.
LOG_DAYS = InventoryPart(
    "log_days",
    "events",
    "SELECT source, log, day, min(happened_at) AS begins, max(happened_at) AS ends, count(*) AS events "
    "FROM {arriving} WHERE NOT implausible GROUP BY ALL",
    {"begins": "min(begins)", "ends": "max(ends)", "events": "sum(events)::BIGINT"},
)
#: Two identifiers that one record gives to one credential.
NAMED_TWICE = InventoryPart(
    "named_twice",
    "events",
    "SELECT credential AS identifier, credential_alias AS alias, happened_at AS first_seen FROM {arriving} "
    "WHERE credential_alias IS NOT NULL AND credential IS NOT NULL AND NOT implausible",
    {"first_seen": "min(first_seen)"},
    of_whom="identifier",
)
PARTS = (USE_DAYS, LOG_DAYS, NAMED_TWICE)
