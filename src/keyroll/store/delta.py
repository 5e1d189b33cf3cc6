"""Entries of Delta's log for files that are added or removed, and errors of commits."""

import json
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
from deltalake import DeltaTable, Schema
from deltalake.transaction import AddAction, RemoveAction

from keyroll.errors import KeyrollError, StorageFailed, refused

TRIES = 5


def no_rows(table: str, cause: Exception | None) -> KeyrollError:
    """Return the error for a table that accepts no rows."""
    known = refused(str(cause))
    error = (
        StorageFailed(f"{known} ({table})", hint=known.hint)
        if known
        else KeyrollError(
            f"{table} accepted no rows in {TRIES} attempts: {cause}",
            hint="check the disk, and that no other process writes here",
        )
    )
    error.__cause__ = cause
    return error


def of_day(source: str, day: date) -> list[tuple[str, str, str]]:
    """Return the filter of one source and day."""
    return [("source", "=", source), ("day", "=", day.isoformat())]


def same_schema(snapshot: DeltaTable, schema: "pa.Schema") -> bool:
    """Return whether a table has a schema."""
    return snapshot.schema().to_json() == Schema.from_arrow(schema).to_json()


def add_action(path: Path, count: int, partition: Mapping[str, str] | None = None) -> AddAction:
    """Return the entry of a file that lies in the table's folder."""
    about = path.stat()
    return AddAction(
        quote(path.name),
        about.st_size,
        dict(partition or {}),
        int(about.st_mtime * 1000),
        True,  # noqa: FBT003 - the library's own signature
        json.dumps({"numRecords": count}),
    )


def remove_action(path: Path) -> RemoveAction:
    """Return the entry that removes a file from the table."""
    return RemoveAction(quote(path.name), data_change=True, deletion_timestamp=int(time.time() * 1000))
