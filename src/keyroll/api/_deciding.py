"""The check of a person's decision about a plan, before it is signed."""

from dataclasses import replace
from datetime import timedelta

from keyroll.clock import iso
from keyroll.errors import UsageError
from keyroll.model.rotation import MOST_SIGNED_OFF, UNTIL, Decision, Wish
from keyroll.rotation import running
from keyroll.rotation.plan import plan_of
from keyroll.store.ledger.rotations import KeptPlan, Rotations


def next_decision(kept: KeptPlan, asked: Decision, rows: Rotations, holds: timedelta = MOST_SIGNED_OFF) -> Decision:
    """Return a decision with its turn, and the end of a sign-off. Raises UsageError if the plan allows it not."""
    plan, wish = plan_of(kept), asked.wish
    if asked.identifier and plan.item(asked.identifier) is None:
        raise UsageError(f"{asked.identifier} is not in the plan", hint=f"see: keyroll rotate show {kept.name}")
    because = asked.because
    if wish is Wish.SIGN_OFF:
        if not because.strip():
            raise UsageError("a copy is signed off with a reason", hint="add --because")
        if not timedelta() < holds <= MOST_SIGNED_OFF:
            raise UsageError(
                f"a sign-off holds for {MOST_SIGNED_OFF.days} days at most", hint="give an earlier --until"
            )
        because = f"{because}{UNTIL}{iso(asked.at + holds)}"
    changes_credentials = plan.terms is None and not plan.makes
    can = running.abortable(kept, rows, asked.identifier)
    if wish is Wish.ABORT and changes_credentials and not can:
        raise UsageError(
            f"{kept.name} cannot be aborted: {'it has ended' if can is None else 'its old value may be gone'}",
            hint=f"see: keyroll rotate status {kept.name}"
            if can is None
            else f"finish it: keyroll rotate run {kept.name}",
        )
    return replace(asked, because=because, turn=rows.decided(kept.id) + 1)
