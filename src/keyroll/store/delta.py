"""Entries of Delta's log for files that are added or removed, and errors of commits."""

import json
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from deltalake import DeltaTable, Schema
from deltalake.transaction import AddAction, RemoveAction

from keyroll.errors import KeyrollError, StorageFailed, refused

if TYPE_CHECKING:  # see store.session
    from arro3.core import Schema as ArrowSchema

TRIES = 5
#: The engine's types for Delta's primitive types that have other names there (its protocol, "Primitive Types").
_TYPES: Final = {
    "string": "VARCHAR", "long": "BIGINT", "short": "SMALLINT", "byte": "TINYINT", "binary": "BLOB",
    "timestamp": "TIMESTAMPTZ", "timestamp_ntz": "TIMESTAMP",
}  # fmt: skip
#: The selected partitions of a table.
Filters = Sequence[tuple[str, str, str | list[str]]]


@contextmanager
def nothing_left(paths: Sequence[Path]) -> Iterator[None]:
    """Remove files that no commit names yet if writing one of them fails: a full disk gets its space back."""
    try:
        yield
    except (KeyrollError, OSError):
        for path in paths:
            path.unlink(missing_ok=True)
        raise


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


def of_day(source: str, day: date) -> Filters:
    """Return the filter of one source and day."""
    return [("source", "=", source), ("day", "=", day.isoformat())]


def of_days(days: Collection[date]) -> Filters:
    """Return the filter of some days of all sources."""
    return [("day", "in", sorted(day.isoformat() for day in days))]


def rows_by_day(snapshot: DeltaTable) -> dict[date, int]:
    """Return the number of rows of each day in the files of a snapshot."""
    added: dict[date, int] = {}
    actions = snapshot.get_add_actions(flatten=True)
    days, counts = (actions.column(name).to_pylist() for name in ("partition.day", "num_records"))
    for day, rows in zip(days, counts, strict=True):
        when = day if isinstance(day, date) else date.fromisoformat(day)
        added[when] = added.get(when, 0) + rows
    return added


def arrow_schema(snapshot: DeltaTable) -> "ArrowSchema":
    """Return a table's schema as Arrow's schema."""
    from arro3.core import Schema as ArrowSchema

    return ArrowSchema.from_arrow(snapshot.schema())


def empty_relation(snapshot: DeltaTable) -> str:
    """Return a query in brackets with a table's columns and no rows."""
    fields = json.loads(snapshot.schema().to_json())["fields"]
    columns = (f"NULL::{_engine_type(field['type'])} AS {_name(field['name'])}" for field in fields)
    return f"(SELECT {', '.join(columns)} WHERE false)"


def _engine_type(delta_type: str | dict[str, Any]) -> str:
    """Return the engine's type for a type of a Delta schema."""
    if isinstance(delta_type, str):
        return _TYPES.get(delta_type, delta_type)
    if delta_type["type"] == "array":
        return f"{_engine_type(delta_type['elementType'])}[]"
    if delta_type["type"] == "map":
        return f"MAP({_engine_type(delta_type['keyType'])}, {_engine_type(delta_type['valueType'])})"
    fields = (f"{_name(field['name'])} {_engine_type(field['type'])}" for field in delta_type["fields"])
    return f"STRUCT({', '.join(fields)})"


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def same_schema(snapshot: DeltaTable, schema: "ArrowSchema") -> bool:
    """Return whether a table has a schema."""
    return snapshot.schema().to_json() == Schema.from_arrow(schema).to_json()


def add_action(path: Path, count: int, partition: Mapping[str, str] | None = None) -> AddAction:
    """Return the entry of a file that is in the table's folder."""
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
