"""The lists of a provider: ``ENDPOINTS`` in its ``survey.py``, each with a pure reader."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from keyroll.errors import VendorChanged
from keyroll.model.json import Json, Record, iterate, single
from keyroll.model.observation import Observation
from keyroll.model.source import Source
from keyroll.providers.contracts.values import NO_VALUES, Values


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """One response of an endpoint, from a live read or an export folder.

    ``first_row`` is the number of the first row of a table that comes in parts. ``refused`` takes rows that are not
    read, or not in full, with the reason. The other rows are read. If a row's credential is ``known`` nevertheless, the
    list counts as complete.
    """

    source: Source
    endpoint: str
    observed_at: datetime
    number: int
    body: Json
    first_row: int = 1
    refused: list[tuple[int, str, bool]] = field(default_factory=list, compare=False)

    def refuse(self, row: int, reasons: Iterable[str], *, known: bool = False) -> None:
        """Report the unread part of a row, if there is one."""
        self.refused.extend((row, reason, known) for reason in reasons)

    @property
    def where(self) -> str:
        """The position of this page, for errors."""
        return f"{self.source} {self.endpoint} page {self.number}"

    def records(self, path: str = "") -> Iterable[Record]:
        """Yield the objects of the page's list: its body, or a field of it. Raises VendorChanged."""
        return single(self.body, self.where).records(path) if path else iterate(self.body, self.where)

    def rows(self, *columns: str) -> Iterable[tuple[int, Record]]:
        """Yield the rows of a table with their numbers; the header is row 1. Rows without content are left out.

        Raises VendorChanged if the table has rows, and its header lacks a column.
        """
        for number, row in enumerate(self.records(), self.first_row):
            if missing := [column for column in columns if column not in row.body]:
                hint = f"its first line must name the columns {', '.join(columns)}"
                raise VendorChanged(f"{row.where}: {missing[0]}", hint=hint)
            if any(text.strip() for text in row.body.values() if isinstance(text, str)):
                yield number, row

    def record(self) -> Record:
        """Return the page's body as one object. Raises VendorChanged."""
        return single(self.body, self.where)


def no_more(_page: SurveyPage) -> bool:
    """Return that a page never announces another one."""
    return False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One list that the vendor gives.

    ``read`` is pure. ``more`` returns whether this page announces another page. A read is incomplete if its last page
    announces one. ``recognise`` returns whether a JSON body (or the header names of a CSV) is of this endpoint.
    ``secret_bearing`` responses are never copied into raw. They are kept by reference and hash. ``values`` are the
    positions of credential values in them. ``lists`` are the fields of a body with many elements, each of which
    ``read`` takes by itself: a long body comes in parts, and in each part the lists have some of their elements.
    ``source_name`` gives the name of the source that the beginning of a file names as its own, else an empty text.
    """

    name: str
    path: str
    read: Callable[[SurveyPage], Iterable[Observation]]
    more: Callable[[SurveyPage], bool] = no_more
    recognise: Callable[[Json], bool] = lambda _body: False
    format: Literal["json", "csv"] = "json"
    secret_bearing: bool = False
    values: Values = NO_VALUES
    lists: tuple[str, ...] = ()
    source_name: Callable[[bytes], str] = lambda _head: ""
