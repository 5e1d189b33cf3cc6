"""The facade: schedules, under which a server changes credentials without a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from keyroll.api import _planning
from keyroll.api._home import Service
from keyroll.api.incidents import Incidents
from keyroll.api.rotating import CredentialSelection, PlanStatus, RotationPlans
from keyroll.clock import iso
from keyroll.detection.last import last
from keyroll.errors import NothingToDo, UsageError
from keyroll.model.rotation import Standing, StopSign, Wish
from keyroll.report import listing
from keyroll.report.words import count
from keyroll.rotation import decisions, schedule
from keyroll.rotation.plan import Plan, ScheduleTerms
from keyroll.rotation.schedule import PastRotation
from keyroll.rotation.windows import Calendar, Window
from keyroll.secret import SecretRef
from keyroll.store.ledger.rotations import KeptPlan, Rotations

#: The time until a stopped schedule is looked at again: a sign may be gone.
LOOK_AGAIN: Final = timedelta(hours=1)
_IN_STORY: Final = """
WITH subjects AS (
    SELECT id, unnest(subjects) AS subject FROM last_stories WHERE severity_id >= 4 AND NOT coalesce(contained, false)
)
SELECT min(id) FROM subjects WHERE subject = $id OR subject IN (
    SELECT i.identifier FROM identifiers i WHERE i.id = $id
)
"""


@dataclass(frozen=True, slots=True)
class Due:
    """What a schedule does now: the plan that it made (None: none), what it reports, and when it is looked at again."""

    made: PlanStatus | None
    said: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Schedules(Service):
    """Makes schedules, and the plans that are due under them."""

    def make(
        self,
        name: str,
        choice: CredentialSelection,
        *,
        every: timedelta,
        until: datetime,
        windows: Sequence[str] = (),
        stop_on: Sequence[str] = tuple(StopSign),
        key: SecretRef | str,
        file: Path | None = None,
    ) -> PlanStatus:
        """Make a schedule, signed by its planner; another person approves it like a plan. Raises as a plan does."""
        for window in windows:
            Window.read(window)
        agreed = schedule.terms(every=every, until=until, windows=windows, stop_on=stop_on, now=self.now())
        return RotationPlans(self.home).plan(name, choice, key=key, file=file, terms=agreed)

    def names(self) -> list[str]:
        """Return the names of the schedules that are approved and have not ended."""
        now = self.now()
        return [one.plan.name for one in RotationPlans(self.home).plans() if one.runs_unattended(now)]

    def due(self, name: str) -> Due:
        """Make a plan of the credentials that are due under a schedule, signed with the key of ``[changes]``.

        Nothing is made outside its windows and while it is paused. A credential is left out while a stop sign is seen,
        and where its facts differ from the approved ones. Raises UsageError, ConfigError.
        """
        plans = RotationPlans(self.home)
        status, now = plans.status(name), self.now()
        agreed = status.plan
        if agreed.terms is None:
            raise UsageError(f"{name} is no schedule", hint=f"keyroll rotate run {name}")
        if not status.approved_by or now > agreed.terms.until:
            return Due(None, status.because or f"the schedule ended on {iso(agreed.terms.until)}", None)
        decided = [one for one in decisions.read(Rotations(self.home.ledger), status.kept.id) if not one.identifier]
        latest = next((one for one in reversed(decided) if one.wish is not Wish.SIGN_OFF), None)
        if latest is not None and latest.wish is not Wish.RESUME:
            return Due(None, f"{latest.wish} by {latest.person} since {iso(latest.at)}", now + LOOK_AGAIN)
        calendar = self._calendar(agreed.terms)
        opens = calendar.opens_at(now)
        if opens is None or opens > now:
            return Due(
                None, f"no change begins before {iso(opens)}" if opens else "no window opens within a year", opens
            )
        return self._due(status, agreed.terms, latest.at if latest else None, now)

    def _calendar(self, terms: ScheduleTerms) -> Calendar:
        """Return when changes may begin: in the windows of the schedule, and not on a frozen day of the directions."""
        declared = RotationPlans(self.home).changes().when
        windows = tuple(map(Window.read, terms.windows)) or declared.windows
        return Calendar(windows, declared.freezes, declared.zone)

    def _due(self, status: PlanStatus, terms: ScheduleTerms, resumed: datetime | None, now: datetime) -> Due:
        agreed = status.plan
        stopped, due, later = dict[str, str](), list[str](), list[datetime]()
        signs = self._signs(agreed)
        for item in agreed.items:
            changes = self._changes(item.identifier)
            at = schedule.due_at(agreed.made_at, terms, changes)
            because = schedule.unfinished(agreed, changes, resumed) or signs.get(item.identifier, "")
            if at > now:
                later.append(at)
            elif because:
                stopped[item.identifier] = because
            else:
                due.append(item.identifier)
        made, left = self._made(status.kept, agreed, due, now) if due else (None, {})
        said = [f"{made.plan.name}: {count(len(made.plan.items), 'credential')}"] if made else []
        said += [f"{one} is stopped: {because}" for one, because in (stopped | left).items()]
        if stopped or left:
            later.append(now + LOOK_AGAIN)
        return Due(made, "; ".join(said) or "nothing is due", min(later, default=now + LOOK_AGAIN))

    def _made(
        self, kept: KeptPlan, agreed: Plan, due: Sequence[str], now: datetime
    ) -> tuple[PlanStatus | None, dict[str, str]]:
        """Make a plan of some credentials under a schedule; return it, and why credentials were left out."""
        plans, key = RotationPlans(self.home), RotationPlans(self.home).changes().key
        if not key:
            raise UsageError(
                "a plan under a schedule is signed by the server's key, and none is given",
                hint='rotation.toml: [changes] key = "file:PATH"; register it: keyroll rotate key NAME --public FILE',
            )
        name = _planning.free_name(self.home, f"{agreed.name}-{now:%Y-%m-%d}")
        try:
            draft, signer = plans.draft(name, CredentialSelection("*", only=frozenset(due)), key=key)
        except NothingToDo as none:
            return None, dict.fromkeys(due, str(none))
        left = {one.identifier: one.because for one in draft.refused if one.identifier in due}
        left |= {one.identifier: because for one in draft.items if (because := schedule.differs(agreed, one))}
        items = tuple(one for one in draft.items if one.identifier not in left)
        if not items:
            return None, left
        _planning.keep(self.home, replace(draft, items=items, under=kept.id), signer)
        return plans.status(name), left

    def _changes(self, identifier: str) -> list[PastRotation]:
        """Return the changes of a credential by any plan, oldest first."""
        found, rows = [], Rotations(self.home.ledger)
        for status in RotationPlans(self.home).plans():
            for stand in status.stands:
                if stand.identifier == identifier and stand.position.standing is not Standing.PLANNED:
                    records = rows.steps(status.kept.id, identifier).get(identifier, ())
                    at = records[-1].ended_at or records[-1].at if records else None
                    found.append(PastRotation(status.plan, stand.position.standing, at))
        return found

    def _signs(self, agreed: Plan) -> dict[str, str]:
        """Return the credentials of a schedule with a stop sign, each with the reason."""
        watched = agreed.terms.stop_on if agreed.terms else ()
        found: dict[str, str] = {}
        if StopSign.INCIDENT in watched:
            incidents = Incidents(self.home)
            for row in incidents.listed():
                if row["closed_at"] is None and not (state := incidents.status(str(row["name"]))).incident.planned:
                    because = f"the incident {row['name']} is open for it"
                    found |= dict.fromkeys((one.item.identifier for one in state.open_items), because)
        if StopSign.STORY in watched:
            with listing.reading(self.home, events=False) as session:
                if last(session, self.home, "stories"):
                    for item in agreed.items:
                        if story := session.one(_IN_STORY, {"id": item.identifier}):
                            found[item.identifier] = f"the story {str(story)[:8]} has it"
        return found
