"""The closing lines of a rotation's commands."""

from collections.abc import Mapping, Sequence

from keyroll.clock import iso
from keyroll.model.rotation import Result, Standing, Step, StepRecord, Wish
from keyroll.report.closing import ClosingLines
from keyroll.report.words import count
from keyroll.rotation.engine import Stand
from keyroll.rotation.plan import Plan

#: The prefix of the incident that holds the proof of a plan without an incident.
OWN = "rotation-"


def closing(
    plan: Plan, stands: Sequence[Stand], steps: Sequence[StepRecord], approved_by: str, wish: Wish | None = None
) -> ClosingLines:
    """Return the closing lines of a plan; ``wish`` is the decision that was just stored."""
    name, number = plan.name, len(stands)
    done = [one for one in stands if one.position.standing is Standing.DONE]
    orphaned = sum(one.position.standing is Standing.ORPHANED for one in stands)
    aborted = sum(one.position.standing is Standing.ABORTED for one in stands)
    run = f"keyroll rotate run {name} --wait"
    if done and len(done) == number:
        return ClosingLines(_dead(_proofs(steps), number), "nothing in this plan", _evidence(plan), good=True)
    rest = f"{count(number - len(done), 'credential')} not proven changed"
    if wish is Wish.PAUSE:
        return ClosingLines(
            f"{name} is paused: no further step begins", rest, f"keyroll rotate resume {name} --key file:PATH"
        )
    if wish is Wish.ABORT:
        return ClosingLines(f"{name} will be aborted: nothing was changed yet by this command", rest, run)
    if orphaned:
        then = f"keyroll rotate resume {name} --key file:PATH" if wish is not Wish.RESUME else run
        return ClosingLines(f"{orphaned} of {number} need a person; {len(done)} proven dead", rest, then)
    if aborted and aborted + len(done) == number:
        again = " ".join(f"'{one.identifier}'" for one in stands if one.position.standing is Standing.ABORTED)
        made = f"keyroll rotate plan {again.partition(' ')[0]} --name {name}-2"
        return ClosingLines(f"{aborted} of {number} aborted: a working value is in force", rest, made)
    if not approved_by and not steps:
        left = f"another person than {plan.planner} approves it"
        return ClosingLines(f"{name} is planned; nothing was changed", left, f"keyroll rotate approve {name}")
    unchanged = f"{name} is approved by {approved_by}; nothing was changed"
    state = f"{len(done)} of {number} proven dead" if steps else unchanged
    return ClosingLines(state, rest, run)


def begun_closing(identifier: str, people: Sequence[str], taken: frozenset[str]) -> ClosingLines:
    """Return the closing lines of ``rotate init``."""
    name = next(one for one in ("first", *(f"plan-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
    keys = f"; keys of {' and '.join(people)} registered" if people else ""
    left = "a person plans it, and another one approves it"
    return ClosingLines(
        f"directions written and checked{keys}", left, f"keyroll rotate plan '{identifier}' --name {name}"
    )


def _proofs(steps: Sequence[StepRecord]) -> Mapping[str, StepRecord]:
    return {one.identifier: one for one in steps if one.step is Step.PROVE and one.result is Result.DONE}


def _dead(proofs: Mapping[str, StepRecord], number: int) -> str:
    """Return the grades, the time and the evidence of the proofs."""
    grades = sorted({one.facts.get("grade", "?") for one in proofs.values()})
    last = max(proofs.values(), key=lambda one: one.ended_at or one.at, default=None)
    if last is None:
        return f"{number} of {number} changed; the proof is not in the ledger"
    by = f"; {last.said}" if number == 1 else ""
    when = iso(last.ended_at or last.at)
    return f"{len(proofs)} of {number} dead at grade {' and '.join(grades)} on {when}, by probe{by}"


def _evidence(plan: Plan) -> str:
    return f"keyroll incident status {plan.incident}" if plan.incident else f"keyroll report evidence {OWN}{plan.name}"
