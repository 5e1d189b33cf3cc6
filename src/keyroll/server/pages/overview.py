"""The first page: number of credentials, estimate of unknown ones, open items, and next actions."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from keyroll.api.browsing import PartRequest
from keyroll.errors import NothingToDo
from keyroll.report.estimate import unknown
from keyroll.report.words import count, length
from keyroll.server.page import INVENTORY, Page, PageRequest
from keyroll.server.pages.stories import StoryRow, story_rows
from keyroll.server.rendering import link

_LIVING = "live:true"
_DAYS = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its meaning, the page of its rows, and a sentence about it."""

    number: int
    label: str
    rows: str
    about: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The estimate of credentials on no list: the interval, or the reason why there is none."""

    known: int
    point: int | None
    low: int | None
    high: int | None
    because: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Task:
    """A next action: subject, reason, page and command."""

    what: str
    why: str
    page: str
    command: str


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """An incident and its unproven items."""

    name: str
    exposed: int
    open: int
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class FindingDay:
    """The number of findings on a day, and of those that are high or critical."""

    day: date
    findings: int
    high: int


@dataclass(frozen=True, slots=True)
class Freshness:
    """A source, the time until which it is known, and the age of its newest data."""

    source: str
    until: datetime | None
    age: str
    partial: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of the organisation on one page."""

    figures: tuple[Figure, ...]
    unknown: Unknown
    tasks: tuple[Task, ...]
    incidents: tuple[OpenIncident, ...]
    trend: tuple[FindingDay, ...]
    sources: tuple[Freshness, ...]
    command: str


def _data(asked: PageRequest) -> Overview:
    incidents = tuple(_incident(asked, name) for name in asked.keyroll.incidents.names())
    stories = _stories(asked)
    figures = _figures(asked, len(stories), sum(one.open for one in incidents))
    return Overview(
        figures,
        _unknown(asked),
        tuple(_tasks(asked, incidents, stories, figures))[:3],
        incidents,
        _trend(asked),
        _fresh(asked),
        asked.command("keyroll estimate"),
    )


def _figures(asked: PageRequest, open_stories: int, open_items: int) -> tuple[Figure, ...]:
    of = asked.share(("figures",), asked.keyroll.inventory.figures, areas=INVENTORY, doing="the numbers of credentials")
    wanted = (
        (of.live, _LIVING, "live credentials", f"not known to have ended; {of.known:,} with ended ones"),
        (of.without_owner, f"{_LIVING} owner:none", "without an owner", "no evidence names one"),
        (of.unused, f"{_LIVING} unused:yes", "unused", "no use in a log that would show it"),
        (of.overdue, f"{_LIVING} overdue:yes", "overdue", "rotation is later than documented"),
    )
    return (
        *(Figure(number, label, link("/inventory", q=text), about) for number, text, label, about in wanted),
        Figure(open_items, "open items", "/incidents", "exposed, and not proven dead"),
        Figure(open_stories, "stories to act on", "/stories", "high, not contained, and not set aside"),
    )


def _unknown(asked: PageRequest) -> Unknown:
    estimate = asked.keyroll.inventory.estimate
    answer, _ = asked.share(("estimate",), estimate, areas=INVENTORY, doing="the estimate of unknown credentials")
    more = unknown(answer)
    point, low, high = (more.point, more.low, more.high) if more else (None, None, None)
    return Unknown(answer.known, point, low, high, answer.because, answer.next_step)


def _incident(asked: PageRequest, name: str) -> OpenIncident:
    now = asked.campaign(name)
    return OpenIncident(name, len(now.work), len(now.left), now.terms.deadline)


def _stories(asked: PageRequest) -> list[StoryRow]:
    """Return the stories to act on."""
    try:
        return [one for one in story_rows(asked) if one.acts]
    except NothingToDo:
        return []


def _hunted(asked: PageRequest, kind: str) -> list[dict[str, object]]:
    try:
        return [dict(row) for row in asked.listed(kind).rows]
    except NothingToDo:
        return []


def _tasks(
    asked: PageRequest, incidents: tuple[OpenIncident, ...], stories: list[StoryRow], figures: tuple[Figure, ...]
) -> "list[Task]":
    tasks = [
        Task(
            f"Contain the {story.severity} story since {str(story.first_at)[:10]}",
            f"Something of the intruder's is alive; involved: {_who(story)}",
            link("/story", id=story.id),
            asked.command(f"keyroll show {story.id[:12]}"),
        )
        for story in stories
    ][:1]
    tasks += [
        Task(
            f"Prove {count(one.open, 'credential')} of {one.name} dead",
            f"{one.exposed:,} were exposed; an item counts as open until there is proof",
            link("/incident", name=one.name),
            asked.command(f"keyroll incident status {one.name}"),
        )
        for one in incidents
        if one.open
    ]
    for place, verb in ((1, "Find the owners of"), (3, "Rotate")):
        if figures[place].number:
            query = f"{_LIVING} {'owner:none' if place == 1 else 'overdue:yes'}"
            where = asked.part("credentials", PartRequest(query, limit=1)).where
            tasks.append(
                Task(
                    f"{verb} {count(figures[place].number, 'credential')}",
                    figures[place].about,
                    figures[place].rows,
                    asked.command(f'keyroll list credentials --where "{where}"'),
                )
            )
    return tasks


def _who(story: StoryRow) -> str:
    names = list(dict.fromkeys(one.name for one in story.subjects))
    more = f" and {count(len(names) - 2, 'other')}" if len(names) > 2 else ""
    return f"{', '.join(names[:2])}{more}"


def _trend(asked: PageRequest) -> tuple[FindingDay, ...]:
    every, high = Counter[date](), Counter[date]()
    for row in _hunted(asked, "findings"):
        at = row["detected_at"]
        if isinstance(at, datetime):
            every[at.date()] += 1
            high[at.date()] += int(str(row["severity_id"])) >= 4
    days = sorted(every)[-_DAYS:]
    return tuple(FindingDay(one, every[one], high[one]) for one in days)


def _fresh(asked: PageRequest) -> tuple[Freshness, ...]:
    latest: dict[str, datetime | None] = {}
    partial = Counter[str]()
    for row in asked.listed("sources").rows:
        source, until = str(row["source"]), row["until"]
        known = latest.setdefault(source, None)
        if isinstance(until, datetime) and (known is None or until > known):
            latest[source] = until
        partial[source] += row["complete"] is False
    now = asked.keyroll.now()
    return tuple(
        Freshness(name, until, length(now - until) if until and now >= until else "unknown", partial[name])
        for name, until in sorted(latest.items())
    )


PAGE = Page("/", "Overview", Overview, _data, "overview.html", menu=1, warm=True)
