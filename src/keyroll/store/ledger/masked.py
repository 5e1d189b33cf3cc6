"""The number of masked values in each raw file, by kind; it is stored in ``meta`` beside the file's row."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, select

from keyroll.store.ledger import mapping, tables
from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.rows import MASKED_KEY, MaskedFile, by_name


def note(connection: Connection, sha256: str, kinds: Mapping[str, int]) -> None:
    """Record how many values of each kind were masked in a raw file; a file without masked values is not recorded."""
    if kinds:
        row: dict[str, object] = {"key": f"{MASKED_KEY}{sha256}", "value": json.dumps(dict(kinds))}
        insert_new(connection, tables.meta, [row])


def noted(connection: Connection) -> list[MaskedFile]:
    """Return, for each raw file in which values were masked, the number of masked values of each kind."""
    rows = connection.execute(select(tables.meta).where(tables.meta.c.key.startswith(MASKED_KEY))).mappings()
    kinds = {str(row["key"]).removeprefix(MASKED_KEY): json.loads(str(row["value"])) for row in rows}
    raws = [mapping.raw_of(row) for row in connection.execute(select(tables.raws)).mappings()] if kinds else []
    return by_name([(one, kinds[one.sha256]) for one in raws if one.sha256 in kinds])
