"""The closing lines of a rotation's commands."""

import shlex
from collections.abc import Mapping, Sequence

from keyroll.clock import iso
from keyroll.model.rotation import Result, Standing, Step, StepRecord, Wish
from keyroll.report.closing import ClosingLines
from keyroll.report.gate import gate_closing
from keyroll.report.words import count
from keyroll.rotation.engine import Stand
from keyroll.rotation.plan import Plan

#: The prefix of the incident that holds the proof of a plan without an incident.
OWN = "rotation-"


def closing(
    plan: Plan, stands: Sequence[Stand], steps: Sequence[StepRecord], approved_by: str, wish: Wish | None = None
) -> ClosingLines:
    """Return the closing lines of a plan; ``wish`` is the decision that was just stored."""
    if plan.gate:
        return gate_closing(plan, approved_by)
    if plan.terms:
        return _of_schedule(plan, approved_by, wish)
    name, number = plan.name, len(stands)
    done = [one for one in stands if one.position.standing is Standing.DONE]
    orphaned = sum(one.position.standing is Standing.ORPHANED for one in stands)
    aborted = sum(one.position.standing is Standing.ABORTED for one in stands)
    run = f"keyroll rotate run {name} --wait"
    if done and len(done) == number:
        left = f"{count(len(plan.refused), 'credential')} left out of this plan" if plan.refused else ""
        return ClosingLines(_dead(_proofs(steps), number), left or "nothing in this plan", _evidence(plan), good=True)
    rest = _rest(plan, stands, number - len(done))
    if wish is Wish.PAUSE:
        return ClosingLines(f"{name} is paused: no further step begins", rest, f"keyroll rotate resume {name}")
    if wish is Wish.ABORT:
        return ClosingLines(f"{name} will be aborted: nothing was changed yet by this command", rest, run)
    if orphaned:
        then = f"keyroll rotate resume {name}" if wish is not Wish.RESUME else run
        return ClosingLines(f"{orphaned} of {number} need a person; {len(done)} proven dead", rest, then)
    if aborted and aborted + len(done) == number:
        again = " ".join(f"'{one.identifier}'" for one in stands if one.position.standing is Standing.ABORTED)
        made = f"keyroll rotate plan {again.partition(' ')[0]} --name {name}-2"
        return ClosingLines(f"{aborted} of {number} aborted: a working value is in force", rest, made)
    if not approved_by and not steps:
        left = f"another person than {plan.planner} approves it{_left_out(plan)}"
        return ClosingLines(f"{name} is planned; nothing was changed", left, f"keyroll rotate approve {name}")
    if by_name := [(one.identifier, name_of) for one in stands for name_of in one.blocked]:
        then = sign_off_command(name, *by_name[0], alone=number == 1)
        return ClosingLines(f"{len(done)} of {number} proven dead", rest, then)
    unchanged = f"{name} is approved by {approved_by}; nothing was changed"
    state = f"{len(done)} of {number} proven dead" if steps else unchanged
    return ClosingLines(state, rest, run)


def _of_schedule(plan: Plan, approved_by: str, wish: Wish | None) -> ClosingLines:
    """Return the closing lines of a schedule, which changes nothing itself."""
    name, each = plan.name, count(len(plan.items), "credential")
    if wish in (Wish.PAUSE, Wish.ABORT):
        said = f"{name} is {'paused' if wish is Wish.PAUSE else 'stopped'}: no change of it begins"
        return ClosingLines(said, f"{each} no longer changed by it", f"keyroll rotate resume {name}")
    if not approved_by:
        left = f"another person than {plan.planner} approves it{_left_out(plan)}"
        return ClosingLines(f"{name} is planned; nothing was changed", left, f"keyroll rotate approve {name}")
    left = f"keyroll serve changes {each} when due, or rotate run"
    return ClosingLines(f"{name} is approved by {approved_by}", left, f"keyroll rotate run {name} --wait")


def _left_out(plan: Plan) -> str:
    return f"; {count(len(plan.refused), 'credential')} left out of the plan" if plan.refused else ""


def _rest(plan: Plan, stands: Sequence[Stand], number: int) -> str:
    """Return what remains: how many, for whom or until when the first ones wait, and what the plan left out."""
    names = sorted({name for one in stands for name in one.blocked})
    dues = [one.due_at for one in stands if one.due_at]
    waits = f"; no revocation while {', '.join(names)} is not declared, changed or signed off" if names else ""
    waits = waits or (f"; goes on at {iso(min(dues))}" if dues else "")
    return f"{count(number, 'credential')} not proven changed{waits}{_left_out(plan)}"


def sign_off_command(name: str, identifier: str, copy: str, *, alone: bool = False) -> str:
    """Return the command by which a person signs off what blocks a credential."""
    only = "" if alone else f" --id {shlex.quote(identifier)}"
    return f"keyroll rotate sign-off {name} {shlex.quote(copy)}{only} --because WORDS"


def begun_closing(
    identifier: str, people: Sequence[str], taken: frozenset[str], others: Sequence[str] = ()
) -> ClosingLines:
    """Return the closing lines of ``rotate init``."""
    name = next(one for one in ("first", *(f"plan-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
    keys = f"; keys of {' and '.join(people)} registered" if people else ""
    left = "a person plans it, and another one approves it"
    if others:
        left += f"; {', '.join(others)} may use it and is no consumer yet: add it to rotation.toml, or end its use"
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
