"""The steps of an abort after the publication: the old value goes back to each place, and consumers leave the new one.

The new value is deleted only after that: a consumer that still uses it would be cut off.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from keyroll.clock import iso
from keyroll.model.campaign import ConsumerClass
from keyroll.model.probe import PROVING, Outcome, ValueRole
from keyroll.model.rotation import Result, Step
from keyroll.providers.contracts.rotate import Generation, Seen
from keyroll.rotation import opened
from keyroll.rotation.delivering import deliver, held, reloaded
from keyroll.rotation.directions import Consumer
from keyroll.rotation.gate import AGAIN, OWN, QUIET, GateFacts, may_be_by
from keyroll.rotation.known import BACK
from keyroll.rotation.looking import about, as_listed, started_at, targets, visit
from keyroll.rotation.processes import TICK
from keyroll.rotation.tools import Did, Tools


def restore(tools: Tools) -> Did:
    """Write the old value back to each place, after it was accepted at every place that is probed.

    A reload that fails twice does not stop the abort: the next step waits for each consumer that uses the new value.
    """
    if refused := _old_refused(tools):
        return refused
    said, facts = list[str](), dict[str, str]()
    if not tools.known.fact(opened.RESTORING):
        facts |= opened.mark(tools, opened.RESTORING)
    for consumer in tools.known.item.consumers:
        if not consumer.place:
            continue
        if held := _third_value(tools, consumer):
            return replace(held, facts=facts)
        failed, words = deliver(tools, consumer, tools.known.old.who, tools.old_value())
        if failed:
            return replace(failed, facts=facts)
        facts[f"{BACK}{consumer.name}"] = iso(tools.clock.now())
        if consumer.process:
            time.sleep(2 * TICK)
        if failed := reloaded(tools, consumer):
            if not _failed_before(tools):
                return replace(failed, facts=facts)
            words = f"{words}, but {failed.said.partition(': ')[2] or failed.said}"
        said.append(f"{consumer.name}: {words}")
    return Did(Result.DONE, "; ".join(said), facts)


def _failed_before(tools: Tools) -> bool:
    """Return whether the step failed the last time, in this abort."""
    last = next((one for one in reversed(tools.known.records) if one.result is not None), None)
    return last is not None and last.step is Step.RESTORE and last.result is Result.FAILED


def _old_refused(tools: Tools) -> Did | None:
    """Try the old value at every place; the attempts also record for the incident that it is alive."""
    began, enabled = tools.clock.now(), tools.known.done_at(Step.RESCUE)
    visit(tools, early=True)
    tried = tools.attempts.attempts(tools.incident, tools.known.item.identifier)
    for target in targets(tools):
        here = [one for one in tried if one.plane == target.plane.name and one.role is ValueRole.OLD]
        last = max(here, key=lambda one: one.at, default=None)
        if last is not None and last.outcome is Outcome.ACCEPTED:
            continue
        soon = enabled is not None and tools.clock.now() < enabled + about(tools).window
        if last is None or last.at < began or soon:
            return Did(Result.WAITING, f"{target.plane.name}: not accepted yet", due_at=tools.clock.now() + 5 * AGAIN)
        if last.outcome in PROVING:
            return Did(Result.FAILED, f"{target.plane.name} refuses the old value: {last.said}; it is not written back")
        return Did(Result.FAILED, f"{target.plane.name}: {last.outcome or 'the reply was lost'}")
    return None


def _third_value(tools: Tools, consumer: Consumer) -> Did | None:
    """Return that somebody else changed a place since; keyroll does not overwrite that."""
    found = held(tools, consumer)
    if found is None or found[1] in (tools.old_value(), tools.new_value()):
        return None
    return Did(Result.FAILED, f"{consumer.name}: its place holds neither value: somebody changed it since")


def returned(tools: Tools) -> Did:
    """Check that no consumer uses the new value, which is deleted next. A person may sign a consumer off."""
    now, since, new = tools.clock.now(), tools.known.done_at(Step.RESTORE), tools.known.new
    if since is None or new is None:
        return Did(Result.FAILED, "the old value was not written back")
    uses, left = _uses_of(tools, new, since), tools.signed_off()
    facts = uses.facts
    consumers = [one for one in tools.known.item.consumers if one.name not in left]
    waits = [because for one in consumers if (because := _holds(tools, one, uses, since))]
    if uses.sessions and not waits:
        held = sorted(
            {f"{one.client or 'a program'} at {one.network or 'an unknown address'}" for one in uses.sessions}
        )
        waits = [f"still connected with the new value: {name}" for name in held if name not in left]
    unshown = tuple(one.name for one in consumers if uses.until is None and not one.process)
    if not waits and (undeclared := _undeclared(tools, uses, since) - left):
        said = "used the new value and is no declared consumer: end it, or sign it off if it has the old value"
        waits, unshown = [f"{name} {said}" for name in sorted(undeclared)], tuple(sorted(undeclared))
    if waits:
        return Did(Result.WAITING, "; ".join(waits), facts, due_at=now + AGAIN, blocked=unshown)
    return Did(Result.DONE, "no consumer uses the new value", facts)


@dataclass(frozen=True, slots=True)
class _Uses:
    """Uses of the new value, by sessions that are open now and by a log; ``until``: they are known until then.

    ``until`` is None if nothing shows uses.
    """

    sessions: tuple[Seen, ...]
    logged: tuple[Seen, ...]
    until: datetime | None
    facts: Mapping[str, str] = field(default_factory=dict)


def when_restored(tools: Tools, since: datetime) -> GateFacts:
    """Return when the old value was written back to each place, and when processes started."""
    started = {one.name: at for one in tools.known.item.consumers if one.process and (at := started_at(one.process))}
    return GateFacts(since, started=started, written=tools.known.back)


def _uses_of(tools: Tools, new: Generation, since: datetime) -> _Uses:
    listed = next((one for one in tools.listed() or () if one.id == new.id), new)
    logged = tools.log.uses(listed, since, ValueRole.NEW)
    if (numbered := opened.of_new(tools, when_restored(tools, since))) is not None:
        # Values that share a name: no log tells them apart, and the list is known until now.
        return _Uses(numbered[0], logged.accepted if logged else (), tools.clock.now(), numbered[1])
    see = tools.rotator.seen
    open_now = see(tools.plane, tools.admin(), tools.known.item.subject, new) if see else None
    others = tuple(one for one in open_now or () if not one.client.startswith(OWN))
    until = logged.until if logged else None
    if open_now is not None:
        until = tools.clock.now()
    elif tools.rotator.last_used:
        until = max(until or since, tools.clock.now() - tools.rotator.last_used_delay)
    last = (Seen(listed.last_used_at),) if tools.rotator.last_used and listed.last_used_at else ()
    accepted = (logged.accepted if logged else ()) + last
    if tools.rotator.end_sessions is None:  # nothing stays open: what is listed are uses
        return _Uses((), accepted + others, until)
    return _Uses(others, accepted, until)


def _undeclared(tools: Tools, uses: _Uses, since: datetime) -> frozenset[str]:
    """Return who took the new value, is not declared, and was not seen with the old value since."""
    consumers = tools.known.item.consumers
    took = dict(tools.known.moved)
    for use in uses.logged:
        named = (use.client or use.network) and not use.client.startswith(OWN)
        if named and not any(may_be_by(use, one) for one in consumers):
            took[use.by] = max(took.get(use.by, use.at), use.at)
    if not took:
        return frozenset()
    logged, see = tools.log.uses(as_listed(tools, tools.known.old), since, ValueRole.OLD), tools.rotator.seen
    now = see(tools.plane, tools.admin(), tools.known.item.subject, tools.known.old) if see else None
    old = (logged.accepted if logged else ()) + (now or ())
    return frozenset(name for name, at in took.items() if not any(use.by == name and use.at > at for use in old))


def _holds(tools: Tools, consumer: Consumer, uses: _Uses, since: datetime) -> str:
    """Return why a consumer may still use the new value, or an empty text."""
    now, poll = tools.clock.now(), consumer.longest_poll or timedelta()
    over = since + poll
    if now < over:
        return f"{consumer.name} may read the new value until {iso(over)}"
    if any(may_be_by(use, consumer) and use.at > max(over, now - max(poll, QUIET)) for use in uses.logged):
        return f"{consumer.name} still uses the new value"
    if consumer.process and (started := started_at(consumer.process)):
        took = tools.known.written.get(consumer.name)
        if took is not None and took < started <= tools.known.back.get(consumer.name, since):
            return f"{consumer.name} started with the new value: restart it"
        return ""
    if uses.until is None:
        return f"nothing shows whether {consumer.name} uses the new value: check it, then sign it off"
    if uses.until < over:
        return f"the uses are known until {iso(uses.until)}: {consumer.name} may have used the new value since"
    if consumer.gets in (ConsumerClass.POLL, ConsumerClass.PUSH) or consumer.name not in tools.known.used:
        return ""
    return f"{consumer.name} was seen with the new value: restart it, then sign it off"
