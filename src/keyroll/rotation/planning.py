"""Makes a plan: it reads from each provider and writes nothing. It refuses an unsafe change, with the reason."""

import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from keyroll.errors import KeyrollError, UsageError
from keyroll.model.campaign import ConsumerClass
from keyroll.model.identifier import Identifier
from keyroll.model.probe import Limit
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Login, Probe
from keyroll.providers.contracts.rotate import ChosenBy, Generation, GenerationState, Rotator, Seen, Slots, Subject
from keyroll.rotation import expected, foreseen, preflight
from keyroll.rotation.directions import NOBODY, Consumer, Directions
from keyroll.rotation.known import OLD
from keyroll.rotation.plan import Observed, Plan, PlanItem, Refused
from keyroll.rotation.steps import R1, R1D, R2, R2D, REVOKE_FIRST, SINGLE, Order
from keyroll.rotation.tools import Turns
from keyroll.rotation.writing import checked
from keyroll.secret import Secret, SecretRef

#: The mode in the address of a file.
_MODE = re.compile(r"[?&]mode=([0-7]+)")
#: The mark of the sign-ins that planning makes.
MARK = "keyroll-plan"
#: The approximate number of requests that the rotation of one credential makes at its place.
REQUESTS = 25
#: The number of credentials that are read at the same time, and the number of requests for one of them.
AT_ONCE, LOOKS = 8, 2
#: The prefix of a copy that a third party holds by the register; a consumer of its name claims it.
HOLDER = "registered holder "
NONE_BEGUN: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Selected:
    """A credential of the inventory that must be changed, with the known places of its copies."""

    identifier: str
    name: str
    kind: str
    source: str
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """The input of a plan: its name, planner, incident and deadline."""

    name: str
    planner: str
    incident: str = ""
    deadline: datetime | None = None


class CannotPlan(UsageError):  # noqa: N818 - reads as a state, not a fault
    """The error for a credential that cannot be planned; the message is the reason."""


def make(
    asked: PlanRequest,
    selected: Iterable[Selected],
    directions: Mapping[str, Directions],
    now: datetime,
    begun: Mapping[str, str] = NONE_BEGUN,
    holding: Callable[[Secret], Sequence[str]] = lambda _value: (),
) -> Plan:
    """Return the plan. A credential that cannot be planned is listed with the reason; the others are planned.

    ``begun`` holds why an earlier plan of a credential must end first. ``holding`` returns where scans found a value.
    """
    turns = Turns()

    def looked(one: Selected) -> PlanItem | Refused:
        if because := begun.get(one.identifier):
            return Refused(one.identifier, because, one.name)
        try:
            return _item(one, directions, turns, holding)
        except KeyrollError as error:
            return Refused(one.identifier, f"{error}; {error.hint}" if error.hint else str(error), one.name)

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="plan") as pool:
        found = list(pool.map(looked, selected))
    items = [one for one in found if isinstance(one, PlanItem)]
    refused = [one for one in found if isinstance(one, Refused)]
    seconds = duration(items)
    holds = _holds(items, asked.deadline, seconds, now)
    return Plan(
        asked.name,
        asked.planner,
        now.replace(microsecond=0),
        asked.incident,
        asked.deadline,
        seconds,
        holds,
        tuple(items),
        tuple(refused),
    )


def rotator_of(provider: str, kind: str, way: str) -> Rotator:
    """Return the rotator of a kind. Raises CannotPlan."""
    ways = [one for one in catalogue.rotators(provider) if one.kind == kind]
    found = next((one for one in ways if not way or one.way == way), None)
    if found is None:
        known = ", ".join(one.way for one in ways)
        what = f"the way {way!r} does not exist" if ways else f"keyroll cannot change a {kind} of {provider}"
        raise CannotPlan(what, hint=f"known: {known}" if known else "docs/adding.md")
    return found


