"""A list held in memory, for a reader who requests parts of it repeatedly."""

import itertools
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from keyroll.report import filters
from keyroll.report.listing.browsing import FacetValue, ListPart, PartRequest, order
from keyroll.report.listing.contract import ListRequest, Times, build_read, named
from keyroll.report.listing.rows import opened
from keyroll.store import guard
from keyroll.store.home import Home
from keyroll.store.session import Row, Value

_NOW: Final = Times()
#: The prefix of the names of the tables with the rows.
_HELD: Final = "held_"
#: The column with the list's own order, from 1.
_PLACE: Final = "place_in_list"
#: The most values of a facet that are shown: the most frequent ones.
_VALUES: Final = 8
#: The most filters whose row positions are kept: pages, orders and counts of one filter share them.
_NARROWED: Final = 24


@dataclass(frozen=True, slots=True)
class _Narrowed:
    """The rows of a filter: a table of their positions and of the codes of their facets, and the counts."""

    table: str
    where: str
    total: int
    facets: dict[str, tuple[FacetValue, ...]]


class HeldList:
    """The rows of a list at one time. Several threads may call it; one request is answered after the other.

    ``facets`` are the columns whose values may be counted.
    """

    def __init__(self, home: Home, kind: str, facets: tuple[str, ...] = ()) -> None:
        """Compute the rows. Raises UsageError, NothingToDo."""
        self._listing, self._kind, self._facets = named(kind), kind, facets
        self._as_of = ListRequest(home, _NOW).now
        self._turn, self._numbers = threading.Lock(), itertools.count()
        self._narrowed: dict[str, _Narrowed] = {}
        self._open = ExitStack()
        ready = self._open.enter_context(opened(home, kind, "", _NOW))
        self._session, self._types = ready.session, ready.types
        ties = ", ".join(f'"{name}"' for name in self._types)
        self._session.run(
            f"CREATE TEMP TABLE {_HELD}rows AS SELECT *, "
            f"(row_number() OVER (ORDER BY {self._listing.order}, {ties}))::INTEGER AS {_PLACE} FROM ({ready.query})"
        )
        if "principal" in self._types:  # the filter term ``powers`` needs them
            build_read(self._session, "FROM grants")
            self._session.run(f"CREATE TEMP TABLE {_HELD}grants AS SELECT DISTINCT principal, privilege FROM grants")
        self._values = {name: self._coded(name) for name in facets}
        codes = "".join(f', code_{place}."code" AS {_code(place)}' for place in range(len(facets)))
        joins = " ".join(
            f'LEFT JOIN code_{place} ON r."{name}" IS NOT DISTINCT FROM code_{place}.value'
            for place, name in enumerate(facets)
        )
        self._session.run(f"CREATE TEMP TABLE {_HELD}codes AS SELECT r.{_PLACE}{codes} FROM {_HELD}rows r {joins}")

    def _coded(self, name: str) -> list[Value]:
        """Number the values of a column: small numbers are counted faster than texts. Return the values by number."""
        place = self._facets.index(name)
        self._session.run(
            f"CREATE TEMP TABLE code_{place} AS SELECT (row_number() OVER (ORDER BY value NULLS LAST) - 1)::INTEGER "
            f'AS "code", value FROM (SELECT DISTINCT "{name}" AS value FROM {_HELD}rows)'
        )
        return [value for (value,) in self._session.tuples(f'SELECT value FROM code_{place} ORDER BY "code"')]

    def part(self, wanted: PartRequest) -> ListPart:
        """Return a part of the list. Raises UsageError, BadQuery."""
        where = filters.condition(wanted.text, self._types, self._as_of)
        with self._turn:
            narrowed = self._narrow(where)
            rows = self._rows(self._places(narrowed, wanted))
        types, title = dict(self._types), self._listing.title
        facets = {name: narrowed.facets[name] for name in wanted.facets}
        return ListPart(self._kind, title, rows, types, narrowed.total, wanted.offset, where, facets, self._as_of)

    def _narrow(self, where: str) -> _Narrowed:
        known = self._narrowed.pop(where, None)
        if known is None:
            while len(self._narrowed) >= _NARROWED:
                self._drop(self._narrowed.pop(next(iter(self._narrowed))))
            known = self._narrow_anew(where)
        self._narrowed[where] = known
        return known

    def _narrow_anew(self, where: str) -> _Narrowed:
        table, condition = f"{_HELD}codes", ""
        if where:
            held = where.replace(" FROM grants ", f" FROM {_HELD}grants ")
            condition = f" WHERE {guard.condition(self._session, held, self._types)}"
            guard.one_select(self._session, f"SELECT {_PLACE} FROM {_HELD}rows{condition}")
            fits = f"SELECT {_PLACE} FROM {_HELD}rows{condition}"
            table = f"narrowed_{next(self._numbers)}"
            guard.timed(
                self._session, f"CREATE TEMP TABLE {table} AS FROM {_HELD}codes SEMI JOIN ({fits}) USING ({_PLACE})"
            )
        total = int(str(self._session.one(f"SELECT count(*) FROM {table}")))
        return _Narrowed(table, condition, total, {name: self._facet(table, name) for name in self._facets})

    def _drop(self, one: _Narrowed) -> None:
        if one.where:
            self._session.run(f"DROP TABLE {one.table}")

    def _facet(self, table: str, name: str) -> tuple[FacetValue, ...]:
        code, values = _code(self._facets.index(name)), self._values[name]
        # Codes are in the order of the values, NULL last.
        query = f"SELECT {code}, count(*) AS n FROM {table} GROUP BY 1 ORDER BY n DESC, 1 LIMIT {_VALUES}"
        return tuple(FacetValue(values[int(str(one))], int(str(n))) for one, n in self._session.tuples(query))

    def _places(self, narrowed: _Narrowed, wanted: PartRequest) -> list[int]:
        """Return the positions of the selected rows, in their order. Raises UsageError."""
        by = order(wanted.sort, self._types)
        of = f"{_HELD}rows{narrowed.where}" if by else narrowed.table
        query = f"SELECT {_PLACE} FROM {of} ORDER BY {by}{_PLACE} LIMIT {wanted.limit} OFFSET {wanted.offset}"
        return [int(str(place)) for (place,) in guard.timed(self._session, query)]

    def _rows(self, places: list[int]) -> tuple[Row, ...]:
        if not places:
            return ()
        fits = f"{_PLACE} BETWEEN {min(places)} AND {max(places)} AND {_PLACE} IN ({', '.join(map(str, places))})"
        found = {int(str(row[_PLACE])): row for row in self._session.rows(f"SELECT * FROM {_HELD}rows WHERE {fits}")}
        return tuple({name: found[place][name] for name in self._types} for place in places)

    def __del__(self) -> None:
        """Free the rows when the last reference is gone."""
        self._open.close()


def _code(place: int) -> str:
    return f"code_of_{place}"
