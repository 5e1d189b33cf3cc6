"""Rows of a query as lines of JSON with the types that Python has, for the way between two processes.

Arrow would need its large library to write: importing it takes longer than a list. A line that a hostile process wrote
can only make values.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

#: The key of a value that JSON lacks; no name in SQL has this character.
_KEY: Final = "\0"
_WRITE: Final[tuple[tuple[type, str, Callable[[Any], object]], ...]] = (
    (datetime, "at", datetime.isoformat),
    (date, "date", date.isoformat),
    (time, "time", time.isoformat),
    (timedelta, "span", lambda value: [value.days, value.seconds, value.microseconds]),
    (Decimal, "decimal", str),
    (UUID, "uuid", str),
    (bytes, "bytes", bytes.hex),
)
_READ: Final[Mapping[str, Callable[[Any], object]]] = MappingProxyType(
    {
        "at": datetime.fromisoformat,
        "date": date.fromisoformat,
        "time": time.fromisoformat,
        "span": lambda value: timedelta(*value),
        "decimal": Decimal,
        "uuid": UUID,
        "bytes": bytes.fromhex,
        "map": lambda value: {(tuple(key) if isinstance(key, list) else key): each for key, each in value},
    }
)


def write(types: Mapping[str, str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the columns and their types, then each row."""
    yield json.dumps({"columns": list(types.items())})
    has_maps = any("MAP(" in kind for kind in types.values())
    for row in rows:
        yield json.dumps(_pairs(row) if has_maps else row, default=_tagged)


def read(lines: Sequence[str]) -> list[tuple[dict[str, str], list[tuple[Any, ...]]]]:
    """Return the types of the columns, and the rows, of each query. Raises ValueError."""
    found: list[tuple[dict[str, str], list[tuple[Any, ...]]]] = []
    for line in lines:
        row = json.loads(line, object_hook=_untagged)
        if isinstance(row, dict):
            found.append(({str(name): str(kind) for name, kind in row["columns"]}, []))
        else:
            found[-1][1].append(tuple(row))
    return found


def _pairs(value: object) -> object:
    """Return a value whose mappings are lists of pairs: a key of a map may be of any type."""
    if isinstance(value, dict):
        return {_KEY: ["map", [[_pairs(key), _pairs(each)] for key, each in value.items()]]}
    return [_pairs(each) for each in value] if isinstance(value, list | tuple) else value


def _tagged(value: object) -> object:
    for kind, name, form in _WRITE:
        if isinstance(value, kind):
            return {_KEY: [name, form(value)]}
    return str(value)


def _untagged(found: dict[str, Any]) -> object:
    if found.keys() != {_KEY}:
        return found
    name, form = found[_KEY]
    return _READ[name](form)