def probe_for(provider: str, kind: str) -> Probe:
    """Return the probe of a kind. Raises CannotPlan: without a probe nothing would be proven."""
    found = catalogue.probes(provider).get(kind)
    if found is None:
        raise CannotPlan(f"keyroll cannot probe a {kind} of {provider}", hint="docs/adding.md: A probe")
    return found


def order_of(rotator: Rotator, *, outage: bool) -> Order:
    """Return the order. Raises CannotPlan if consumers would be refused and no person accepted the outage."""
    if rotator.slots is Slots.ONE:
        if not outage:
            raise CannotPlan(
                "the provider keeps one value at a time: consumers are refused until they read the new one",
                hint="choose a way with two values, or accept the outage in the directions: outage = true",
            )
        return SINGLE
    provider_made = rotator.chosen_by is ChosenBy.PROVIDER
    if outage and not provider_made:
        return REVOKE_FIRST
    if rotator.disable is None and not any(step.act == "disable" for step in rotator.guided):
        return R2D if provider_made else R1D
    return R2 if provider_made else R1


def _item(
    one: Selected, directions: Mapping[str, Directions], turns: Turns, holding: Callable[[Secret], Sequence[str]]
) -> PlanItem:
    given = directions.get(one.identifier)
    if given is None:
        raise CannotPlan("it has no directions", hint=f"keyroll rotate init {shlex.quote(one.identifier)}")
    provider = one.source.partition("@")[0]
    rotator, probe = rotator_of(provider, one.kind, given.way), probe_for(provider, one.kind)
    missing = [setting.name for setting in rotator.settings if setting.required and setting.name not in given.settings]
    if missing:
        raise CannotPlan(f"the setting {missing[0]!r} is missing", hint=f"add settings = {{ {missing[0]} = … }}")
    subject = Subject(probe.who(Identifier.parse(one.identifier).value), given.settings)
    order = order_of(rotator, outage=given.outage)
    turns.turn(given.at[0], rotator.pace, LOOKS)
    world = _tried(rotator, probe, given, subject) if rotator.unlisted_because else _world(rotator, given, subject)
    old = _old(world, subject)
    _check(given, world, rotator)
    uses = _open_now(rotator, given, subject, old)
    planned = preflight.Planned(given, rotator, subject, world, old, _administrator(given), provider, uses)
    found = preflight.checks(planned)
    if bad := preflight.failed(found):
        more = f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""
        raise CannotPlan("; ".join(one.said for one in bad), hint=f"{bad[0].fix}{more}")
    takes = expected.waits(rotator, probe, provider, given)
    return PlanItem(
        one.identifier, one.name, one.kind, one.source, rotator.way, order.name, subject.account, dict(given.settings),
        given.at, given.admin, Observed.of(old), tuple(map(Observed.of, world)), given.old, given.consumers,
        _copies(one, planned, holding), given.observe, given.observer,
        _breaks(order, given.consumers), _ends(rotator, probe), _proves(rotator, probe, given),
        tuple(f"{step.act} at {step.page}: {'; '.join(step.fields)}" for step in rotator.guided),
        int(sum(takes.values(), timedelta()).total_seconds()), given.new, given.abort,
        tuple(f"{one.what}: {'unknown: ' if one.passed is None else ''}{one.said}" for one in found),
        (*foreseen.by_sources(rotator, one.source, given.consumers, uses, len(given.at)),
         foreseen.brought_back(order, given.observe)),
        expected.by_step(order, rotator, given.consumers, takes, uses),
    )  # fmt: skip


def _copies(one: Selected, planned: preflight.Planned, holding: Callable[[Secret], Sequence[str]]) -> tuple[str, ...]:
    """Return the copies that no consumer reads: known ones of the credential, and files in which scans found its value.

    A scanned file is a consumer's own if the consumer's path ends with the scanned folder and the file in it.
    """
    given, value = planned.given, preflight.old_value(planned)
    claimed = {consumer.place for consumer in given.consumers} | {given.old}
    claimed |= {f"{HOLDER}{consumer.name}" for consumer in given.consumers}
    paths = [place.partition("?")[0] for place in claimed if place.startswith("file:")]
    scanned = [copy for copy in (holding(value) if value is not None else ()) if copy not in one.copies]
    others = (copy for copy in scanned if not any(path.endswith(f"/{copy.rpartition(':')[0]}") for path in paths))
    return (*(copy for copy in one.copies if copy not in claimed), *others)


