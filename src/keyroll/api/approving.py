"""The facade: approval of rotation plans in the console by a passkey, and their runs by a worker."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from keyroll.api._deciding import next_decision
from keyroll.api._home import Service
from keyroll.api._persons import BY_CONSOLE, PasskeySignature
from keyroll.api.rotating import HOLDS, PlanStatus, RotationPlans
from keyroll.clock import FixedClock
from keyroll.errors import NotApproved, UsageError
from keyroll.model.person import named, normal, same
from keyroll.model.rotation import Decision, Standing, Wish
from keyroll.proof.evidence import passkey
from keyroll.proof.evidence.persons import approval_content
from keyroll.rotation import approval, decisions, registering, schedule
from keyroll.rotation.registering import Registered
from keyroll.store.ledger.jobs import AGAIN, Job, Jobs, Taken
from keyroll.store.ledger.lease import this_process
from keyroll.store.ledger.rotations import KeptApproval, PersonsKey, Rotations

__all__ = ["DECIDES", "RUN", "Approvals", "PasskeySignature", "PlanStatus", "ToApprove", "passkey"]

#: The kind of job that runs a plan, and people's decisions about a running plan.
RUN: Final = "rotate"
DECIDES: Final = {"pause": Wish.PAUSE, "resume": Wish.RESUME, "abort": Wish.ABORT}
_SOON: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class ToApprove:
    """The content that a passkey signs: the plan's hash, and the end of the approval."""

    plan: str
    approved_at: datetime
    expires_at: datetime

    @property
    def challenge(self) -> bytes:
        """The bytes that the authenticator signs."""
        return passkey.challenge(approval_content(self.plan, self.approved_at, self.expires_at))


@dataclass(frozen=True, slots=True)
class Approvals(Service):
    """Approves plans. The signature of the passkey is stored, and is checked again before each run."""

    def to_sign(self, name: str, person: str) -> ToApprove:
        """Return the content that a person signs for a plan. Raises UsageError, and NotApproved for its planner."""
        kept = RotationPlans(self.home).status(name)
        if same(kept.plan.planner, person):
            raise NotApproved(f"{person} planned {name} and cannot approve it", hint="another person approves it")
        now = self.now().replace(microsecond=0)
        return ToApprove(kept.plan.id, now, schedule.approval_ends(kept.plan, now + HOLDS))

    def approve(self, name: str, person: str, asked: ToApprove, public: str, signature: str) -> PlanStatus:
        """Store the approval of a plan by a person's passkey. Raises NotApproved, UsageError, Busy."""
        plans, now = RotationPlans(self.home), self.now()
        kept = plans.status(name).kept
        if kept.id != asked.plan:
            raise NotApproved(f"the plan {name} was replaced since you opened it", hint="open it and read it again")
        given = KeptApproval(kept.id, public, signature, asked.approved_at, asked.expires_at)
        known = self._passkey(public, person)
        there = registering.registered(Rotations(self.home.ledger))
        keys = Registered({**there.keys, public: known}, there.confirmations)
        if because := approval.refused_because(kept, given, keys, now):
            raise NotApproved(f"{name}: {because}", hint="another person with a passkey approves it")
        with self.home.ledger.hold(this_process("console approve")) as ledger:
            rows = Rotations(ledger)
            rows.add_key(known)
            rows.add_approval(given)
        return plans.status(name)

    def _known_as(self, person: str) -> str:
        """Return the name under which the keys of a person are registered. Raises UsageError for a lookalike."""
        return named(person, (one.person for one in Rotations(self.home.ledger).keys().values()))

    def _passkey(self, public: str, person: str) -> PersonsKey:
        """Return the key of a passkey, registered or new.

        Raises UsageError if it is another person's, NotApproved if others must confirm it first.
        """
        rows = Rotations(self.home.ledger)
        at = registering.registered_at(rows, self.now())
        known = rows.keys().get(public, PersonsKey(public, self._known_as(person), BY_CONSOLE, at))
        if normal(known.person) != normal(person):
            raise UsageError(f"this passkey is {known.person}'s", hint="each person has keys of their own")
        if registering.registered(rows).keys and (missing := registering.not_counted(known, rows)):
            raise NotApproved(f"this passkey does not count yet: {missing[0]}", hint=missing[1])
        return known

    def run_later(self, name: str, by: str) -> None:
        """Queue an approved plan for a worker, on a person's request.

        Raises NotApproved if the run is not allowed to begin, UsageError if nothing is left to do or the clock is
        fixed.
        """
        if isinstance(self.home.clock, FixedClock):
            raise UsageError("a home with a fixed clock changes nothing", hint="run it in the home of the organisation")
        status = RotationPlans(self.home).status(name)
        if status.done:
            raise UsageError(f"every credential of {name} is proven changed", hint="nothing is left to do")
        if not status.approved_by and not Rotations(self.home.ledger).steps(status.kept.id):
            raise NotApproved(f"{name}: {status.because}", hint="another person approves it first")
        if status.plan.terms is not None:
            raise UsageError(f"{name} is a schedule: the server makes its plans", hint="nothing is left to do")
        job = Job(RUN, status.plan.incident, name, self.now(), {"by": by})
        Jobs(self.home.ledger).put([job])

    def to_decide(self, name: str, verb: str, by: str, because: str) -> Decision:
        """Return the decision that a passkey of a person signs. Raises UsageError."""
        if verb not in DECIDES:
            raise UsageError(f"nobody can {verb!r} a plan", hint=f"known: {', '.join(DECIDES)}")
        kept = RotationPlans(self.home).status(name).kept
        asked = Decision(kept.id, DECIDES[verb], self._known_as(by), self.now(), because=because)
        return next_decision(kept, asked, Rotations(self.home.ledger))

    def challenge(self, name: str, verb: str, by: str, because: str) -> bytes:
        """Return the bytes that a passkey signs for a decision. Raises UsageError."""
        return passkey.challenge(decisions.content(self.to_decide(name, verb, by, because)))

    def decide(self, name: str, verb: str, *, by: str, because: str, public: str, signature: str) -> None:
        """Store a decision that a passkey signed; if the plan has begun, queue it for a worker.

        Raises UsageError, NotApproved.
        """
        asked = self.to_decide(name, verb, by, because)
        with self.home.ledger.hold(this_process("console decide")) as ledger:
            rows = Rotations(ledger)
            decisions.keep(rows, replace(asked, public=public, signature=signature), self._passkey(public, by))
        if (job := self.job(name)) is not None:
            Jobs(self.home.ledger).put([Job(RUN, job.incident, name, self.now(), job.spec)])

    def job(self, name: str) -> Job | None:
        """Return the job of a plan that a person started in the console."""
        return next((one for one in Jobs(self.home.ledger).every() if (one.kind, one.identifier) == (RUN, name)), None)

    def run(self, taken: Sequence[Taken]) -> None:
        """Run the plans of these jobs as far as possible now, and report the status of each. Raises KeyrollError."""
        for one in taken:
            try:
                status = RotationPlans(self.home).run(one.job.identifier)
            except (NotApproved, UsageError) as error:
                one.end(None, f"not run: {error}")
            else:
                one.end(self._next(status), _stands(status))

    def _next(self, status: PlanStatus) -> datetime | None:
        """Return when the next step is due; None if no step is due without a person."""
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
