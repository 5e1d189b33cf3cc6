"""Reads an SQLite ledger without the ledger's library: loading the library takes longer than printing a list.

Only tables without a seal are read here. In doubt (another database, an open ledger, a file that cannot be written, an
error of SQLite, a value that keyroll never wrote) the ledger itself reads, and reports the fault.
"""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote

from keyroll.model.quarantine import Quarantined, in_order
from keyroll.store.home import Home
from keyroll.store.ledger.rows import MASKED_KEY, How, MaskedFile, RawRow, by_name

T = TypeVar("T")
_QUARANTINED: Final = tuple(one.name for one in fields(Quarantined))
_RAW: Final = tuple(one.name for one in fields(RawRow))
_TIMES: Final = frozenset({"first_seen_at", "seen_at"})
_NUMBERS: Final = frozenset({"place", "size"})


def quarantined(home: Home) -> tuple[Quarantined, ...]:
    """Return the quarantined input, by source, log, file and place."""
    query = f"SELECT {', '.join(_QUARANTINED)} FROM quarantine"
    rows = _read(home, query, lambda row: Quarantined(**_typed(_QUARANTINED, row)))
    return home.ledger.quarantined() if rows is None else in_order(rows)


def masked_files(home: Home) -> list[MaskedFile]:
    """Return the raw files in which values were masked, each with the number by kind, by name."""
    columns = ", ".join(f"r.{name}" for name in _RAW)
    query = f"SELECT {columns}, m.value FROM meta m JOIN raws r ON m.key = '{MASKED_KEY}' || r.sha256"
    rows = _read(home, query, _masked)
    return home.ledger.masked_files() if rows is None else by_name(rows)


def has_incidents(home: Home) -> bool:
    """Return whether the ledger has any incident."""
    rows = _read(home, "SELECT EXISTS (SELECT 1 FROM incidents)", lambda row: bool(row[0]))
    return bool(home.ledger.incidents()) if rows is None else rows[0]


def _masked(row: tuple[object, ...]) -> MaskedFile:
    known = _typed(_RAW, row[:-1])
    return RawRow(**(known | {"how": How(known["how"])})), json.loads(str(row[-1]))


def _read(home: Home, query: str, of: Callable[[tuple[object, ...]], T]) -> list[T] | None:
    """Return the rows of a query, each converted by ``of``; None if the ledger itself must read them."""
    path = home.path / "ledger.sqlite"
    if home.config["ledger"] != "sqlite" or home.is_ledger_open or not _writable(path):
        return None
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True)) as connection:
            connection.execute("PRAGMA query_only = 1")
            return [of(row) for row in connection.execute(query)]
    except (sqlite3.Error, TypeError, ValueError):
        return None


def _writable(path: Path) -> bool:
    # To read beside a writer, SQLite writes an index next to the file.
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _typed(names: tuple[str, ...], row: tuple[object, ...]) -> dict[str, Any]:
    """Return a row by the names of its columns. Raises ValueError for a value that keyroll never wrote."""
    return {name: _value(name, value) for name, value in zip(names, row, strict=True)}


def _value(name: str, value: object) -> object:
    if type(value) is not (int if name in _NUMBERS else str):
        raise ValueError(name)
    return datetime.fromisoformat(str(value)).astimezone(UTC) if name in _TIMES else value
