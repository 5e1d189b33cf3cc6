"""Counts of a list's rows by the values of some columns."""

from collections.abc import Sequence

from keyroll.errors import UsageError
from keyroll.report.listing.contract import Listed, Times, nearest
from keyroll.report.listing.rows import Open, opened
from keyroll.store import guard
from keyroll.store.home import Home
from keyroll.store.session import Row


def facets(home: Home, kind: str, columns: Sequence[str], *, where: str, limit: int, times: Times) -> Listed:
    """Return ``(facet, value, count)``: for each column its values by count, biggest first; a NULL is a value too.

    A row is counted under each value of an array, and under NULL if it has none. At most ``limit`` values a column.
    Raises UsageError for an unknown column, BadQuery, NothingToDo.
    """
    rows: list[Row] = []
    cut = False
    with opened(home, kind, where, times) as opened_list:
        for column in columns:
            counts = guard.select(
                opened_list.session, _query(opened_list, kind, column), limit=limit + 1, types=opened_list.types
            )
            cut = cut or len(counts) > limit
            rows += [{"facet": column, **row} for row in counts[:limit]]
    types = {"facet": "VARCHAR", "value": "VARCHAR", "count": "BIGINT"}
    title = f"values in {opened_list.listing.title}"
    return Listed("facet", title, rows, tuple(types), types, cut, opened_list.request.now, times.words)


def _query(opened_list: Open, kind: str, column: str) -> str:
    if column not in opened_list.types:
        raise UsageError(
            f"the list of {kind} has no column {column!r}",
            hint=f"{nearest(column, opened_list.types)}all are shown by: keyroll list {kind} --columns",
        )
    name = '"' + column.replace('"', '""') + '"'
    value = name
    if opened_list.types[column].endswith("[]"):
        value = f"unnest(CASE WHEN len({name}) > 0 THEN list_distinct({name}) ELSE [NULL] END)"
    return (
        f"SELECT value, count(*) AS count FROM (SELECT {value} AS value FROM ({opened_list.query})) GROUP BY value "
        "ORDER BY count DESC, value NULLS LAST"
    )
