"""Sessions of an account whose values share one name: the order of their opening shows which value opened each.

The server counts sessions up. keyroll keeps the number of its own session at four moments, each as a fact of the
rotation: so no clock is compared. A session is

- of the old value if it was opened before the publication, or by nobody whom the directions name before the old value
  was disabled;
- unclear if it was opened while a declared consumer could still read the old value. It is waited for, then ended;
- of the new value if it was opened later, by a declared consumer that is known to have read it; also earlier, if this
  consumer had sessions before the publication and closed them all within its longest poll: it renews what it opened.

An abort keeps two more numbers, and judges in the same way which sessions may be of the new value: those that were
opened after the publication, unless a declared consumer opened them when it had read the old value again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from keyroll.clock import iso, parse_time
from keyroll.model.campaign import ConsumerClass
from keyroll.model.probe import Outcome, Plane
from keyroll.model.rotation import Result
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.providers.contracts.rotate import SESSION, EffectResult, OpenSession, OpenSessions, Seen
from keyroll.rotation.directions import Consumer
from keyroll.rotation.gate import OWN, GateFacts, may_be_by
from keyroll.rotation.tools import Did, Tools

#: Facts with the number of keyroll's own session: before the publication, after the longest poll, and after the old
#: value was disabled or deleted.
BEFORE, AFTER, UNTIL = "sessions before", "sessions after", "sessions until"
#: The same in an abort: before the old value is written back, and after the longest poll since.
RESTORING, RESTORED = "sessions restoring", "sessions restored"
#: The facts with those who had sessions at a moment, one a line.
HAD = {BEFORE: "had sessions", RESTORING: "had sessions restoring"}
#: How long keyroll waits for the end of unclear sessions before it ends them.
PATIENCE = timedelta(seconds=60)
#: A server may list keyroll's own sessions for a moment after their end.
SETTLED = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class SessionsByValue:
    """The sessions that are open now, by the value that opened them; ``facts`` are new, ``younger`` is since when none
    that may be of the old value is left (None: one is left, or that is not known yet)."""

    old: tuple[Seen, ...]
    new: tuple[Seen, ...]
    facts: dict[str, str]
    younger: datetime | None


def listed(tools: Tools) -> OpenSessions | None:
    """Return the open sessions without keyroll's own, or None if they have no numbers or could not be read.

    Each place counts for itself: of a credential that several places check, no order is known.
    """
    item = tools.known.item
    if tools.rotator.numbered is None or len(item.at) > 1:
        return None
    login = tools.admin()
    if item.observer is not None:
        login = tools.login(item.observer)
    found = tools.rotator.numbered(tools.plane, login, item.subject)
    others = found and tuple(one for one in found.sessions if not one.client.startswith(OWN))
    return None if found is None else replace(found, sessions=others or ())


def mark(tools: Tools, name: str) -> dict[str, str]:
    """Return the fact with the number of keyroll's own session, if sessions have numbers."""
    found = listed(tools)
    if found is None:
        return {}
    # In an abort the sessions of the old value, from before the publication, do not count.
    floor = _number(tools.known.fact(BEFORE))[0] or 0 if name == RESTORING else 0
    had = "\n".join(sorted({_by(one) for one in found.sessions if one.number > floor}))
    return {name: f"{found.last} {iso(tools.clock.now())}", **({HAD[name]: had} if name in HAD else {})}


def _by(one: OpenSession) -> str:
    return f"{one.client} at {one.network}"


def _renewed(tools: Tools, found: OpenSessions, moment: str = BEFORE, floor: int = 0) -> frozenset[str]:
    """Return who had sessions at a moment and has none of them any more."""
    number, _ = _number(tools.known.fact(moment))
    if number is None:
        return frozenset()
    kept = {_by(one) for one in found.sessions if floor < one.number <= number}
    return frozenset(tools.known.fact(HAD[moment]).split("\n")) - kept


def marked(tools: Tools, done: Did) -> Did:
    """Return the outcome of an effect that ended the old value, with the number until which sessions may be of it."""
    if done.result is not Result.DONE or tools.known.fact(UNTIL):
        return done
    return replace(done, facts={**done.facts, **mark(tools, UNTIL)})


def opened(tools: Tools, published: datetime, facts: GateFacts) -> SessionsByValue | None:
    """Return the open sessions by the value that opened them, or None if the order of their opening is not known."""
    found, now, item = listed(tools), tools.clock.now(), tools.known.item
    if found is None:
        return None
    polls = max((one.longest_poll or timedelta() for one in item.consumers), default=timedelta())
    kept = tools.known.fact(AFTER)
    if not kept and now >= published + max(polls, SETTLED):
        kept = f"{found.last} {iso(now)}"
    before, _ = _number(tools.known.fact(BEFORE))
    after, since = _number(kept)
    patient = since is None or now < since + PATIENCE
    renewed = _renewed(tools, found) if kept else frozenset()
    old, unclear, new = list[Seen](), list[Seen](), list[Seen]()
    for one in found.sessions:
        use = Seen(now, one.client, one.network, SESSION)
        if one.number <= (before or 0) or not _declared(one, item.consumers, facts):
            old.append(use)
        elif after is None or (one.number <= after and _by(one) not in renewed):
            unclear.append(use)
        else:
            new.append(use)
    left = old + (unclear if patient else [])
    first = {AFTER: kept} if kept and not tools.known.fact(AFTER) else {}
    return SessionsByValue(tuple(left), tuple(new), first, None if left else since)


