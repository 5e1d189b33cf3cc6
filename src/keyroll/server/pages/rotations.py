"""Plans of rotations: planner, approver, and the part that is proven changed."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.api.approving import PlanStatus
from keyroll.server.page import Page, PageRequest


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan."""

    name: str
    incident: str
    planner: str
    made_at: datetime
    approved_by: str
    because: str
    credentials: int
    proven: int
    needs_person: int


@dataclass(frozen=True, slots=True)
class PlansPage:
    """All plans, the newest first."""

    rows: tuple[PlanRow, ...]
    command: str


def row_of(one: PlanStatus) -> PlanRow:
    """Return a plan as a row."""
    done = sum(str(stand.position.standing) == "done" for stand in one.stands)
    because = one.because.partition(": ")[2] or one.because
    plan = one.plan
    return PlanRow(
        plan.name, plan.incident, plan.planner, plan.made_at, one.approved_by, because, len(one.stands), done,
        len(one.orphaned),
    )  # fmt: skip


def _data(asked: PageRequest) -> PlansPage:
    rows = tuple(row_of(one) for one in reversed(asked.keyroll.rotations.plans()))
    return PlansPage(rows, asked.command("keyroll rotate plan SELECTOR --name NAME --key file:KEY"))


PAGE = Page(
    "/rotations", "Rotation plans", PlansPage, _data, "rotations.html", under="/incidents", areas=frozenset({"work"}),
    earlier=False,
)  # fmt: skip
