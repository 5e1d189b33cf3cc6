"""The facade: plans of rotations that people approve in the console by a passkey, and have a worker run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from keyroll.api._home import Service
from keyroll.api.rotating import HOLDS, PlanStatus, RotationPlans
from keyroll.clock import FixedClock
from keyroll.errors import NotApproved, UsageError
from keyroll.model.rotation import Standing, Wish
from keyroll.rotation import approval, passkey
from keyroll.store.ledger.jobs import AGAIN, Job, Jobs, Taken
from keyroll.store.ledger.lease import this_process
from keyroll.store.ledger.rotations import KeptApproval, PersonsKey, Rotations

__all__ = ["DECIDES", "RUN", "Approvals", "PlanStatus", "ToApprove", "passkey"]

#: The kind of job that runs a plan, and what people decide about one that runs.
RUN: Final = "rotate"
DECIDES: Final = {"pause": Wish.PAUSE, "resume": Wish.RESUME, "abort": Wish.ABORT}
_SOON: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class ToApprove:
    """What a passkey is to sign: a plan by its hash, and until when the approval holds."""

    plan: str
    approved_at: datetime
    expires_at: datetime

    @property
    def challenge(self) -> bytes:
        """What the authenticator signs."""
        return passkey.challenge(approval.approval_content(self.plan, self.approved_at, self.expires_at))


@dataclass(frozen=True, slots=True)
class Approvals(Service):
    """Approves plans. The signature of the passkey itself is kept, and is checked again before each run."""

    def to_sign(self, name: str, person: str) -> ToApprove:
        """Return what a person is to sign for a plan. Raises UsageError, and NotApproved for its planner."""
        kept = RotationPlans(self.home).status(name)
        if kept.plan.planner.casefold() == person.casefold():
            raise NotApproved(f"{person} planned {name} and cannot approve it", hint="another person approves it")
        now = self.now().replace(microsecond=0)
        return ToApprove(kept.plan.id, now, now + HOLDS)

    def approve(self, name: str, person: str, asked: ToApprove, public: str, signature: str) -> PlanStatus:
        """Keep the approval of a plan by a passkey of a person. Raises NotApproved, UsageError, Busy."""
        plans, now = RotationPlans(self.home), self.now()
        kept = plans.status(name).kept
        if kept.id != asked.plan:
            raise NotApproved(f"the plan {name} was replaced since you opened it", hint="open it and read it again")
        given = KeptApproval(kept.id, public, signature, asked.approved_at, asked.expires_at)
        keys = Rotations(self.home.ledger).keys()
        known = keys.setdefault(public, PersonsKey(public, person, "a passkey of the console", now))
        if known.person != person:
            raise UsageError(f"this passkey is {known.person}'s", hint="each person has keys of their own")
        if because := approval.refused_because(kept, given, keys, now):
            raise NotApproved(f"{name}: {because}", hint="another person with a passkey approves it")
        with self.home.ledger.hold(this_process("console approve")) as ledger:
            rows = Rotations(ledger)
            rows.add_key(known)
            rows.add_approval(given)
        return plans.status(name)

    def run_later(self, name: str, by: str) -> None:
        """Have a worker run an approved plan, as a person asked.

        Raises NotApproved where it may not begin, UsageError where nothing is left to do or the clock is fixed.
        """
        if isinstance(self.home.clock, FixedClock):
            raise UsageError("a home with a fixed clock changes nothing", hint="run it in the home of the organisation")
        status = RotationPlans(self.home).status(name)
        if status.done:
            raise UsageError(f"every credential of {name} is proven changed", hint="nothing is left to do")
        if not status.approved_by and not Rotations(self.home.ledger).steps(status.kept.id):
            raise NotApproved(f"{name}: {status.because}", hint="another person approves it first")
        job = Job(RUN, status.plan.incident, name, self.now(), {"by": by})
        Jobs(self.home.ledger).put([job])

    def decide(self, name: str, verb: str, *, by: str, because: str) -> None:
        """Keep a decision about a plan, and have a worker act on it where the plan has begun. Raises UsageError."""
        if verb not in DECIDES:
            raise UsageError(f"nobody can {verb!r} a plan", hint=f"known: {', '.join(DECIDES)}")
        RotationPlans(self.home).decide(name, DECIDES[verb], by=by, because=because)
        if (job := self.job(name)) is not None:
            Jobs(self.home.ledger).put([Job(RUN, job.incident, name, self.now(), job.spec)])

    def job(self, name: str) -> Job | None:
        """Return the job that runs a plan, where a person asked for it in the console."""
        return next((one for one in Jobs(self.home.ledger).every() if (one.kind, one.identifier) == (RUN, name)), None)

    def run(self, taken: Sequence[Taken]) -> None:
        """Run the plans of these jobs as far as they go now; each says where it stands. Raises KeyrollError."""
        for one in taken:
            try:
                status = RotationPlans(self.home).run(one.job.identifier)
            except (NotApproved, UsageError) as error:
                one.end(None, f"not run: {error}")
            else:
                one.end(self._next(status), _stands(status))

    def _next(self, status: PlanStatus) -> datetime | None:
        """Return when to go on; None where nothing goes on by itself."""
        goes_on = [s for s in status.stands if s.position.standing in (Standing.PLANNED, Standing.RUNNING)]
        if not goes_on:
            return None
        now = self.now()
        return max(min(one.due_at or now + AGAIN for one in goes_on), now + _SOON)


def _stands(status: PlanStatus) -> str:
    done = sum(one.position.standing is Standing.DONE for one in status.stands)
    person = f"; {len(status.orphaned)} need a person" if status.orphaned else ""
    said = next((one.said for one in status.stands if one.position.standing is not Standing.DONE and one.said), "")
    return f"{done} of {len(status.stands)} proven changed{person}{f'; {said}' if said else ''}"
