"""The checks before a plan: rights, partner, free slot, places of consumers, and the evidence that the gate needs.

All of them read. A plan of a credential with a failed check is refused, with the fix.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from keyroll.providers import catalogue
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.delivery import Delivery, ReadBack, Target
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Generation, Rotator, Seen, Slots, Subject
from keyroll.rotation.directions import NOBODY, SIGN_OFF, Consumer, Directions
from keyroll.rotation.writing import taken
from keyroll.secret import Secret, SecretRef

#: The number of values that a kind with two slots can have.
_TWO = 2


@dataclass(frozen=True)
class Planned:
    """What the checks are about: one credential, its directions, its rotator, and its generations as listed.

    ``uses`` are the open sessions of its old value; None if no request shows them.
    """

    given: Directions
    rotator: Rotator
    subject: Subject
    world: tuple[Generation, ...]
    old: Generation
    login: Login | None
    provider: str
    uses: tuple[Seen, ...] | None = None

    @cached_property
    def reads(self) -> dict[str, ReadBack]:
        """The content of each consumer's place, by the consumer's name; each place is read once."""
        places = {one.name: _place(one) for one in self.given.consumers if one.place}
        return {name: delivery.read(target, login) for name, (delivery, target, login) in places.items()}


def checks(planned: Planned) -> tuple[PlanCheck, ...]:
    """Return the checks of a credential, in the order in which the rotation needs them."""
    rotator, given, found = planned.rotator, planned.given, list[PlanCheck]()
    found += rights(rotator, given, planned.subject, planned.login)
    found.append(_slot(planned))
    found += _places(planned)
    found += _evidence(planned)
    return tuple(found)


def rights(rotator: Rotator, given: Directions, subject: Subject, login: Login | None) -> tuple[PlanCheck, ...]:
    """Return the checks of the administrator's rights, or why no request shows them, with the rights."""
    if login is None or given.admin == NOBODY:
        return ()
    if rotator.checks is not None:
        return rotator.checks(rotator.at(given.at[0], subject), login, subject)
    return (_unchecked("rights to write", rotator.unchecked_because, rotator.scopes),)


def _unchecked(what: str, because: str, scopes: tuple[LeastScope, ...]) -> PlanCheck:
    needed = "; ".join(one.scope for one in scopes)
    return PlanCheck.unknown(what, f"{because} (needed: {needed})" if needed else because)


def failed(found: tuple[PlanCheck, ...]) -> tuple[PlanCheck, ...]:
    """Return the checks that failed."""
    return tuple(one for one in found if one.passed is False)


def _slot(planned: Planned) -> PlanCheck:
    names = ", ".join(one.id for one in planned.world)
    if planned.rotator.slots is not Slots.TWO or len(planned.world) < _TWO:
        return PlanCheck.good("free slot", f"values now: {names or 'none'}")
    others = ", ".join(one.id for one in planned.world if one.id != planned.old.id)
    said = f"both slots of {planned.subject.account} are taken: {names}"
    return PlanCheck.bad("free slot", said, f"delete the value that nobody uses: {others}")


def _places(planned: Planned) -> Iterator[PlanCheck]:
    """Yield the checks of each place, and that the old value can be read at one of them."""
    held = bool(planned.given.old)
    for consumer in planned.given.consumers:
        if consumer.place:
            delivery, target, login = _place(consumer)
            one = _held(planned, consumer, planned.reads[consumer.name])
            held = held or one.passed is True
            yield one
            if delivery.checks is not None:
                yield from delivery.checks(target, login)
            else:
                yield _unchecked(f"write {delivery.scheme}:", delivery.unchecked_because, delivery.scopes)
        if consumer.process and not Path(consumer.process).is_file():
            said = f"{consumer.name} does not run: {consumer.process} does not exist; its reload may write it"
            yield PlanCheck.unknown(f"process of {consumer.name}", said)
    if not held:
        said = f"no place holds the value of {planned.old.who}: nothing could be proven without it"
        yield PlanCheck.bad("old value", said, 'correct place or form, or name it: old = "REFERENCE"')


def old_value(planned: Planned) -> Secret | None:
    """Return the old value, from its reference or from a place that a consumer reads; None if none can be read."""
    if planned.given.old:
        return SecretRef.parse(planned.given.old).resolve()
    for consumer in planned.given.consumers:
        if consumer.place:
            content = planned.reads[consumer.name].content
            found = taken(consumer.form, content, parts=planned.rotator.parts) if content is not None else None
            if found is not None and found[0] in ("", planned.old.who):
                return found[1]
    return None


def _place(consumer: Consumer) -> tuple[Delivery, Target, Login | None]:
    scheme, _, address = consumer.place.partition(":")
    delivery = catalogue.deliveries()[scheme]
    return delivery, delivery.place(address), _login(consumer)


def _login(consumer: Consumer) -> Login | None:
    if consumer.login is None:
        return None
    return Login(consumer.login.who, SecretRef.parse(consumer.login.reference).resolve(), "keyroll-plan")


def _held(planned: Planned, consumer: Consumer, read: ReadBack) -> PlanCheck:
    """Return whether a place can be read, and holds the old value in its form."""
    what, where = f"place of {consumer.name}", consumer.place.partition("?")[0]
    if not read.readable:
        return PlanCheck.unknown(what, f"{where} never shows its content")
    if read.content is None:
        if not read.found:
            return PlanCheck.unknown(what, f"{where} does not exist yet")
        return PlanCheck.bad(what, f"{where} cannot be read: {read.said}", "give this account the right to read it")
    found = taken(consumer.form, read.content, parts=planned.rotator.parts)
    if found is None:
        said = f"{where} does not have the form {consumer.form!r}"
        return PlanCheck.bad(what, said, "correct form in the directions: docs/rotation.md, Forms")
    if found[0] not in ("", planned.old.who):
        said = f"{where} holds a value of {found[0]}, and {planned.old.who} is changed"
        return PlanCheck.bad(what, said, f"plan {found[0]}, or correct the place")
    return PlanCheck.good(what, f"{where} can be read and holds the value in its form")


def _evidence(planned: Planned) -> Iterator[PlanCheck]:
    """Yield where the evidence of each consumer's change will come from; without any the gate could not open."""
    rotator, given = planned.rotator, planned.given
    logs = catalogue.logged_uses(planned.provider, rotator.kind, rotator.way)
    # Where sessions are told apart by the order of their opening, several places have no order.
    shown = planned.uses is not None and (rotator.seen is not None or len(given.at) == 1)
    sources = ["sessions that the server lists"] if shown else []
    sources += [f"the log {planned.provider}.{one.log}, synced while the plan runs" for one in logs]
    sources += [f"the provider's own time of the last use ({rotator.last_used})"] if rotator.last_used else []
    for consumer in given.consumers:
        own = [f"the start of the process in {consumer.process}"] if consumer.process else []
        own += [f"a person, who signs off {consumer.name} by name"] if consumer.evidence == SIGN_OFF else []
        what = f"evidence of {consumer.name}"
        if own or sources:
            yield PlanCheck.good(what, " or ".join((*own, *sources)))
            continue
        silent = "sessions could not be read" if rotator.seen or rotator.numbered else "no session is listed"
        said = f"nothing shows which value {consumer.name} uses: {silent}, and no log and no time of use is readable"
        fix = f'name its process: process = "/run/{consumer.name}.pid", or let a person sign it off: evidence = '
        yield PlanCheck.bad(what, said, f'{fix}"{SIGN_OFF}"')
