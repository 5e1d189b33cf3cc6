"""One story: its timeline over the services, its findings, its footholds, and links to each raw record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.addresses import cidr
from keyroll.api.deciding import Decided, StoryWork, work_on
from keyroll.errors import NothingToDo
from keyroll.report.story import signs
from keyroll.report.subjects import Subjects
from keyroll.server.page import HUNT, Named, Page, PageRequest, Parameter
from keyroll.server.pages.stories import moment, texts
from keyroll.server.timeline import TimelineDrawing, timeline


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding of a story."""

    id: str
    detected_at: datetime | None
    severity: str
    title: str
    because: str
    subject: Named
    source: str
    events: int


@dataclass(frozen=True, slots=True)
class StoryDecision:
    """One decision about a story, with person, time and reason."""

    at: datetime
    person: str
    what: str
    because: str


@dataclass(frozen=True, slots=True)
class StoryPage:
    """A story with its findings, oldest first; ``timeline`` draws them by service, ``owners`` are to be called."""

    id: str
    severity: str
    contained: bool
    first_at: datetime | None
    last_at: datetime | None
    subjects: tuple[Named, ...]
    owners: tuple[str, ...]
    signs: tuple[str, ...]
    networks: tuple[str, ...]
    footholds: tuple[str, ...]
    findings: tuple[FindingRow, ...]
    timeline: TimelineDrawing
    work: StoryWork
    decided: tuple[StoryDecision, ...]
    people: tuple[str, ...]
    command: str


def _data(asked: PageRequest) -> StoryPage:
    wanted = asked.needed("id")
    stories = [row for row in asked.listed("stories").rows if str(row["id"]) == wanted]
    if not stories:
        raise NothingToDo("the last hunt has no such story", hint="see Stories")
    (story,) = stories
    ids, known, networks = set(texts(story["findings"])), asked.names(), texts(story["networks"])
    found = [row for row in asked.listed("findings").rows if str(row["id"]) in ids]
    rows = [_finding(row, known, networks) for row in found]
    rows.sort(key=lambda one: (str(one.detected_at), one.id))
    subjects = asked.named(texts(story["subjects"]))
    points = [(one.detected_at, one.source, one.severity, one.title) for one in rows if one.detected_at]
    every = asked.keyroll.decisions.about_stories()
    decided = [one for one in every if not ids.isdisjoint(texts(one.given.get("findings")))]
    return StoryPage(
        wanted,
        str(story["severity"]),
        story["contained"] is True,
        moment(story["first_at"]),
        moment(story["last_at"]),
        subjects,
        tuple(dict.fromkeys(known.owners[one.id] for one in subjects if one.id in known.owners)),
        signs(found),
        tuple(map(cidr, networks)),
        tuple(dict.fromkeys(known.said(one, networks) for one in texts(story["footholds"]))),
        tuple(rows),
        timeline(points),
        work_on(ids, decided, asked.keyroll.now()),
        tuple(map(_decision, reversed(decided))),
        tuple(asked.keyroll.decisions.assignable()),
        asked.command(f"keyroll list events --story {wanted[:12]}"),
    )


def _decision(one: Decided) -> StoryDecision:
    what = {"assign": "assigned to", "snooze": "snoozed until", "close": "closed", "reopen": "reopened"}[one.verb]
    more = str(one.given.get("to") or one.given.get("until") or ("nobody" if one.verb == "assign" else ""))
    return StoryDecision(one.at, one.person, f"{what} {more}".strip(), one.because)


def _finding(row: Mapping[str, object], known: Subjects, networks: Sequence[str]) -> FindingRow:
    subject = str(row["subject"])
    return FindingRow(
        str(row["id"]),
        moment(row["detected_at"]),
        str(row["severity"]),
        str(row["title"]),
        known.said(str(row["because"]), networks),
        Named(subject, known.name(subject)),
        subject.split(":", 1)[0],
        int(str(row["events"])),
    )


PAGE = Page(
    "/story",
    "Story",
    StoryPage,
    _data,
    "story.html",
    under="/stories",
    areas=HUNT | {"decisions"},
    earlier=False,
    parameters=(Parameter("id", "the story's id", needed=True),),
)
