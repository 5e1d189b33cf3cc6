"""Reads the rows of a table by its columns, and the rows of a described API by the names of roles."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from keyroll.errors import VendorChanged
from keyroll.model.observation import Entity, Observation
from keyroll.providers._table_columns import TableColumns, recognise_rows
from keyroll.providers._table_rows import ROLES, TableRow, Unnamed, kind_in, name_of, observations, system_name
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.contracts.values import Values
from keyroll.providers.other import CREDENTIALS, PROVIDER, REGISTERED

#: The most names without an id that are compared with each other.
_MOST_NAMES: Final = 200_000
#: The number of the first row of a table, below its header.
_FIRST: Final = 2


@dataclass(frozen=True, slots=True)
class TablePart:
    """The rows of a table that are read: those of a kind, and of a system, if a column names it.

    Only the ``first`` part reports rows that match no part. ``above`` counts rows above the header. ``endpoint`` is the
    list that it feeds, if that is not the list of its kind.
    """

    kind: str
    system: str | None = None
    endpoint: str = ""
    first: bool = True
    above: int = 0


def read_described(page: SurveyPage) -> Iterator[Observation]:
    """Yield the content of rows with the names of roles as members. Raises VendorChanged if one names no credential."""
    for number, record in enumerate(page.records(), 1):
        row = TableRow({role: record.maybe(role) for role in (*ROLES, "vendor_kind")})
        try:
            yield from observations(page.source, row)
        except Unnamed as error:
            raise VendorChanged(f"{record.where}: {error}") from None
        page.refuse(number, row.problems, known=True)


def read_table(page: SurveyPage) -> Iterator[Observation]:
    """Yield the content of the rows of a table whose columns are recognised by this page alone."""
    records = list(page.records())
    if not records:
        return
    yield from reader(recognise_rows(records), None)(page)


def reader(columns: TableColumns, part: TablePart | None) -> Callable[[SurveyPage], Iterator[Observation]]:
    """Return the reader of the rows of a table with these columns, or of one part only."""
    titles = columns.titles
    roles = {role: titles[place] for role, place in columns.roles.items() if role not in columns.undecided}
    values = [titles[place] for place in columns.naming]
    named = columns.named
    names: dict[str, str] = {}
    first, above = (part.first, part.above) if part else (True, 0)

    def read(page: SurveyPage) -> Iterator[Observation]:
        if page.first_row <= _FIRST:
            names.clear()
        for number, record in enumerate(page.records(), page.first_row + above):
            if len(record.body) > len(titles):
                page.refuse(number, ["it has more cells than the header has"] if first else ())
                continue
            if not any(record.maybe(title).strip() for title in titles):
                continue
            row = TableRow(
                {role: record.maybe(title) for role, title in roles.items()},
                tuple(record.maybe(title) for title in values),
                columns.order,
                roles.get("state", ""),
                named,
                page.observed_at,
            )
            if part and part.system is not None and (of := system_name(row.text("system"))) != part.system:
                page.refuse(number, ["it names no system"] if first and not of else ())
                continue
            if part and kind_in(row.text("kind"), named) != part.kind:
                continue
            page.refuse(number, _twice(row, names))
            try:
                for one in observations(page.source, row):
                    # A table that people registered is a registration already.
                    if part is None or part.endpoint != REGISTERED or one.entity is not Entity.REGISTRATION:
                        yield one
            except Unnamed as error:
                page.refuse(number, [str(error)] if first else ())
            page.refuse(number, row.problems, known=True)

    return read


def _twice(row: TableRow, names: dict[str, str]) -> Iterator[str]:
    """Return whether a row counts as one with an earlier row although it may be another credential.

    ``names`` maps the identifier of each earlier row's credential to the row's name.
    """
    try:
        key = name_of(row)
    except Unnamed:
        return
    name = row.text("name")
    if key in names and not (row.text("id") or row.values or not name):
        yield "an earlier row has the same name, and no id distinguishes the two: they count as one"
    elif key in names and name and names[key] and name != names[key]:
        what = "id" if row.text("id") else "value"
        yield f"an earlier row of another name has the same {what}: they count as one. --map ignore=COLUMN if not"
    if len(names) < _MOST_NAMES:
        names.setdefault(key, name)


def table(columns: TableColumns, part: TablePart) -> Endpoint:
    """Return the endpoint that reads a part of a table with these columns."""
    values = Values(fields=tuple(columns.titles[place].replace(".", " ") for place in columns.values))
    return Endpoint(part.endpoint or part.kind, "", reader(columns, part), format="csv", values=values)


ENDPOINTS = (
    Endpoint(CREDENTIALS, "", read_table, format="csv"),
    Endpoint(REGISTERED, "", read_table, format="csv"),
    *(Endpoint(one.name, "", read_described) for one in PROVIDER.kinds),
)
