"""Stories of the last hunt: those to act on, and those to review."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.server.page import HUNT, Asked, Page, Parameter


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One story. ``acts``: it is high or critical and not contained."""

    id: str
    severity: str
    contained: bool
    first_at: datetime | None
    last_at: datetime | None
    subjects: tuple[str, ...]
    findings: int
    footholds: int
    acts: bool


@dataclass(frozen=True, slots=True)
class Stories:
    """Stories of one tab; the numbers are of both."""

    tab: str
    rows: tuple[StoryRow, ...]
    act: int
    review: int
    command: str


def texts(value: object) -> tuple[str, ...]:
    """Return the texts of an array column."""
    return tuple(map(str, value)) if isinstance(value, list) else ()


def moment(value: object) -> datetime | None:
    """Return a time column's value."""
    return value if isinstance(value, datetime) else None


def row_of(row: dict[str, object]) -> StoryRow:
    """Return a row of the list of stories."""
    high = int(str(row["severity_id"])) >= 4
    return StoryRow(
        str(row["id"]),
        str(row["severity"]),
        row["contained"] is True,
        moment(row["first_at"]),
        moment(row["last_at"]),
        texts(row["subjects"]),
        len(texts(row["findings"])),
        len(texts(row["footholds"])),
        high and row["contained"] is not True,
    )


def _data(asked: Asked) -> Stories:
    rows = [row_of(dict(row)) for row in asked.listed("stories").rows]
    act = [one for one in rows if one.acts]
    review = [one for one in rows if not one.acts]
    tab = "review" if asked.text("tab") == "review" else "act"
    shown = review if tab == "review" else act
    return Stories(tab, tuple(shown), len(act), len(review), asked.command("keyroll list stories"))


PAGE = Page(
    "/stories",
    "Stories",
    Stories,
    _data,
    "stories.html",
    menu=3,
    warm=True,
    areas=HUNT,
    parameters=(Parameter("tab", "act, or review"),),
)
