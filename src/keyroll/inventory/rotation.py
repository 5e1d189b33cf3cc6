"""Changes of each credential's value: the documented process, the proven changes, and the due ones.

A process counts by its runs. A *run* is a proven change of a value that was there before: the issuer's own time of
change, a higher generation, a log event, or a new credential of a principal that already had one of the kind.
"""

from keyroll.inventory.part import InventoryPart

#: Each time at which a list dates the creation or change of a value, and the first observation with it.
VALUE_DATES = InventoryPart(
    "value_dates",
    "seen_credentials",
    "SELECT subject, source, happened_at, via, {observed_at: observed_at, raw: raw, record: record} AS proof FROM ("
    "SELECT *, unnest([{happened_at: created, via: 'created'}, "
    "{happened_at: changed, via: 'changed by the issuer''s word'}], recursive := true) "
    "FROM {arriving}) WHERE happened_at IS NOT NULL",
    {"proof": "min(proof)"},
    of_whom="subject",
)
#: Each generation of a value in a list, and the first observation with it.
GENERATIONS = InventoryPart(
    "generations",
    "seen_credentials",
    "SELECT subject, source, generation, {observed_at: observed_at, raw: raw, record: record} AS proof "
    "FROM {arriving} WHERE generation IS NOT NULL",
    {"proof": "min(proof)"},
    of_whom="subject",
)
#: Documented processes, by observation.
ON_PAPER = InventoryPart(
    "on_paper",
    "observed",
    "SELECT facts->>'provider' AS provider, facts->>'credential_kind' AS kind, facts->>'method' AS method, "
    "(facts->>'every_days')::BIGINT AS every_days, facts->>'who' AS who, source, observed_at, raw, record, event_id "
    "FROM {arriving} WHERE entity = 'policy'",
)
PARTS = (VALUE_DATES, GENERATIONS, ON_PAPER)
