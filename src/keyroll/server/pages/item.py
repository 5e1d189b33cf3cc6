"""One exposed credential of an incident: the chain of its exposure, its proof, and its exception."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.errors import NothingToDo
from keyroll.report import filters
from keyroll.server.page import Page, PageRequest, Parameter
from keyroll.server.pages.incident import ItemRow, campaign_of, item_rows

_GIVEN: Final = "--because REASON --until DAY --key file:PATH"


@dataclass(frozen=True, slots=True)
class ItemException:
    """A person's decision that the credential may stay unproven until a time; ``ended``: that time has passed."""

    until: datetime
    because: str
    person: str
    made_at: datetime
    ended: bool


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item. ``way`` are the steps from the incident to it; ``stuck`` is what a person must do first."""

    incident: str
    item: ItemRow
    way: tuple[str, ...]
    first_exposed_at: datetime | None
    last_exposed_at: datetime | None
    attempts: int
    next_at: datetime | None
    stuck: str
    words: str
    consumers: str
    reopened: datetime | None
    watched_until: datetime | None
    excepted: ItemException | None
    confirm: str
    command: str


def confirms(incident: str, identifier: str) -> str:
    """Return the text that a passkey confirms for an exception."""
    return f"except {incident} {identifier}"


def _data(asked: PageRequest) -> ItemPage:
    now, wanted = campaign_of(asked), asked.needed("id")
    work = next((one for one in now.work if one.standing.item.identifier == wanted), None)
    row = next((one for one in item_rows(now) if one.id == wanted), None)
    if work is None or row is None:
        raise NothingToDo("the incident does not expose this credential", hint="see the items of the incident")
    name, item, judged, one = now.status.incident.name, work.standing.item, work.standing.judgement, work.excepted
    excepted = ItemException(one.until, one.because, one.person, one.made_at, work.exception_ended) if one else None
    word = filters.shell(wanted)
    return ItemPage(
        name,
        row,
        tuple(step.reason.words for step in now.status.way(wanted)),
        item.first_exposed_at,
        item.last_exposed_at,
        len(judged.attempts),
        judged.next_at,
        judged.stuck,
        work.standing.words,
        f"{work.consumers.kind}: {work.consumers.because}",
        work.reopened,
        work.watched_until,
        excepted,
        confirms(name, wanted),
        asked.command(f"keyroll show {word}" if row.proven else f"keyroll incident except {name} {word} {_GIVEN}"),
    )


PAGE = Page(
    "/item",
    "Item",
    ItemPage,
    _data,
    "item.html",
    under="/incidents",
    earlier=False,
    parameters=(
        Parameter("name", "the incident's name", needed=True),
        Parameter("id", "the credential's id", needed=True),
    ),
)
