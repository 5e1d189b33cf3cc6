"""A request for one part of a list, and its result: rows, their number, counts by value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.errors import UsageError
from keyroll.store.session import Row, Value


@dataclass(frozen=True, slots=True)
class FacetValue:
    """The number of rows with a value."""

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
    """The requested part: ``sort`` is a column, with ``-`` before it descending; empty: the list's order."""

    text: str = ""
    sort: str = ""
    offset: int = 0
    limit: int = 50
    facets: Sequence[str] = ()


def order(sort: str, types: Mapping[str, str]) -> str:
    """Return the start of an ORDER BY by a reader's choice; empty without a choice. Raises UsageError."""
    if not sort:
        return ""
    name = sort.removeprefix("-")
    if name not in types:
        raise UsageError(f"there is no column {name!r} to sort by", hint="choose a heading of the table")
    return f'"{name}" {"DESC" if sort.startswith("-") else "ASC"} NULLS LAST, '
