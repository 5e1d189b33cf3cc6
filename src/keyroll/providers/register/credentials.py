"""People's records of credentials in a table with their own columns: ``credentials.csv``.

Its columns are recognised like those of any table. One of them names the system (``jira``, ``stripe``). Each row is a
registration: a statement of the lowest grade, separate from the list of the system itself.
"""

from collections.abc import Callable, Iterator

from keyroll.model.identifier import Identifier
from keyroll.model.ids import digest
from keyroll.model.observation import Observation, registration
from keyroll.providers._table_columns import TableColumns, recognise_rows
from keyroll.providers._table_rows import TableRow, Unnamed, kind_in, name_of, system_name
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.contracts.values import Values

NAME = "credentials"


def read_credentials(page: SurveyPage) -> Iterator[Observation]:
    """Yield a registration for each row of a table whose columns are recognised by this page alone."""
    records = list(page.records())
    if records:
        yield from reader(recognise_rows(records), frozenset(), 0)(page)


def reader(columns: TableColumns, known: frozenset[str], above: int) -> Callable[[SurveyPage], Iterator[Observation]]:
    """Return the reader of a table's rows as registrations; ``known`` systems have a folder of their own."""
    titles = columns.titles
    roles = {role: titles[place] for role, place in columns.roles.items()}

    def read(page: SurveyPage) -> Iterator[Observation]:
        for number, record in enumerate(page.records(), page.first_row + above):
            row = TableRow(
                {role: record.maybe(title) for role, title in roles.items()},
                tuple(record.maybe(titles[place]) for place in columns.naming),
            )
            if not any(record.maybe(title).strip() for title in titles):
                continue
            written, _, instance = row.text("system").partition("@")
            system = system_name(written)
            try:
                names = name_of(row) if system else ""
            except Unnamed as error:
                page.refuse(number, [str(error)])
                continue
            if not system or len(record.body) > len(titles):
                page.refuse(number, ["it names no system" if not system else "it has more cells than the header has"])
                continue
            of = f"{system}@{instance}" if instance else system
            kind = row.text("kind") or kind_in("", columns.named)
            yield registration(
                Identifier.of(page.source, "registration", digest("credentials", of, kind, names)),
                vendor=row.text("holder"),
                system=of if system in known else "other",
                names=names,
                kind=kind,
                owner=row.text("owner"),
                note=row.text("note"),
                row=number,
            )

    return read


def table(columns: TableColumns, known: frozenset[str], above: int) -> Endpoint:
    """Return the endpoint that reads a table with these columns."""
    values = Values(fields=tuple(columns.titles[place].replace(".", " ") for place in columns.values))
    return Endpoint(NAME, "", reader(columns, known, above), format="csv", values=values)


CREDENTIALS = Endpoint(NAME, "", read_credentials, format="csv")
