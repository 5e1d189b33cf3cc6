"""Stories of the last hunt: those that need action, and those to review."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.api.deciding import StoryWork, work_on
from keyroll.errors import UsageError
from keyroll.report.story import signs
from keyroll.server.page import HUNT, Named, Page, PageRequest, Parameter

#: The tabs of stories, in order.
TABS: Final = ("act", "review", "snoozed", "closed")


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One story. ``acts``: it is high or critical, not contained, and neither snoozed nor closed.

    ``signs`` are the titles of its findings, the most severe and most frequent first.
    """

    id: str
    severity: str
    contained: bool
    first_at: datetime | None
    last_at: datetime | None
    subjects: tuple[Named, ...]
    signs: tuple[str, ...]
    findings: int
    footholds: int
    acts: bool
    work: StoryWork


@dataclass(frozen=True, slots=True)
class Stories:
    """Stories of one tab, with the number in each tab."""

    tab: str
    rows: tuple[StoryRow, ...]
    act: int
    review: int
    snoozed: int
    closed: int
    command: str


def texts(value: object) -> tuple[str, ...]:
    """Return the texts of an array column."""
    return tuple(map(str, value)) if isinstance(value, list) else ()


def moment(value: object) -> datetime | None:
    """Return a time column's value."""
    return value if isinstance(value, datetime) else None


def row_of(
    asked: PageRequest, row: Mapping[str, object], findings: Mapping[str, Mapping[str, object]], work: StoryWork
) -> StoryRow:
    """Return a row of the list of stories; ``findings`` are those of the hunt by their ids."""
    high = int(str(row["severity_id"])) >= 4
    return StoryRow(
        str(row["id"]),
        str(row["severity"]),
        row["contained"] is True,
        moment(row["first_at"]),
        moment(row["last_at"]),
        asked.named(texts(row["subjects"])),
        signs(findings[one] for one in texts(row["findings"]) if one in findings),
        len(texts(row["findings"])),
        len(texts(row["footholds"])),
        high and row["contained"] is not True and work.state == "open",
        work,
    )


def story_rows(asked: PageRequest) -> list[StoryRow]:
    """Return all stories of the last hunt with the work on each. Raises NothingToDo."""
    decided, now = asked.keyroll.decisions.about_stories(), asked.keyroll.now()
    rows, findings = asked.listed("stories").rows, {str(row["id"]): row for row in asked.listed("findings").rows}
    return [row_of(asked, row, findings, work_on(texts(row["findings"]), decided, now)) for row in rows]


def tab_of(row: StoryRow) -> str:
    """Return the tab of a story."""
    return row.work.state if row.work.state != "open" else "act" if row.acts else "review"


def _data(asked: PageRequest) -> Stories:
    by: dict[str, list[StoryRow]] = {tab: [] for tab in TABS}
    for row in story_rows(asked):
        by[tab_of(row)].append(row)
    tab = asked.text("tab") or TABS[0]
    if tab not in by:
        raise UsageError(f"there is no tab {tab!r}", hint=f"known: {', '.join(TABS)}")
    act, review, snoozed, closed = (len(by[one]) for one in TABS)
    command = asked.command("keyroll list stories")
    return Stories(tab, tuple(by[tab]), act, review, snoozed, closed, command)


PAGE = Page(
    "/stories",
    "Stories",
    Stories,
    _data,
    "stories.html",
    menu=3,
    warm=True,
    areas=HUNT | {"decisions"},
    earlier=False,
    parameters=(Parameter("tab", "a tab; without it the stories to act on", one_of=TABS),),
)
