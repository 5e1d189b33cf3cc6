"""Finds values that the vendor does not list by signing in with them, such as a value that a person made at the vendor.

The prober makes every attempt that may be refused. It respects the rate limit and the lockout of the provider.
"""

from datetime import timedelta

from keyroll.model.probe import PROVING, Outcome, ValueRole
from keyroll.model.rotation import Result
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.providers.contracts.rotate import Generation
from keyroll.rotation import delivering, looking
from keyroll.rotation.known import OLD
from keyroll.rotation.tools import Did, Tools
from keyroll.secret import Secret

#: The wait after a refused value of a person, if the provider declares no lockout.
AGAIN = timedelta(minutes=1)


def generations(tools: Tools) -> tuple[Generation, ...] | None:
    """Return the values that sign in, or None if that is not known."""
    known = tools.known
    if tools.vault.get(known.new_slot) is None:
        value = tools.vault.get(known.old_slot) or delivering.old_value(tools)
        answer = _attempt(tools, value)
        if answer.outcome is not Outcome.ACCEPTED:
            return () if answer.outcome in PROVING else None
        return (Generation(OLD, answer.identity),)
    looking.visit(tools, early=False)
    tried = tools.attempts.attempts(tools.incident, known.item.identifier)
    found = []
    for role, name, value in (
        (ValueRole.OLD, OLD, tools.old_value()),
        (ValueRole.NEW, _name(tools), tools.new_value()),
    ):
        fingerprint = value.fingerprint(tools.install_key, "install")
        of_it = [one for one in tried if one.role is role and one.value == fingerprint and one.outcome is not None]
        last = max(of_it, key=lambda one: one.at, default=None)
        if last is None or last.outcome not in (Outcome.ACCEPTED, *PROVING):
            return None
        if last.outcome is Outcome.ACCEPTED:
            found.append(Generation(name, last.identity))
    return tuple(found)


def made_by_a_person(tools: Tools, new: Generation | None) -> Did:
    """Seal the value that a person made at the vendor and wrote down; ``new`` is the vendor's listing of it.

    Without a list, a sign-in with the value shows that it was made.
    """
    value = delivering.given_value(tools)
    if value is None:
        item = tools.known.item
        where = item.new_value or ", ".join(one.place for one in item.consumers if one.place) or "new = … (directions)"
        return Did(Result.WAITING, f"the new value is not there yet: write it to {where}")
    if new is None:
        answer = _attempt(tools, value)
        if answer.outcome in PROVING:
            lockout = tools.probe.lockout
            later = tools.clock.now() + (lockout.within if lockout else AGAIN)
            return Did(Result.WAITING, f"the value that was written down is refused: {answer.said}", due_at=later)
        if answer.outcome is not Outcome.ACCEPTED:
            return Did(Result.FAILED, f"the new value could not be tried: {answer.outcome}")
        new = Generation(_name(tools), answer.identity)
    tools.vault.put(tools.known.new_slot, value)
    return Did(Result.DONE, facts={"new": new.id, "new_as": new.who})


def sealed(tools: Tools) -> Did:
    """Try the sealed new value, which is not listed: a successful sign-in shows that it was made."""
    answer = _attempt(tools, tools.new_value())
    if answer.outcome in PROVING:
        later = tools.clock.now() + AGAIN
        return Did(Result.WAITING, f"the new value is refused: {answer.said}", due_at=later)
    if answer.outcome is not Outcome.ACCEPTED:
        return Did(Result.FAILED, f"the new value could not be tried: {answer.outcome}")
    return Did(Result.DONE, facts={"new": _name(tools), "new_as": answer.identity})


def _name(tools: Tools) -> str:
    return f"new-{tools.known.turn}"


def _attempt(tools: Tools, value: Secret) -> ProbeAnswer:
    tools.check()
    plane = tools.probe.place(tools.known.item.at[0])
    tools.turns.turn(plane.name, tools.probe.pace)
    return tools.probe.attempt(plane, Login(tools.known.item.account, value, tools.mark))
