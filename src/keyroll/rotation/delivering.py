"""The step that writes the new value to the places that consumers read, and compares fingerprints afterwards."""

import time
from dataclasses import replace

from keyroll.clock import EARLIEST, iso
from keyroll.errors import SecretUnavailable, UsageError
from keyroll.model.rotation import Result
from keyroll.providers.contracts.delivery import Delivery, Target
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Ended
from keyroll.rotation import opened
from keyroll.rotation.directions import Consumer
from keyroll.rotation.known import SEEN_BEFORE, WRITTEN
from keyroll.rotation.processes import TICK
from keyroll.rotation.tools import Did, Tools, did
from keyroll.rotation.writing import reads, taken, whole, written
from keyroll.secret import Secret, SecretRef


def target_of(tools: Tools, consumer: Consumer) -> tuple[Delivery, Target, Login | None]:
    """Return the target to which a consumer's value is written. Raises UsageError, SecretUnavailable."""
    scheme, _, address = consumer.place.partition(":")
    delivery = tools.deliveries.get(scheme)
    if delivery is None:
        raise UsageError(f"keyroll cannot deliver to {scheme}:", hint=f"known: {', '.join(sorted(tools.deliveries))}")
    login = tools.login(consumer.login) if consumer.login else None
    return delivery, delivery.place(address), login


def old_value(tools: Tools) -> Secret:
    """Return the old value, from its reference or from a place that a consumer reads.

    Raises SecretUnavailable.
    """
    item = tools.known.item
    if item.old_value:
        return SecretRef.parse(item.old_value).resolve()
    for consumer in item.consumers:
        found = held(tools, consumer) if consumer.place else None
        if found is not None and found[0] in ("", item.old.who):
            return found[1]
    raise SecretUnavailable(
        f"the old value of {item.identifier} cannot be read at any known place",
        hint="name it in the directions: old = …",
    )


def given_value(tools: Tools) -> Secret | None:
    """Return the value that a person got from the vendor, from its reference or from a place that a consumer reads.

    Returns None while only the old value is there.
    """
    item, old = tools.known.item, tools.vault.get(tools.known.old_slot)
    if item.new_value:
        try:
            value = SecretRef.parse(item.new_value).resolve()
        except SecretUnavailable:
            return None
        return value if value != old else None
    for consumer in item.consumers:
        found = held(tools, consumer) if consumer.place else None
        if found is not None and found[1] != old:
            return found[1]
    return None


def held(tools: Tools, consumer: Consumer) -> tuple[str, Secret] | None:
    """Return the account and the value that the place of a consumer holds; None if it holds none in its form."""
    delivery, target, login = target_of(tools, consumer)
    content = delivery.read(target, login).content
    return taken(consumer.form, content, parts=tools.rotator.parts) if content is not None else None


def publish(tools: Tools) -> Did:
    """Write the new value to each place; a place that already holds it is not written again.

    The facts record when each place held the new value, before its consumer reloaded. A process that started later has
    read the new value.
    """
    new, said, facts = tools.known.new, [], {}
    if new is None:
        return Did(Result.FAILED, "no new value exists")
    if tools.rotator.seen is not None:
        seen = tools.rotator.seen(tools.plane, tools.admin(), tools.known.item.subject, new)
        if seen is not None:
            # Nobody had the value before. Every use that is not in this list came after the publication, whatever the
            # clocks show.
            facts[SEEN_BEFORE] = iso(max((use.at for use in seen), default=EARLIEST))
    if not tools.known.fact(opened.BEFORE):
        facts |= opened.mark(tools, opened.BEFORE)
    for consumer in tools.known.item.consumers:
        if consumer.place:
            failed, words = deliver(tools, consumer, new.who, tools.new_value())
            if failed is None:
                facts[f"{WRITTEN}{consumer.name}"] = iso(tools.clock.now())
                if consumer.process:
                    time.sleep(2 * TICK)
                failed = reloaded(tools, consumer)
            if failed:
                return replace(failed, facts=facts)
            said.append(f"{consumer.name}: {words}")
    return Did(Result.DONE, "; ".join(said), facts)


def deliver(tools: Tools, consumer: Consumer, who: str, value: Secret) -> tuple[Did | None, str]:
    """Write a value to the place of a consumer and read it back. Return why that failed, or how it was checked."""
    delivery, target, login = target_of(tools, consumer)
    before = delivery.read(target, login)
    if before.content is None and before.found and not whole(consumer.form):
        return Did(Result.FAILED, f"{consumer.name}: the file cannot be read, and its other entries would be lost"), ""
    parts, accounts = tools.rotator.parts, tools.known.item.accounts
    try:
        content = written(consumer.form, who, value, parts=parts, before=before.content, accounts=accounts)
    except UsageError as error:
        return Did(Result.FAILED, f"{consumer.name}: {error}; {error.hint}"), ""
    if before.content == content:
        return None, "there already"
    tools.check()
    tools.turns.turn(f"{target.scheme}:{target.address}", delivery.pace)
    done = delivery.write(target, login, content)
    if done.ended in (Ended.REFUSED, Ended.THROTTLED):
        return did(done.ended, f"{consumer.name}: {done.said}"), ""
    after = delivery.read(target, login)
    if after.content is not None and after.content != content:
        return Did(
            Result.FAILED, f"{consumer.name}: the value that was read back differs from the value that was written"
        ), ""
    if after.content is not None and not reads(consumer.form, who, value, after.content, parts=parts):
        return Did(Result.FAILED, f"{consumer.name}: its parser reads another value from the place"), ""
    if after.content is None and after.readable:
        return Did(Result.FAILED, f"{consumer.name}: the written value could not be read back: {after.said}"), ""
    if not after.readable and done.ended is not Ended.DONE:
        return Did(Result.FAILED, f"{consumer.name}: the reply was lost, and the stored value is unknown"), ""
    words = (
        "read back"
        if after.content is not None
        else f"version {after.version or 'unknown'}: the target does not allow reading"
    )
    return None, words


def reloaded(tools: Tools, consumer: Consumer) -> Did | None:
    """Have a consumer read its place again, if the place has a command for that. Return why that failed."""
    delivery, target, login = target_of(tools, consumer)
    if delivery.reload is None:
        return None
    tools.check()
    done = delivery.reload(target, login)
    return None if done.ended is Ended.DONE else did(done.ended, f"{consumer.name}: reload: {done.said}")
