"""What a reader asks of one part of a list, and what comes back: rows, how many there are, counts by value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.errors import UsageError
from keyroll.store.session import Row, Value


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many rows have a value."""

    value: Value
    count: int


@dataclass(frozen=True, slots=True)
class ListPart:
    """Rows of a list from ``offset`` on, of ``total``; ``where`` is the condition of the filter."""

    kind: str
    title: str
    rows: tuple[Row, ...]
    types: dict[str, str]
    total: int
    offset: int
    where: str
    facets: dict[str, tuple[FacetValue, ...]]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class PartRequest:
    """Which part is meant: ``sort`` is a column, with ``-`` before it the other way round; empty: the list's order."""

    text: str = ""
    sort: str = ""
    offset: int = 0
    limit: int = 50
    facets: Sequence[str] = ()


def order(sort: str, types: Mapping[str, str]) -> str:
    """Return the beginning of an order by a reader's choice; empty if there is none. Raises UsageError."""
    if not sort:
        return ""
    name = sort.removeprefix("-")
    if name not in types:
        raise UsageError(f"there is no column {name!r} to sort by", hint="choose a heading of the table")
    return f'"{name}" {"DESC" if sort.startswith("-") else "ASC"} NULLS LAST, '
