"""A list held in memory, for a reader who asks for parts of it again and again."""

import threading
from contextlib import ExitStack
from typing import Final

from keyroll.report import filters
from keyroll.report.listing.browsing import FacetValue, Part, PartRequest, order
from keyroll.report.listing.contract import ListRequest, Times, named
from keyroll.report.listing.rows import opened
from keyroll.store import guard
from keyroll.store.home import Home
from keyroll.store.session import Row

_NOW: Final = Times()
#: The column that keeps the list's own order.
_PLACE: Final = "place_in_list"
#: Values of a facet that are counted: the most frequent ones.
_VALUES: Final = 8
#: Narrowed lists whose counts are kept: pages and orders of one filter share them.
_COUNTED: Final = 64


class HeldList:
    """The rows of a list as they are now. Several threads may ask; one question is answered after the other."""

    def __init__(self, home: Home, kind: str) -> None:
        """Work the rows out. Raises UsageError, NothingToDo."""
        self._listing, self._kind = named(kind), kind
        self._as_of = ListRequest(home, _NOW).now
        self._turn = threading.Lock()
        self._counted: dict[tuple[str, tuple[str, ...]], tuple[int, dict[str, tuple[FacetValue, ...]]]] = {}
        self._open = ExitStack()
        ready = self._open.enter_context(opened(home, kind, "", _NOW))
        self._session, self._types = ready.session, ready.types
        ties = ", ".join(f'"{name}"' for name in self._types)
        self._session.run(
            f"CREATE TEMP TABLE held_rows AS SELECT *, row_number() OVER (ORDER BY {self._listing.order}, {ties}) "
            f"AS {_PLACE} FROM ({ready.query})"
        )
        if "principal" in self._types:  # the filter's term powers asks for them
            self._session.run("CREATE TEMP TABLE held_grants AS SELECT DISTINCT principal, privilege FROM grants")

    def part(self, wanted: PartRequest) -> Part:
        """Return a part of the list. Raises UsageError, BadQuery."""
        where = filters.condition(wanted.text, self._types, self._as_of)
        with self._turn:
            rows_of = "SELECT * FROM held_rows"
            if where:
                held = where.replace(" FROM grants ", " FROM held_grants ")
                rows_of += f" WHERE {guard.condition(self._session, held, self._types)}"
            rows = self._rows(rows_of, wanted, whole=not where)
            total, facets = self._counts(rows_of, tuple(wanted.facets))
        types, title = dict(self._types), self._listing.title
        return Part(self._kind, title, rows, types, total, wanted.offset, where, facets, self._as_of)

    def _rows(self, rows_of: str, wanted: PartRequest, *, whole: bool) -> tuple[Row, ...]:
        by = order(wanted.sort, self._types)
        if whole and not by:  # the place itself says which rows they are
            query = f"{rows_of} WHERE {_PLACE} > {int(wanted.offset)} ORDER BY {_PLACE}"
        else:
            query = f"{rows_of} ORDER BY {by}{_PLACE} OFFSET {int(wanted.offset)}"
        rows = guard.select(self._session, query, limit=wanted.limit, types=self._types)
        return tuple({name: row[name] for name in self._types} for row in rows)

    def _counts(self, rows_of: str, columns: tuple[str, ...]) -> tuple[int, dict[str, tuple[FacetValue, ...]]]:
        known = self._counted.get((rows_of, columns))
        if known is None:
            (total,) = guard.select(self._session, f"SELECT count(*) AS n FROM ({rows_of})", limit=1)
            known = int(str(total["n"])), {name: self._facet(rows_of, name) for name in columns}
            while len(self._counted) >= _COUNTED:
                del self._counted[next(iter(self._counted))]
            self._counted[rows_of, columns] = known
        return known

    def _facet(self, rows_of: str, name: str) -> tuple[FacetValue, ...]:
        query = f'SELECT "{name}" AS value, count(*) AS n FROM ({rows_of}) GROUP BY 1 ORDER BY n DESC, 1 NULLS LAST'
        rows = guard.select(self._session, query, limit=_VALUES)
        return tuple(FacetValue(one["value"], int(str(one["n"]))) for one in rows)

    def close(self) -> None:
        """Free the rows; nobody may ask any more."""
        with self._turn:
            self._open.close()

    def __del__(self) -> None:
        """Free the rows when nobody holds them any more."""
        self._open.close()
