"""A patch replaces some rows of a derived table, without rewriting the other rows.

A table with a patch has the files of the whole table, with one or more rows per key, and one file of the patch. The
patch holds the new rows, and a row with only the key for each key whose old rows no longer count. Delta's own deletion
vectors are not used: other readers of the lake's files would ignore them. A patch that has grown is merged into the
whole table.
"""

from collections.abc import Sequence
from pathlib import Path

from keyroll.store.sql import listed

PREFIX = "keyroll-patch-"
#: A patch with more rows than this share of the whole table is merged.
SHARE = 0.25
#: Marks a row of the patch that only names a key.
_ENDED = '"_ended"'


def patched(whole: str, patch: str, key: str) -> str:
    """Return the query of a table's rows, from the relations of its whole files and of its patch."""
    return (
        f"SELECT * FROM {whole} ANTI JOIN (SELECT {key} FROM {patch} WHERE {_ENDED}) USING ({key}) "
        f"UNION ALL BY NAME SELECT * EXCLUDE ({_ENDED}) FROM {patch} WHERE NOT {_ENDED}"
    )


def patch(whole: str, before: str, relation: str, key: str, touched: str) -> str:
    """Return the query that makes a patch from the one ``before`` (empty: none) and new rows for the touched keys."""
    is_touched = f"hash({key}) IN (FROM {touched})"
    query = (
        f"SELECT *, false AS {_ENDED} FROM {relation} UNION ALL BY NAME "
        f"SELECT DISTINCT {key}, true AS {_ENDED} FROM {whole} WHERE {is_touched}"
    )
    return query + (f" UNION ALL BY NAME SELECT * FROM {before} WHERE NOT {is_touched}" if before else "")


def read(files: Sequence[Path]) -> str:
    """Return the relation of files' rows."""
    return f"read_parquet([{listed(files)}], union_by_name=true)"
