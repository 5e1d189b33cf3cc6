"""The events behind a story or a finding, each with its raw record; other pages load it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.api.browsing import PartRequest
from keyroll.report import filters
from keyroll.server.page import HUNT, Page, PageRequest, Parameter
from keyroll.server.pages.stories import moment
from keyroll.server.rendering import link

_SIZE: Final = 100


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One event, and the page of its raw record."""

    happened_at: datetime | None
    source: str
    log: str
    actor: str
    operation: str
    resource: str
    address: str
    finding: str
    record: str


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """The first events behind a story or a finding, the newest first."""

    rows: tuple[EvidenceRow, ...]
    total: int
    command: str


def _data(asked: PageRequest) -> EvidencePage:
    text = filters.term("story", asked.needed("story"))
    if asked.text("finding"):
        text += " " + filters.term("finding", asked.text("finding"))
    part = asked.part("evidence", PartRequest(text, limit=_SIZE))
    command = asked.command(filters.command("evidence", part.where))
    return EvidencePage(tuple(_row(dict(row)) for row in part.rows), part.total, command)


def _row(row: dict[str, object]) -> EvidenceRow:
    def said(name: str) -> str:
        return str(row[name]) if row[name] is not None else ""

    page = link("/record", source=said("source"), place=said("log"), raw=said("raw"), number=said("record"), log="yes")
    return EvidenceRow(
        moment(row["happened_at"]),
        said("source"),
        said("log"),
        said("actor_name") or said("actor"),
        said("operation"),
        said("resource_name") or said("resource_uid"),
        said("src_ip"),
        said("title"),
        page,
    )


PAGE = Page(
    "/evidence",
    "Evidence",
    EvidencePage,
    _data,
    "evidence.html",
    under="/stories",
    part=True,
    areas=HUNT,
    ahead=lambda asked: asked.held("evidence"),
    parameters=(
        Parameter("story", "the story's id", needed=True),
        Parameter("finding", "the id of one of its findings"),
    ),
)
