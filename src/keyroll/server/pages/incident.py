"""One incident: its open items in groups, with owner and next step, the plans for them, and their proof."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.api import Campaign
from keyroll.errors import NothingToDo, UsageError
from keyroll.server.page import Page, PageRequest, Parameter
from keyroll.server.pages.rotations import PlanRow, row_of

#: The keys by which items are grouped, and the label of a group without a value.
GROUPS: Final = {"next": "nothing to do", "owner": "no owner known", "source": "", "verdict": ""}
#: The most items of one group that are shown; the page of the group alone has all.
_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One exposed credential: the reason of its exposure, its facts, its reach, and the next step.

    ``reaches_protected`` is yes, no or unknown.
    """

    id: str
    name: str
    source: str
    proven: bool
    verdict: str
    grade: str
    because: str
    reasons: tuple[str, ...]
    owner: str
    reaches: str
    reaches_protected: str
    next: str
    excepted_until: datetime | None


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Items with one value in common; ``count`` is their number, ``items`` the first of them."""

    value: str
    count: int
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class GradeCount:
    """The number of items with a grade of proof."""

    grade: str
    count: int


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """The state of an incident.

    Items come in groups, the largest first. In each group open items come first, those with the widest reach first.
    """

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
    excepted: int
    plans: tuple[PlanRow, ...]
    plan: str
    show: str
    by: str
    group: str
    groups: tuple[ItemGroup, ...]
    command: str
    obtainable: str
    incomplete: tuple[str, ...]


def campaign_of(asked: PageRequest) -> Campaign:
    """Return the campaign of the incident in the address. Raises NothingToDo."""
    name = asked.needed("name")
    if name not in asked.keyroll.incidents.names():
        raise NothingToDo("there is no such incident", hint="see Incidents")
    return asked.campaign(name)


def item_rows(now: Campaign) -> list[ItemRow]:
    """Return the items of a campaign, open ones first, of these what reaches most that is protected."""
    return [
        ItemRow(
            work.standing.item.identifier,
            work.standing.item.name or work.standing.item.identifier,
            work.standing.item.source,
            work.proven,
            str(work.standing.judgement.verdict),
            str(work.standing.judgement.grade),
            work.standing.judgement.because,
            tuple(one.words for one in work.standing.item.reason),
            work.owner,
            work.reach.words,
            str(work.reach.truth.answer.value),
            work.next_act,
            work.excepted.until if work.excepted and not work.exception_ended else None,
        )
        for work in now.work
    ]


def _groups(items: list[ItemRow], by: str, only: str) -> tuple[ItemGroup, ...]:
    """Return items in groups; ``only`` is the group whose items are all returned."""
    found: dict[str, list[ItemRow]] = {}
    for one in items:
        found.setdefault(str(getattr(one, by)) or GROUPS[by], []).append(one)
    ordered = sorted(found.items(), key=lambda group: (-len(group[1]), group[0]))
    most = len(items) if only else _SHOWN
    return tuple(ItemGroup(value, len(some), tuple(some[:most])) for value, some in ordered if only in ("", value))


def _data(asked: PageRequest) -> IncidentPage:
    now, by = campaign_of(asked), asked.text("by") or "next"
    if by not in GROUPS:
        raise UsageError(f"items are not grouped by {by!r}", hint=f"known: {', '.join(GROUPS)}")
    incident, containment, items = now.status.incident, now.status.containment, item_rows(now)
    grades = Counter(one.grade for one in items if one.proven)
    show, only, name = "all" if asked.text("show") == "all" else "open", asked.text("group"), incident.name
    shown = items if show == "all" else [one for one in items if not one.proven]
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
        len(now.excepted),
        tuple(row_of(one) for one in asked.keyroll.rotations.plans() if one.plan.incident == name),
        asked.command(f"keyroll rotate plan --incident {name} --name {name} --key file:KEY"),
        show,
        by,
        only,
        _groups(shown, by, only),
        asked.command(f"keyroll incident status {name}"),
        "" if incident.planned else asked.command(f"keyroll incident reach {name}"),
        tuple(one.words for one in now.status.unmatched),
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
        Parameter("by", "the key of the groups; without it the next step", one_of=tuple(GROUPS)),
        Parameter("group", "one group, with all of its items"),
    ),
)
