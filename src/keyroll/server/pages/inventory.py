"""Machine credentials in a dense table: filter, facets, sort, pages, CSV."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.api.browsing import ListPart, PartRequest
from keyroll.report import filters
from keyroll.report.formats.csv import field
from keyroll.server.page import FACETS, INVENTORY, Page, PageRequest, Parameter
from keyroll.server.rendering import link

_SIZE: Final = 50
_MOST: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """One credential of the inventory, with the columns of a row."""

    id: str
    name: str
    state: str
    kind: str
    source: str
    owner: str | None
    last_used: datetime | None
    last_changed: datetime | None
    uses: int | None
    unused: str
    overdue: str


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """A value of a facet: its number of rows, and the page with the value added to the filter or removed."""

    label: str
    count: int
    chosen: bool
    page: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A column with its most frequent values."""

    column: str
    choices: tuple[FacetChoice, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A saved filter and order; ``chosen``: it is the current one."""

    name: str
    q: str
    sort: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class InventoryPage:
    """A part of the inventory. ``total`` rows fit the filter; this page has those from ``first`` to ``last``."""

    rows: tuple[CredentialRow, ...]
    total: int
    first: int
    last: int
    facets: tuple[Facet, ...]
    views: tuple[View, ...]
    previous: str
    next: str
    command: str
    sort: str


def _part(asked: PageRequest, size: int) -> ListPart:
    offset = asked.number("from", 0, _MOST)
    wanted = PartRequest(asked.text("q"), asked.text("sort"), offset, size, FACETS if size == _SIZE else ())
    return asked.part("credentials", wanted)


def _data(asked: PageRequest) -> InventoryPage:
    part = _part(asked, _SIZE)
    last = part.offset + len(part.rows)
    text, sort = asked.text("q"), asked.text("sort")
    back = link("/inventory", q=text, sort=sort, **{"from": max(part.offset - _SIZE, 0)}) if part.offset else ""
    ahead = link("/inventory", q=text, sort=sort, **{"from": last}) if last < part.total else ""
    facets = tuple(
        Facet(name, tuple(_choice(asked, name, one.value, one.count) for one in values))
        for name, values in part.facets.items()
    )
    return InventoryPage(
        tuple(map(_credential, part.rows)),
        part.total,
        min(part.offset + 1, last),
        last,
        facets,
        tuple(
            View(one.name, one.q, one.sort, (one.q, one.sort) == (text, sort))
            for one in asked.keyroll.decisions.views()
        ),
        back,
        ahead,
        asked.command(filters.command("credentials", part.where)),
        sort,
    )


def _choice(asked: PageRequest, column: str, value: object, count: int) -> FacetChoice:
    term, text = filters.term(column, value), asked.text("q")
    chosen = term in text
    new = " ".join((text.replace(term, "") if chosen else f"{text} {term}").split())
    label = "none" if value is None else str(value)
    return FacetChoice(label, count, chosen, link("/inventory", q=new, sort=asked.text("sort")))


def _credential(row: Mapping[str, object]) -> CredentialRow:
    def time(name: str) -> datetime | None:
        value = row[name]
        return value if isinstance(value, datetime) else None

    uses = row["uses"]
    return CredentialRow(
        str(row["id"]),
        str(row["name"] or row["id"]),
        str(row["state"] or "unknown"),
        str(row["kind_title"] or row["kind"]),
        str(row["source"]),
        str(row["owner"]) if row["owner"] else None,
        time("last_used"),
        time("last_changed"),
        uses if isinstance(uses, int) else None,
        str(row["unused"]),
        str(row["overdue"]),
    )


def _csv(asked: PageRequest) -> str:
    part = _part(asked, 100_000)
    lines = [",".join(map(field, part.types))]
    lines += [",".join(field(row[name]) for name in part.types) for row in part.rows]
    return "".join(f"{one}\r\n" for one in lines)


PAGE = Page(
    "/inventory",
    "Inventory",
    InventoryPage,
    _data,
    "inventory.html",
    menu=2,
    csv=_csv,
    warm=True,
    areas=INVENTORY | {"decisions"},
    parameters=(
        Parameter("q", "a filter: column:value, none, >90d, a,b, -not, or words", longest=2_000),
        Parameter("sort", "a column; with - before it descending", pattern="^(-?[a-z_]+)?$"),
        Parameter("from", "how many rows come before the first one", pattern="^[0-9]{0,7}$"),
    ),
)
