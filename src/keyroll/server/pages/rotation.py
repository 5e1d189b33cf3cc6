"""One plan of a rotation: what it does, in which steps, what it breaks, where each credential stands, its approval."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.api.approving import PlanStatus
from keyroll.errors import NothingToDo, UsageError
from keyroll.server.page import Asked, Page, Parameter
from keyroll.server.pages.rotations import PlanRow, row_of


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """One credential of a plan: its steps, what it breaks, what will be proven, and where it stands."""

    id: str
    order: str
    steps: tuple[str, ...]
    consumers: tuple[str, ...]
    unclaimed: tuple[str, ...]
    breaks: str
    proves: tuple[str, ...]
    by_hand: tuple[str, ...]
    state: str
    step: str
    said: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A credential that cannot be changed safely, and why."""

    id: str
    because: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan; ``hash`` is what an approval is over."""

    plan: PlanRow
    hash: str
    changes: tuple[PlannedChange, ...]
    left_out: tuple[LeftOut, ...]
    run: str
    command: str


def _data(asked: Asked) -> PlanPage:
    try:
        one = asked.keyroll.rotations.status(asked.needed("name"))
    except UsageError as error:
        raise NothingToDo(str(error), hint=error.hint) from None
    name = one.plan.name
    return PlanPage(
        row_of(one),
        one.plan.id,
        _changes(one),
        tuple(LeftOut(each.identifier, each.because) for each in one.plan.refused),
        asked.command(f"keyroll rotate run {name} --wait"),
        asked.command(f"keyroll rotate show {name}"),
    )


def _changes(one: PlanStatus) -> tuple[PlannedChange, ...]:
    stands = {stand.identifier: stand for stand in one.stands}
    found = []
    for item in one.plan.items:
        stand = stands[item.identifier]
        steps = tuple(f"{row.title}{' (writes)' if row.writes else ''}" for row in item.steps.steps())
        consumers = tuple(f"{each.name}: {each.gets}" for each in item.consumers)
        found.append(
            PlannedChange(
                item.identifier, f"{item.order}: {item.steps.title}", steps, consumers, item.copies, item.breaks,
                item.proves, item.guided, str(stand.position.standing), str(stand.position.step), stand.said,
                stand.due_at,
            )
        )  # fmt: skip
    return tuple(found)


PAGE = Page(
    "/rotation",
    "Rotation plan",
    PlanPage,
    _data,
    "rotation.html",
    under="/incidents",
    areas=frozenset({"work"}),
    earlier=False,
    parameters=(Parameter("name", "the plan's name", needed=True),),
)
