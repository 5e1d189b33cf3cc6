"""A patch takes the place of some rows of a derived table, without writing the others anew.

Beside the files of the whole table, of one row or more a key, lies one file that holds the rows that are new, and a
row with nothing but its key for each key whose old rows no longer count. Delta's own deletion vectors are not used:
other readers of the lake's files would not know them. A patch that has grown is put into the whole table.
"""

from collections.abc import Sequence
from pathlib import Path

from keyroll.store.sql import listed

PREFIX = "keyroll-patch-"
#: A patch of more rows than this share of the whole is no patch any more.
SHARE = 0.25
#: Says of a row of the patch that it only names a key.
_ENDED = '"_ended"'


def patched(whole: str, patch: str, key: str) -> str:
    """Return the query of a table's rows, of the relations of its whole files and of its patch."""
    return (
        f"SELECT * FROM {whole} ANTI JOIN (SELECT {key} FROM {patch} WHERE {_ENDED}) USING ({key}) "
        f"UNION ALL BY NAME SELECT * EXCLUDE ({_ENDED}) FROM {patch} WHERE NOT {_ENDED}"
    )


def patch(whole: str, before: str, relation: str, key: str, touched: str) -> str:
    """Return the query that makes a patch of the one ``before`` (empty: none), and of new rows for touched keys."""
    is_touched = f"hash({key}) IN (FROM {touched})"
    query = (
        f"SELECT *, false AS {_ENDED} FROM {relation} UNION ALL BY NAME "
        f"SELECT DISTINCT {key}, true AS {_ENDED} FROM {whole} WHERE {is_touched}"
    )
    return query + (f" UNION ALL BY NAME SELECT * FROM {before} WHERE NOT {is_touched}" if before else "")


def read(files: Sequence[Path]) -> str:
    """Return the relation of files' rows."""
    return f"read_parquet([{listed(files)}], union_by_name=true)"
