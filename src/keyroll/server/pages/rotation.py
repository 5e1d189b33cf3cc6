"""One plan of a rotation: its effect, its steps, its interruptions, the state of each credential, its approval."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.api.approving import PlanStatus
from keyroll.errors import NothingToDo, UsageError
from keyroll.model.rotation import Standing
from keyroll.server.page import Page, PageRequest, Parameter
from keyroll.server.pages.rotations import PlanRow, row_of


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """One credential of a plan: its steps, its interruptions, its future proof, and its state."""

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
    """A credential that cannot be changed safely, and the reason."""

    id: str
    because: str


@dataclass(frozen=True, slots=True)
class PlanRun:
    """The job that runs a plan: who started it, its next run, and its last message."""

    by: str
    due_at: datetime | None
    said: str
    runs: int


@dataclass(frozen=True, slots=True)
class PlanVerb:
    """An action that a person may take on a plan now, and the text that the passkey confirms for it."""

    verb: str
    about: str
    confirm: str


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key of the planner or the approver: whose it is, who registered it and when, and who confirmed it."""

    person: str
    fingerprint: str
    registered_at: datetime
    registered_by: str
    confirmed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan; the approval signs ``hash``. ``verbs`` are the actions that an approver may take now."""

    plan: PlanRow
    hash: str
    keys: tuple[SigningKey, ...]
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
        tuple(
            SigningKey(key.person, key.fingerprint, key.registered_at, key.registered_by, key.confirmed_by)
            for key in one.keys
        ),
        _changes(one),
        tuple(LeftOut(each.identifier, each.because) for each in one.plan.refused),
        PlanRun(str(job.spec.get("by", "")), job.due_at, job.said, job.runs) if job else None,
        _verbs(one, running=job is not None and job.due_at is not None),
        asked.command(f"keyroll rotate run {name} --wait"),
        asked.command(f"keyroll rotate show {name}"),
    )


def confirms(verb: str, plan: str) -> str:
    """Return the text that a passkey confirms for a step of a plan."""
    return f"{verb} plan {plan}"


def _verbs(one: PlanStatus, *, running: bool) -> tuple[PlanVerb, ...]:
    """Return the actions that an approver may take now."""
    standings = {stand.position.standing for stand in one.stands}
    begun, open_ = standings - {Standing.PLANNED}, standings & {Standing.PLANNED, Standing.RUNNING, Standing.ORPHANED}
    verbs: dict[str, str] = {}
    if open_ and (one.approved_by or begun) and not running:
        verbs["run"] = "The server's worker runs it and continues automatically."
    if open_ and begun:
        verbs |= {
            "pause": "No further step begins.",
            "resume": "It continues, also with the steps that needed a person.",
            "abort": "It restores a working credential; refused after an old value is deleted.",
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
