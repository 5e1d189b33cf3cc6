"""One plan of a rotation: what it does, in which steps, what it breaks, where each credential stands, its approval."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.api.approving import PlanStatus
from keyroll.errors import NothingToDo, UsageError
from keyroll.model.rotation import Standing
from keyroll.server.page import Page, PageRequest, Parameter
from keyroll.server.pages.rotations import PlanRow, row_of


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """One credential of a plan: its steps, what it breaks, what will be proven, and where it stands."""

    id: str
    name: str
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
class PlanRun:
    """The job that runs a plan: who asked for it, when it goes on, and what it said last."""

    by: str
    due_at: datetime | None
    said: str
    runs: int


@dataclass(frozen=True, slots=True)
class PlanVerb:
    """What a person may do with a plan now, and what the passkey confirms for it."""

    verb: str
    about: str
    confirm: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan; ``hash`` is what an approval is over. ``verbs`` are what an approver may do with it now."""

    plan: PlanRow
    hash: str
    changes: tuple[PlannedChange, ...]
    left_out: tuple[LeftOut, ...]
    job: PlanRun | None
    verbs: tuple[PlanVerb, ...]
    run: str
    command: str


def _data(asked: PageRequest) -> PlanPage:
    try:
        one = asked.keyroll.rotations.status(asked.needed("name"))
    except UsageError as error:
        raise NothingToDo(str(error), hint=error.hint) from None
    name = one.plan.name
    job = asked.keyroll.approvals.job(name)
    return PlanPage(
        row_of(one),
        one.plan.id,
        _changes(one),
        tuple(LeftOut(each.identifier, each.because) for each in one.plan.refused),
        PlanRun(str(job.spec.get("by", "")), job.due_at, job.said, job.runs) if job else None,
        _verbs(one, running=job is not None and job.due_at is not None),
        asked.command(f"keyroll rotate run {name} --wait"),
        asked.command(f"keyroll rotate show {name}"),
    )


def confirms(verb: str, plan: str) -> str:
    """Return what a passkey confirms for a step of a plan."""
    return f"{verb} plan {plan}"


def _verbs(one: PlanStatus, *, running: bool) -> tuple[PlanVerb, ...]:
    """Return what an approver may do now."""
    standings = {stand.position.standing for stand in one.stands}
    begun, open_ = standings - {Standing.PLANNED}, standings & {Standing.PLANNED, Standing.RUNNING, Standing.ORPHANED}
    verbs: dict[str, str] = {}
    if open_ and (one.approved_by or begun) and not running:
        verbs["run"] = "The server's worker runs it, and goes on by itself."
    if open_ and begun:
        verbs |= {
            "pause": "No further step begins.",
            "resume": "It goes on, and with what needed a person.",
            "abort": "It leads back to a working credential; refused once an old value is deleted.",
        }
    return tuple(PlanVerb(verb, about, confirms(verb, one.plan.name)) for verb, about in verbs.items())


def _changes(one: PlanStatus) -> tuple[PlannedChange, ...]:
    stands = {stand.identifier: stand for stand in one.stands}
    found = []
    for item in one.plan.items:
        stand = stands[item.identifier]
        steps = tuple(f"{row.title}{' (writes)' if row.writes else ''}" for row in item.steps.steps())
        consumers = tuple(f"{each.name}: {each.gets}" for each in item.consumers)
        found.append(
            PlannedChange(
                item.identifier, item.name or item.identifier, f"{item.order}: {item.steps.title}", steps, consumers,
                item.copies, item.breaks, item.proves, item.guided, str(stand.position.standing),
                str(stand.position.step), stand.said, stand.due_at,
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
