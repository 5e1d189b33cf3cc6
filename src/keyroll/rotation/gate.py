"""Checks that each consumer has the new value before the old value is ended. A timer is not enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from keyroll.clock import iso
from keyroll.model.campaign import ConsumerClass
from keyroll.providers.contracts.rotate import SESSION, Seen
from keyroll.rotation.directions import Consumer

#: A consumer no longer uses the old value if it did not use it for its longest poll plus this time.
QUIET = timedelta(seconds=10)
#: The wait before facts are read again, since a session may be short; and the longest one, where a provider's own time
#: of the last use comes late: a person may decide meanwhile.
AGAIN, LONGEST_AGAIN = timedelta(seconds=1), timedelta(minutes=5)
#: The prefix of the marks of keyroll's own attempts.
OWN = "keyroll"


@dataclass(frozen=True, slots=True)
class GateFacts:
    """The facts that are known at one moment.

    ``new_seen`` and ``old_seen`` are uses of each value by others, or None if nothing could be read. ``used`` holds
    when an earlier check found a consumer with the new value: short sessions of several consumers are seldom open at
    one moment. ``old_unused_since`` comes from a source that shows every use (a log, or the provider's own time of the
    last use); None: unknown. ``started`` holds when the process of a consumer started. ``old_known_until`` is the time
    until which uses of the old value are known; None: until now. ``written`` holds when the place of a consumer held
    the new value, before the consumer reloaded.
    """

    published_at: datetime
    new_seen: tuple[Seen, ...] | None = None
    old_seen: tuple[Seen, ...] | None = None
    old_unused_since: datetime | None = None
    started: Mapping[str, datetime] = field(default_factory=dict)
    old_known_until: datetime | None = None
    written: Mapping[str, datetime] = field(default_factory=dict)
    used: Mapping[str, datetime] = field(default_factory=dict)
    #: Since when no open session may be of the old value, where the order of opening shows it.
    younger: datetime | None = None


def waits_for(consumers: Sequence[Consumer], facts: GateFacts, now: datetime) -> list[str]:
    """Return why each consumer still blocks the gate; empty if all were seen with the new value."""
    alone = len(consumers) == 1
    return [because for consumer in consumers if (because := _holds(consumer, facts, now, alone=alone))]


def read_again(facts: GateFacts, late: timedelta, now: datetime) -> datetime:
    """Return when facts are read again. ``late``: the delay of the provider's own time of the last use."""
    known = facts.old_known_until
    if known is None or now - known < late:
        return now + AGAIN
    return now + max(AGAIN, min(late / 48, LONGEST_AGAIN))


def unshown(consumers: Sequence[Consumer], facts: GateFacts, now: datetime) -> list[str]:
    """Return the consumers that have the new value by time, of which nothing shows whether they use it.

    No session, log, time of the last use or start of a process shows them: a person decides.
    """
    silent = facts.new_seen is None or facts.old_seen is None
    if not silent or facts.old_unused_since or facts.younger:
        return []
    due = (one for one in consumers if now >= facts.published_at + (one.longest_poll or timedelta()))
    return [one.name for one in due if one.name not in facts.started]


def passed(consumer: Consumer, facts: GateFacts, now: datetime, *, alone: bool) -> str:
    """Return the evidence that a consumer has the new value, or an empty text."""
    if used := used_at(consumer, facts, alone=alone):
        return f"{consumer.name} used the new value on {iso(used)}"
    started = facts.started.get(consumer.name)
    if started and started > facts.written.get(consumer.name, facts.published_at):
        return f"{consumer.name} started on {iso(started)}, after the new value was published"
    poll = consumer.longest_poll if consumer.gets in (ConsumerClass.POLL, ConsumerClass.PUSH) else None
    if poll is None and consumer.gets is ConsumerClass.PUSH and consumer.place:
        poll = QUIET  # it had the value when its place was written
    since = facts.old_unused_since
    until = min(facts.old_known_until or now, now)
    if poll is not None and since and until - since >= poll:
        return f"the old value is unused since {iso(since)}, longer than the longest poll of {consumer.name}"
    if facts.younger and consumer.place and poll is not None:
        return f"no session that was opened before {iso(facts.younger)} is left, and {consumer.name} had the value then"
    return ""


