"""The steps of an abort after the publication: the old value goes back to each place, and consumers leave the new one.

The new value is deleted only after that: a consumer that still uses it would be cut off.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from keyroll.clock import iso
from keyroll.model.campaign import ConsumerClass
from keyroll.model.probe import PROVING, Outcome, ValueRole
from keyroll.model.rotation import Result, Step
from keyroll.providers.contracts.rotate import Generation, Seen
from keyroll.rotation.delivering import deliver, held, reloaded
from keyroll.rotation.directions import Consumer
from keyroll.rotation.gate import AGAIN, OWN, QUIET, may_be_by
from keyroll.rotation.looking import about, started_at, targets, visit
from keyroll.rotation.tools import Did, Tools


def restore(tools: Tools) -> Did:
    """Write the old value back to each place, after it was accepted at every place that is probed.

    A reload that fails twice does not stop the abort: the next step waits for each consumer that uses the new value.
    """
    if refused := _old_refused(tools):
        return refused
    said = []
    for consumer in tools.known.item.consumers:
        if not consumer.place:
            continue
        if held := _third_value(tools, consumer):
            return held
        failed, words = deliver(tools, consumer, tools.known.old.who, tools.old_value())
        if failed:
            return failed
        if failed := reloaded(tools, consumer):
            if not _failed_before(tools):
                return failed
            words = f"{words}, but {failed.said.partition(': ')[2] or failed.said}"
        said.append(f"{consumer.name}: {words}")
    return Did(Result.DONE, "; ".join(said))


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
    consumers = [one for one in tools.known.item.consumers if one.name not in left]
    waits = [because for one in consumers if (because := _holds(tools, one, uses, since))]
    if uses.sessions and not waits:
        held = sorted(
            {f"{one.client or 'a program'} at {one.network or 'an unknown address'}" for one in uses.sessions}
        )
        waits = [f"still connected with the new value: {name}" for name in held if name not in left]
    if waits:
        unshown = tuple(one.name for one in consumers if uses.until is None and not one.process)
        return Did(Result.WAITING, "; ".join(waits), due_at=now + AGAIN, blocked=unshown)
    return Did(Result.DONE, "no consumer uses the new value")


@dataclass(frozen=True, slots=True)
class _Uses:
    """Uses of the new value, by sessions that are open now and by a log; ``until``: they are known until then.

    ``until`` is None if nothing shows uses.
    """

    sessions: tuple[Seen, ...]
    logged: tuple[Seen, ...]
    until: datetime | None


def _uses_of(tools: Tools, new: Generation, since: datetime) -> _Uses:
    listed = next((one for one in tools.listed() or () if one.id == new.id), new)
    logged = tools.log.uses(listed, since, ValueRole.NEW)
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
        if took is not None and took < started <= since:
            return f"{consumer.name} started with the new value: restart it"
        return ""
    if uses.until is None:
        return f"nothing shows whether {consumer.name} uses the new value: check it, then sign it off"
    if uses.until < over:
        return f"the uses are known until {iso(uses.until)}: {consumer.name} may have used the new value since"
    if consumer.gets in (ConsumerClass.POLL, ConsumerClass.PUSH) or consumer.name not in tools.known.used:
        return ""
    return f"{consumer.name} was seen with the new value: restart it, then sign it off"