def _declared(one: OpenSession, consumers: tuple[Consumer, ...], facts: GateFacts) -> bool:
    """Whether a session belongs to declared consumers that read the new value before they open another one.

    A consumer that reads at its start has it after its start only, and one that a person updates is never known to.
    """
    use = Seen(facts.published_at, one.client, one.network)
    by = [consumer for consumer in consumers if may_be_by(use, consumer)]
    return bool(by) and all(reads_by_itself(consumer, facts) for consumer in by)


def reads_by_itself(consumer: Consumer, facts: GateFacts) -> bool:
    """Whether a consumer is known to have read the new value once its longest poll is over."""
    if consumer.gets is ConsumerClass.POLL:
        return bool(consumer.place) and consumer.longest_poll is not None
    if consumer.gets is ConsumerClass.PUSH:
        return bool(consumer.place)
    started = facts.started.get(consumer.name)
    return started is not None and started > facts.written.get(consumer.name, facts.published_at)


def _of_old(tools: Tools, found: OpenSessions) -> list[int]:
    """Return the numbers of the sessions that may be of the old value."""
    after, _ = _number(tools.known.fact(AFTER))
    until, _ = _number(tools.known.fact(UNTIL))
    named, renewed = tools.known.item.consumers, _renewed(tools, found)

    def may_be(one: OpenSession) -> bool:
        if until is not None and one.number > until:
            return False
        mine = any(may_be_by(Seen(tools.clock.now(), one.client, one.network), consumer) for consumer in named)
        return after is None or (one.number <= after and _by(one) not in renewed) or not mine

    return [one.number for one in found.sessions if may_be(one)]


def of_new(tools: Tools, restored: GateFacts) -> tuple[tuple[Seen, ...], dict[str, str]] | None:
    """Return the open sessions that may be of the new value in an abort, and new facts.

    None if the order of opening is not known. ``restored`` holds when the old value was written back, and when
    processes started.
    """
    found, now = listed(tools), tools.clock.now()
    if found is None:
        return None
    polls = max((one.longest_poll or timedelta() for one in tools.known.item.consumers), default=timedelta())
    kept = tools.known.fact(RESTORED)
    if not kept and now >= restored.published_at + max(polls, SETTLED):
        kept = f"{found.last} {iso(now)}"
    left = tuple(Seen(now, one.client, one.network, SESSION) for one in _of_new(tools, found, restored, kept))
    return left, {RESTORED: kept} if kept and not tools.known.fact(RESTORED) else {}


def _of_new(tools: Tools, found: OpenSessions, restored: GateFacts, kept: str) -> list[OpenSession]:
    before, after = _number(tools.known.fact(BEFORE))[0] or 0, _number(kept)[0]
    renewed = _renewed(tools, found, RESTORING, before) if kept else frozenset()

    def may_be(one: OpenSession) -> bool:
        if not _declared(one, tools.known.item.consumers, restored):
            return True
        return after is None or (one.number <= after and _by(one) not in renewed)

    return [one for one in found.sessions if one.number > before and may_be(one)]


def end_of_new(tools: Tools, restored: GateFacts) -> EffectResult | None:
    """End the sessions that may be of the new value, in an abort that has deleted it; None as in ``end``."""
    found, act = listed(tools), tools.rotator.end_numbered
    if found is None or act is None:
        return None
    numbers = [one.number for one in _of_new(tools, found, restored, tools.known.fact(RESTORED))]
    return act(tools.plane, tools.admin(), tools.known.item.subject, numbers)


def end(tools: Tools) -> EffectResult | None:
    """End the sessions that may be of the old value, or return None if the order of opening is not known."""
    found, act = listed(tools), tools.rotator.end_numbered
    if found is None or act is None:
        return None
    return act(tools.plane, tools.admin(), tools.known.item.subject, _of_old(tools, found))


def left(tools: Tools, plane: Plane, login: Login, who: str, age: timedelta) -> ProbeAnswer:
    """Count the open sessions that may be of the old value, for the proof."""
    found = listed(tools)
    if found is None:
        look = tools.probe.sessions
        return look(plane, login, who, age) if look else ProbeAnswer(Outcome.AMBIGUOUS)
    number = len(_of_old(tools, found))
    outcome = Outcome.ACCEPTED if number else Outcome.REFUSED_CREDENTIAL
    return ProbeAnswer(outcome, login.who, f"{number or 'no'} older sessions")


def _number(fact: str) -> tuple[int | None, datetime | None]:
    number, _, at = fact.partition(" ")
    return (int(number), parse_time(at)) if number.isdecimal() and at else (None, None)