def _open_now(rotator: Rotator, given: Directions, subject: Subject, old: Generation) -> tuple[Seen, ...] | None:
    """Return the sessions of the old value that are open now; None if no request shows them.

    Raises CannotPlan, SecretUnavailable.
    """
    if rotator.unlisted_because and rotator.create is None:
        return None
    return foreseen.open_now(rotator, rotator.at(given.at[0], subject), _observer(given), subject, old)


def _observer(given: Directions) -> Login:
    if given.observer is None:
        return _login(given)
    return Login(given.observer.who, SecretRef.parse(given.observer.reference).resolve(), MARK)


def _world(rotator: Rotator, given: Directions, subject: Subject) -> tuple[Generation, ...]:
    """Read the generations as the administrator. Raises CannotPlan, SecretUnavailable."""
    plane, login = rotator.at(given.at[0], subject), _login(given)
    answer = rotator.administrator(plane, login)
    if not answer.identity:
        raise CannotPlan(
            f"the administrator {login.who} does not sign in ({answer.outcome})", hint="check admin and at"
        )
    listed = rotator.generations(plane, login, subject)
    if listed.generations is None:
        missing = preflight.failed(preflight.rights(rotator, given, subject, login))
        said = "; ".join([f"its generations could not be read: {listed.said}", *(one.said for one in missing)])
        raise CannotPlan(said, hint=missing[0].fix if missing else "check the administrator's rights")
    if answer.identity in {subject.account, *(one.who for one in listed.generations)}:
        raise CannotPlan("a credential is not changed through itself", hint="name another administrator")
    return tuple(sorted(listed.generations, key=lambda one: one.id))


def _tried(rotator: Rotator, probe: Probe, given: Directions, subject: Subject) -> tuple[Generation, ...]:
    """Try the old value of a kind that the provider does not list. Raises CannotPlan, SecretUnavailable."""
    if not given.old:
        raise CannotPlan(f"the old value is needed: {rotator.unlisted_because}", hint="name it: old = …")
    value = SecretRef.parse(given.old).resolve()
    answer = probe.attempt(probe.place(given.at[0]), Login(subject.account, value, MARK))
    if not answer.identity:
        raise CannotPlan(f"the old value does not sign in ({answer.outcome})", hint="check old and at")
    return (Generation(OLD, answer.identity),)


def _administrator(given: Directions) -> Login | None:
    return None if given.admin == NOBODY else _login(given)


def _login(given: Directions) -> Login:
    if given.admin == NOBODY:
        raise CannotPlan("no administrator is named", hint='add admin = "NAME=REFERENCE"')
    return Login(given.admin.who, SecretRef.parse(given.admin.reference).resolve(), MARK)


def _old(world: tuple[Generation, ...], subject: Subject) -> Generation:
    """Return the generation that must be ended. Raises CannotPlan if that is not clear."""
    alive = [one for one in world if one.state is not GenerationState.DISABLED]
    named = [one for one in alive if subject.account in (one.id, one.who)]
    found = named if len(named) == 1 else alive
    if len(found) != 1:
        names = ", ".join(one.id for one in alive) or "none"
        raise CannotPlan(
            f"it is not clear which value is in force: {names}", hint="first delete the values that are not in use"
        )
    return found[0]


