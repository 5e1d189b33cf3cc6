"""The facade: plans of rotations that a person approves in the console, by a passkey."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.api._home import Service
from keyroll.api.rotating import HOLDS, PlanStatus, RotationPlans
from keyroll.errors import NotApproved, UsageError
from keyroll.rotation import approval, passkey
from keyroll.store.ledger.lease import this_process
from keyroll.store.ledger.rotations import KeptApproval, KeptKey, Rotations

__all__ = ["Approvals", "PlanStatus", "ToApprove", "passkey"]


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
        known = keys.setdefault(public, KeptKey(public, person, "a passkey of the console", now))
        if known.person != person:
            raise UsageError(f"this passkey is {known.person}'s", hint="each person has keys of their own")
        if because := approval.refused_because(kept, given, keys, now):
            raise NotApproved(f"{name}: {because}", hint="another person with a passkey approves it")
        with self.home.ledger.hold(this_process("console approve")) as ledger:
            rows = Rotations(ledger)
            rows.add_key(known)
            rows.add_approval(given)
        return plans.status(name)