def used_at(consumer: Consumer, facts: GateFacts, *, alone: bool) -> datetime | None:
    """Return when a consumer last used the new value, by this check or an earlier one, or None if that is unknown."""
    times = [use.at for use in facts.new_seen or () if is_by(use, consumer, alone=alone)]
    times += [facts.used[consumer.name]] if consumer.name in facts.used else []
    return max((at for at in times if at > facts.published_at), default=None)


def is_by(use: Seen, consumer: Consumer, *, alone: bool) -> bool:
    """Whether a consumer made a use. If uses do not distinguish consumers, a single consumer made all of them."""
    if consumer.client or consumer.network:
        named = not consumer.client or use.client == consumer.client
        return named and (not consumer.network or use.network == consumer.network)
    return alone


def may_be_by(use: Seen, consumer: Consumer) -> bool:
    """Whether a consumer may have made a use. A use without a named program or network may come from any consumer."""
    named = not consumer.client or use.client in ("", consumer.client)
    return named and (not consumer.network or use.network in ("", consumer.network))


def others(consumers: Sequence[Consumer], facts: GateFacts, now: datetime) -> dict[str, Seen]:
    """Return the latest use of the old value by each program and network that no declared consumer has.

    A consumer without ``client`` and ``network`` is known by its uses of the new value: until it has passed, every use
    may be its own, and holds the gate as such.
    """
    named = [one for one in consumers if one.client or one.network]
    unnamed = [one for one in consumers if one not in named]
    if any(not passed(one, facts, now, alone=len(consumers) == 1) for one in unnamed):
        return {}
    found: dict[str, Seen] = {}
    for use in facts.old_seen or ():
        nobody = not (use.client or use.network) or use.client.startswith(OWN)
        if nobody or any(may_be_by(use, one) for one in named):
            continue
        if use.by not in found or (use.source == SESSION, use.at) > (found[use.by].source == SESSION, found[use.by].at):
            found[use.by] = use
    # Without a name of the consumer, its program and network are those that were seen with the new value.
    same = {use.by for use in facts.new_seen or () if use.at > facts.published_at} if unnamed else set()
    return {by: use for by, use in found.items() if by not in same}


def changed_over(by: str, facts: GateFacts, last: datetime) -> datetime | None:
    """Return when an undeclared consumer used the new value after its last use of the old one, or None."""
    if any(use.by == by and use.source == SESSION for use in facts.old_seen or ()):
        return None
    old = max((use.at for use in facts.old_seen or () if use.by == by), default=last)
    times = [use.at for use in facts.new_seen or () if use.by == by]
    return max((at for at in times if at > max(old, facts.published_at)), default=None)


def _holds(consumer: Consumer, facts: GateFacts, now: datetime, *, alone: bool) -> str:
    poll = consumer.longest_poll or timedelta()
    until = min(facts.old_known_until or now, now)
    over, quiet = facts.published_at + poll, until - max(poll, QUIET)
    if now < over:
        return f"{consumer.name} may read the old value until {iso(over)}"
    if any(may_be_by(use, consumer) and use.at > max(over, quiet) for use in facts.old_seen or ()):
        return f"{consumer.name} still uses the old value"
    started = consumer.name in facts.started
    if not started and until < over:
        return f"uses are known until {iso(until)}: {consumer.name} may have used the old value until {iso(over)}"
    evidence = passed(consumer, facts, now, alone=alone)
    if evidence and not started and facts.old_seen is None and facts.old_unused_since is None:
        return f"no log shows whether {consumer.name} still uses the old value"
    if evidence:
        return ""
    if facts.new_seen is None and not started:
        return f"it is unknown whether {consumer.name} uses the new value: no log or session could be read"
    return f"{consumer.name} has not been seen with the new value yet"
