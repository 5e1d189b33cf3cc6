"""A schedule: an approved plan whose signed terms let a server change its credentials again and again.

Static roles of OpenBao's database engine and the rotation of AWS Secrets Manager run unattended in the same way. Here
the facts that two persons agreed on are part of the signed plan. A changed fact, or a stop sign, ends the permission.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from keyroll.clock import iso
from keyroll.errors import NotApproved, UsageError
from keyroll.model.rotation import Standing, StopSign
from keyroll.rotation import approval, registering
from keyroll.rotation.approval import Approved
from keyroll.rotation.plan import Plan, PlanItem, ScheduleTerms, plan_of
from keyroll.store.ledger.rotations import KeptPlan, Rotations

#: The longest time for which a schedule may be approved, and the shortest time between two changes of a credential.
LONGEST: Final = approval.LONGEST_SCHEDULE
SHORTEST: Final = timedelta(hours=1)
#: The facts of a credential that two persons approved. Its generations are none of them: each rotation changes these.
APPROVED_FACTS: Final = (
    "kind", "source", "way", "order", "account", "settings", "at", "admin", "old_value", "new_value", "consumers",
    "observe", "observer", "abort",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PastRotation:
    """A change of a credential by any plan: how it stands, and when its last step was recorded."""

    plan: Plan
    standing: Standing
    at: datetime | None


def terms(
    *, every: timedelta, until: datetime, windows: Sequence[str], stop_on: Iterable[str], now: datetime
) -> ScheduleTerms:
    """Return the terms of a schedule. Raises UsageError for a time that is too short or too far away."""
    if every < SHORTEST:
        raise UsageError("a credential is changed once an hour at most", hint="give a longer time: --every 30d")
    if not now < until <= now + LONGEST:
        raise UsageError(
            f"a schedule ends between now and {iso(now + LONGEST)}", hint="give --until DATE, at most a year ahead"
        )
    signs = tuple(sorted({str(StopSign(one)) for one in stop_on}))
    return ScheduleTerms(every, until.replace(microsecond=0), tuple(windows), signs)


def permitted(kept: KeptPlan, rows: Rotations, now: datetime) -> Approved:
    """Return the approval under which a plan may begin now: its own, or that of the schedule it was made under.

    Raises NotApproved, also where a fact differs from the approved ones.
    """
    plan = plan_of(kept)
    if not plan.under:
        return approval.approved(kept, rows.approvals(kept.id), registering.registered(rows), now)
    parent = next((one for one in rows.plans() if one.id == plan.under), None)
    if parent is None or (agreed := plan_of(parent)).terms is None:
        raise NotApproved(f"{plan.name}: its schedule does not exist", hint="make a plan: keyroll rotate plan")
    keys = registering.registered(rows)
    approval.planned(kept, keys)
    by = approval.approved(parent, rows.approvals(parent.id), keys, now)
    for item in plan.items:
        if because := differs(agreed, item):
            raise NotApproved(
                f"{plan.name}: {item.identifier}: {because}",
                hint="make and approve a new schedule: keyroll rotate schedule",
            )
    return by


def approval_ends(plan: Plan, end: datetime) -> datetime:
    """Return when an approval given now ends: at the wished time, or at the end of a schedule."""
    return end if plan.terms is None else plan.terms.until


def differs(schedule: Plan, item: PlanItem) -> str:
    """Return how a credential differs from what was approved, or an empty text."""
    agreed = schedule.item(item.identifier)
    if agreed is None:
        return "the schedule does not contain it"
    for name in APPROVED_FACTS:
        if getattr(agreed, name) != getattr(item, name):
            return f"{name.replace('_', ' ')} differs from what was approved"
    if new := sorted(set(item.copies) - set(agreed.copies)):
        return f"a copy is known that nobody approved: {new[0]}"
    return ""


def due_at(made_at: datetime, terms: ScheduleTerms, changes: Sequence[PastRotation]) -> datetime:
    """Return when a credential is due: the agreed time after its last proven change, or at once if there is none."""
    done = [one.at for one in changes if one.standing is Standing.DONE and one.at is not None]
    return max(done) + terms.every if done else made_at


def unfinished(schedule: Plan, changes: Sequence[PastRotation], resumed_at: datetime | None) -> str:
    """Return which earlier change stops the schedule, or an empty text.

    An aborted change of the schedule stops it until a person resumes the schedule.
    """
    for one in changes:
        going_on = one.standing in (Standing.RUNNING, Standing.ORPHANED)
        again = resumed_at is not None and (one.at is None or one.at <= resumed_at)
        aborted = one.standing is Standing.ABORTED and one.plan.under == schedule.id and not again
        if going_on or aborted:
            return f"its change by the plan {one.plan.name} is {one.standing}"
    return ""
