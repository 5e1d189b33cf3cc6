"""One incident: its open items with owner and next step, and what is proven."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from keyroll.errors import NothingToDo
from keyroll.server.page import Asked, Page, Parameter


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One exposed credential: why it is exposed, what is known of it, and the next step."""

    id: str
    name: str
    source: str
    proven: bool
    verdict: str
    grade: str
    because: str
    reasons: tuple[str, ...]
    owner: str
    next: str
    excepted_until: datetime | None


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many items a grade of proof has."""

    grade: str
    count: int


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """Where an incident stands. Open items come first."""

    name: str
    vendor: str
    begins: datetime
    ends: datetime
    opened_at: datetime
    policy: str
    deadline: datetime | None
    exposed: int
    open: int
    grades: tuple[GradeCount, ...]
    contained: bool | None
    show: str
    items: tuple[ItemRow, ...]
    command: str


def _data(asked: Asked) -> IncidentPage:
    name = asked.needed("name")
    if name not in asked.keyroll.incidents.names():
        raise NothingToDo("there is no such incident", hint="see Incidents")
    now = asked.campaign(name)
    incident, containment = now.status.incident, now.status.containment
    items = [
        ItemRow(
            work.standing.item.identifier,
            work.standing.item.name or work.standing.item.identifier,
            work.standing.item.source,
            work.proven,
            str(work.standing.judgement.verdict),
            str(work.standing.judgement.grade),
            work.standing.judgement.because,
            tuple(one.text for one in work.standing.item.reason),
            work.owner,
            work.next_act,
            work.excepted.until if work.excepted and not work.exception_ended else None,
        )
        for work in now.work
    ]
    items.sort(key=lambda one: (one.proven, one.source, one.name))
    grades = Counter(one.grade for one in items if one.proven)
    show = "all" if asked.text("show") == "all" else "open"
    return IncidentPage(
        name,
        incident.vendor,
        incident.window_from,
        incident.window_to,
        incident.opened_at,
        str(incident.policy),
        now.terms.deadline,
        len(items),
        len(now.left),
        tuple(GradeCount(grade, number) for grade, number in sorted(grades.items())),
        containment.contained if containment else None,
        show,
        tuple(items if show == "all" else [one for one in items if not one.proven]),
        asked.command(f"keyroll incident status {name}"),
    )


PAGE = Page(
    "/incident",
    "Incident",
    IncidentPage,
    _data,
    "incident.html",
    under="/incidents",
    parameters=(
        Parameter("name", "the incident's name", needed=True),
        Parameter("show", "all, or open items only", one_of=("open", "all")),
    ),
)
