"""The rows of the register's files that name something, and the reads of these files."""

from typing import Final

from keyroll.inventory.part import InventoryPart

#: Each row of the register that names something outside it, and each read with the rows that it refused.
ROWS: Final = InventoryPart(
    "register_rows",
    "observed",
    "SELECT source, endpoint, observed_at, entity, kind, (facts->>'row')::BIGINT AS row_number, "
    "coalesce(facts->>'place', facts->>'name', facts->>'provider', '') AS place, "
    "coalesce(links[1].\"to\", facts->>'runs', facts->>'credential_kind', '') AS named, "
    "(facts->>'since')::TIMESTAMPTZ AS since, coalesce((facts->>'complete')::BOOLEAN, true) AS whole, "
    "facts->>'because' AS because, facts->>'refused' AS refused, raw, record FROM {arriving} "
    "WHERE source LIKE 'register@%' AND entity IN ('location', 'host', 'policy', 'read')",
)
PARTS = (ROWS,)
