"""What a provider lists: ``ENDPOINTS`` in its ``survey.py``, each with a pure reader."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from keyroll.model.json import Json, Record, iterate, single
from keyroll.model.observation import Observation
from keyroll.model.source import Source
from keyroll.providers.contracts.values import NO_VALUES, Values


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """One answer of an endpoint, as a live fetcher or an export folder supplies it.

    ``first_row`` is the number of the first row of a table that comes in parts. ``refused`` takes rows that are not
    read, or not in full, with the reason. The others are read. Where a row's credential is ``known`` for all that, the
    list is no less complete.
    """

    source: Source
    endpoint: str
    observed_at: datetime
    number: int
    body: Json
    first_row: int = 1
    refused: list[tuple[int, str, bool]] = field(default_factory=list, compare=False)

    def refuse(self, row: int, reasons: Iterable[str], *, known: bool = False) -> None:
        """Name what is not read of a row, if anything."""
        self.refused.extend((row, reason, known) for reason in reasons)

    @property
    def where(self) -> str:
        """Where this page is, for errors."""
        return f"{self.source} {self.endpoint} page {self.number}"

    def records(self, path: str = "") -> Iterable[Record]:
        """Yield the objects of the page's list: its body, or a field of it. Raises VendorChanged."""
        return single(self.body, self.where).records(path) if path else iterate(self.body, self.where)

    def record(self) -> Record:
        """Return the page's body as one object. Raises VendorChanged."""
        return single(self.body, self.where)


def no_more(_page: SurveyPage) -> bool:
    """Say that a page never announces another one."""
    return False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One list that the vendor gives.

    ``read`` is pure. ``more`` says whether this page announces a further one: a read whose last page does is not
    complete. ``recognise`` says whether a JSON body (or the header names of a CSV) is of this endpoint.
    ``secret_bearing`` answers are never copied into raw. They are kept by reference and hash. ``values`` says where
    values of credentials are in them.
    """

    name: str
    path: str
    read: Callable[[SurveyPage], Iterable[Observation]]
    more: Callable[[SurveyPage], bool] = no_more
    recognise: Callable[[Json], bool] = lambda _body: False
    format: Literal["json", "csv"] = "json"
    secret_bearing: bool = False
    values: Values = NO_VALUES
