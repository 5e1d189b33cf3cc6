"""What a table lists, by its columns; and what a described API lists, whose rows bear the names of roles already."""

from collections.abc import Callable, Iterator
from typing import Final

from keyroll.errors import VendorChanged
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation
from keyroll.providers.contract import Endpoint, Page, Values
from keyroll.providers.other import CREDENTIALS
from keyroll.providers._tabular.columns import Columns, recognise
from keyroll.providers._tabular.rows import ROLES, Row, Unnamed, observations, system_name

#: So many names without an id are held against each other.
_MOST_NAMES: Final = 200_000


def read_described(page: Page) -> Iterator[Observation]:
    """Yield what rows say that bear the names of roles. Raises VendorChanged where one names no credential."""
    for number, record in enumerate(page.records(), 1):
        row = Row({role: record.maybe(role) for role in ROLES})
        try:
            yield from observations(page.source, row)
        except Unnamed as error:
            raise VendorChanged(f"{record.where}: {error}") from None
        page.refuse(number, row.problems)


def read_table(page: Page) -> Iterator[Observation]:
    """Yield what the rows of a table say whose columns nobody has looked at: they are recognised by this page alone."""
    records = list(page.records())
    if not records:
        return
    if all(name in ROLES for name in records[0].body):
        yield from read_described(page)
        return
    titles = list(records[0].body)
    columns = recognise(titles, ([one.maybe(title) for title in titles] for one in records[:1000]))
    yield from reader(columns)(page)


def reader(
    columns: Columns, *, system: str | None = None, above: int = 0, first: bool = True
) -> Callable[[Page], Iterator[Observation]]:
    """Return what reads the rows of a table with these columns, which begins so many rows below the first one.

    With ``system`` it reads the rows of that one alone; the ``first`` reader of a table names rows of none.
    """
    titles = columns.titles
    roles = {role: titles[place] for role, place in columns.roles.items()}
    values = [titles[place] for place in columns.values]
    named = values[0] if values else roles.get("hint", "")

    names: set[str] = set()

    def read(page: Page) -> Iterator[Observation]:
        for number, record in enumerate(page.records(), page.first_row + above):
            if len(record.body) > len(titles):
                page.refuse(number, ["it has more cells than the header has"] if first else ())
                continue
            if not any(record.maybe(title).strip() for title in titles):
                continue
            if system is not None and (of := system_name(record.maybe(roles["system"]))) != system:
                page.refuse(number, ["it names no system"] if first and not of else ())
                continue
            row = Row(
                {role: record.maybe(title) for role, title in roles.items()},
                tuple(record.maybe(title) for title in values),
                columns.order,
                roles.get("state", ""),
                named,
            )
            page.refuse(number, list(_faults(record, row, columns, names)))
            try:
                yield from observations(page.source, row)
            except Unnamed as error:
                row.problems.append(str(error))
            page.refuse(number, row.problems)

    return read


def _faults(record: Record, row: Row, columns: Columns, names: set[str]) -> Iterator[str]:
    for role in columns.undecided:
        row.said = {**row.said, role: ""}
    if not (row.text("id") or row.values) and (name := row.text("name")):
        name = f"{name}/{row.text('principal')}"
        if name in names:
            yield f"another row has the name {row.text('name')!r} too, and no id tells them apart: they count as one"
        if len(names) < _MOST_NAMES:
            names.add(name)


def table(columns: Columns, *, system: str | None = None, above: int = 0, first: bool = True) -> Endpoint:
    """Return the endpoint that reads a table with these columns, as ``reader`` does."""
    values = Values(fields=tuple(columns.titles[place].replace(".", " ") for place in columns.values))
    return Endpoint(CREDENTIALS, "", reader(columns, system=system, above=above, first=first), format="csv", values=values)


def _never(_body: Json) -> bool:
    return False


ENDPOINTS = (Endpoint(CREDENTIALS, "", read_table, recognise=_never, format="csv"),)