def _check(given: Directions, world: tuple[Generation, ...], rotator: Rotator) -> None:
    """Refuse a change that would leave a consumer without a value. Raises CannotPlan, UsageError."""
    if not given.consumers and rotator.slots is not Slots.ONE:
        raise CannotPlan("no consumer is named: nothing would show that the new value is used", hint="add consumers")
    if not given.old and not any(consumer.place for consumer in given.consumers):
        raise CannotPlan("the old value cannot be read: nothing could be proven", hint="name it: old = …")
    known, pair = catalogue.deliveries(), all(one.id == one.who for one in world)
    for consumer in given.consumers:
        form = checked(consumer.form, pair=pair and rotator.slots is not Slots.ONE, parts=rotator.parts)
        scheme, _, address = consumer.place.partition(":")
        if consumer.place and scheme not in known:
            raise CannotPlan(
                f"keyroll cannot deliver to {scheme}:", hint=f"known: {', '.join(sorted(known)) or 'nothing'}"
            )
        if consumer.place:
            known[scheme].place(address)
            if form.file.private and (mode := _MODE.search(address)) and int(mode[1], 8) & 0o077:
                raise CannotPlan(
                    f"{consumer.name}: the consumer ignores a file that others may read", hint="set mode=0600"
                )
            if known[scheme].needs_login and consumer.login is None:
                raise CannotPlan(f"{consumer.name}: {scheme}: needs a login", hint='add login = "NAME=REFERENCE"')


def _breaks(order: Order, consumers: tuple[Consumer, ...]) -> str:
    if not order.breaks:
        return ""
    names = ", ".join(consumer.name for consumer in consumers) or "every consumer"
    return f"refused until they read the new value: {names}"


def _ends(rotator: Rotator, probe: Probe) -> tuple[str, ...]:
    sessions = "sessions opened with the old value" if rotator.end_sessions else ""
    if sessions and rotator.end_numbered:
        sessions = (
            "sessions opened before each consumer had the new value, among them those that took it before the longest "
            "poll was over and stay open for a minute more: they reconnect; sessions opened later stay"
        )
    no_sessions = f"no sessions: {rotator.no_sessions_because or probe.no_sessions_because}"
    derived = rotator.derives or probe.derives
    return tuple(filter(None, (sessions or no_sessions, derived and f"issued with it: {derived}")))


def _proves(rotator: Rotator, probe: Probe, given: Directions) -> tuple[str, ...]:
    places = [probe.place(address) for address in given.at]
    planes = ", ".join(place.name for place in places)
    if rotator.confirms_end:
        return (f"the old value is refused at {planes}, and gone by the provider's own response (grade A)",)
    if rotator.unlisted_because and not all(place.addressable for place in places):
        return (
            f"the old value is refused at {planes}; not more, as replicas behind it cannot be addressed and nothing "
            "lists its values: a person ends the rotation",
        )
    sessions = () if probe.no_sessions_because else ("no session of the old value is left",)
    listed = f"the {rotator.kind} lists it no more"
    return (f"the old value is refused at {planes} (grade A)", *sessions, listed)


def duration(items: Iterable[PlanItem]) -> int:
    """Return the predicted seconds of a plan: its slowest credential, or the limits of a place."""
    items = list(items)
    at = Counter((item.provider, item.kind, item.way, item.at[0]) for item in items)
    paced = [number * requests_take(rotator_of(*about[:3]).pace).total_seconds() for about, number in at.items()]
    longest = max((item.seconds for item in items), default=0)
    return int(longest + max(paced, default=0))


def requests_take(pace: Limit) -> timedelta:
    """Return the duration of the requests of one credential under a limit."""
    return pace.within * REQUESTS / pace.attempts


def _holds(items: list[PlanItem], deadline: datetime | None, seconds: int, now: datetime) -> str:
    if deadline is None:
        return "unknown: no deadline is set"
    slow = [
        item.identifier
        for item in items
        for consumer in item.consumers
        if consumer.gets in (ConsumerClass.RESTART, ConsumerClass.HUMAN)
    ]
    if now + timedelta(seconds=seconds) > deadline:
        return "no: the predicted duration is longer"
    return f"unknown: {len(set(slow))} wait for a restart or a person" if slow else "yes"
