"""The steps that make, disable and delete generations. Each counts only after the provider's list shows it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from keyroll.clock import iso
from keyroll.model.rotation import Result, Step
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import (
    ChosenBy,
    Created,
    EffectResult,
    Ended,
    Generation,
    GenerationAct,
    GenerationState,
    NewValue,
)
from keyroll.rotation import delivering, opened, trying
from keyroll.rotation.known import CONFIRMED
from keyroll.rotation.returning import when_restored
from keyroll.rotation.tools import Did, Tools, did
from keyroll.rotation.writing import random_value

#: The waits before the list of sessions is read again, after sessions were ended.
LEFT = timedelta(seconds=2)
#: The interval of checks whether a person has acted.
PERSON = timedelta(seconds=5)
#: The fact with the id that a reply named before the provider listed it.
MADE = "made"
UNREAD = Did(Result.FAILED, "the generations could not be listed")


def seal(tools: Tools) -> Did:
    """Seal the old value, and a new value where keyroll chooses it. Name the new generation before it is made."""
    known, rotator = tools.known, tools.rotator
    old = tools.vault.get(known.old_slot) or tools.vault.put(known.old_slot, delivering.old_value(tools))
    facts = {"old_value": old.fingerprint(tools.install_key, "install")}
    if rotator.chosen_by is ChosenBy.PROVIDER:
        return Did(Result.DONE, facts=facts)
    new = tools.vault.get(known.new_slot)
    if new is None:
        new = tools.vault.put(known.new_slot, (rotator.fresh or random_value)(old))
    facts["new_value"] = new.fingerprint(tools.install_key, "install")
    if rotator.unlisted_because:
        # It has no name. A value that is tried before it is made counts as failed.
        return Did(Result.DONE, facts=facts)
    listed = tools.listed()
    if listed is None:
        return UNREAD
    name = rotator.name_new(known.item.subject, listed, new) if rotator.name_new else ""
    if rotator.name_new and not name:
        return Did(Result.FAILED, "the provider allows no further value")
    return Did(Result.DONE, facts=facts | {"new_id": name})


def create(tools: Tools, *, restarted: bool) -> Did:
    """Make the new value valid. A value that the provider chose is sealed before anything else happens."""
    rotator, known = tools.rotator, tools.known
    provider_made = rotator.chosen_by is ChosenBy.PROVIDER
    if provider_made and restarted and (found := _look_up(tools)):
        return found
    if rotator.create is None:
        return _guided(tools, GenerationAct.CREATE)
    if rotator.unlisted_because:
        return _exchange(tools)
    value = None if provider_made else tools.new_value()
    wanted = NewValue(tools.mark, known.fact("new_id"), value)
    made = rotator.create(tools.plane, tools.admin(), known.item.subject, wanted)
    if made.value is not None:
        tools.vault.put(known.new_slot, made.value)
    if made.ended in (Ended.REFUSED, Ended.THROTTLED):
        return did(made.ended, made.said)
    listed = tools.listed()
    if listed is None:
        return UNREAD
    new = _made(tools, made, listed) if provider_made else _mine(tools, listed)
    if new is None:
        facts = {MADE: made.generation.id} if made.generation else {}
        return Did(Result.FAILED, "the list of the provider does not show the new value, or its reply was lost", facts)
    return Did(Result.DONE, facts={"new": new.id, "new_as": new.who})


def _made(tools: Tools, made: Created, listed: Iterable[Generation]) -> Generation | None:
    """Return the generation whose value was sealed, by the id in the reply.

    A request that arrived twice made two generations with one mark. The step ``reconcile`` deletes the other one.
    """
    if tools.vault.get(tools.known.new_slot) is None:
        return None
    if made.generation is None:
        return _mine(tools, listed)
    return next((one for one in listed if one.id == made.generation.id), None)


def _exchange(tools: Tools) -> Did:
    """Make a value that the provider does not list; a sign-in shows that it was made.

    A value that the provider made is sealed and not made again. A value that keyroll chose is set again after a
    restart, which changes nothing.
    """
    known, chosen = tools.known, tools.rotator.chosen_by is ChosenBy.KEYROLL
    if tools.rotator.create is not None and (chosen or tools.vault.get(known.new_slot) is None):
        value, old = tools.new_value() if chosen else None, tools.old_value() if tools.rotator.needs_old else None
        made = tools.rotator.create(
            tools.plane, tools.admin(), known.item.subject, NewValue(tools.mark, "", value, old)
        )
        if made.ended in (Ended.REFUSED, Ended.THROTTLED) or (made.value is None and not chosen):
            return did(made.ended, made.said)
        if made.value is not None:
            tools.vault.put(known.new_slot, made.value)
    return trying.sealed(tools)


def _look_up(tools: Tools) -> Did | None:
    """Find what an interrupted request made: keep it if its value is sealed, delete it if the value is lost.

    If several generations have the mark and no record names the sealed one, none of them is kept.
    """
    listed = tools.listed()
    if listed is None:
        return UNREAD
    ours = [one for one in listed if one.mark == tools.mark]
    named = tools.known.fact(MADE)
    kept = [one for one in ours if one.id == named] if named else ours
    if len(kept) == 1 and tools.vault.get(tools.known.new_slot) is not None:
        return Did(Result.DONE, facts={"new": kept[0].id, "new_as": kept[0].who})
    failed = _delete_all(tools, ours)
    tools.vault.destroy(tools.known.new_slot)
    return failed


def _mine(tools: Tools, listed: Iterable[Generation]) -> Generation | None:
    """Return the generation that the current request made, by its recorded id, else by its mark."""
    name = tools.known.fact("new_id")
    return next((one for one in listed if (one.id == name if name else one.mark == tools.mark)), None)


def disable(tools: Tools) -> Did:
    """Disable the old generation; the step ends when the provider lists it as disabled."""
    if tools.rotator.disable is None:
        return _guided(tools, GenerationAct.DISABLE)
    done = tools.rotator.disable(tools.plane, tools.admin(), tools.known.item.subject, tools.known.old)
    return opened.marked(tools, _observed(tools, done.ended, done.said, {GenerationState.DISABLED}))


def rescue(tools: Tools) -> Did:
    """Enable the old generation again; the step ends when the provider lists it as enabled."""
    if tools.rotator.enable is None:
        return _guided(tools, GenerationAct.ENABLE)
    done = tools.rotator.enable(tools.plane, tools.admin(), tools.known.item.subject, tools.known.old)
    return _observed(tools, done.ended, done.said, {GenerationState.ACTIVE}, gone=False)


def delete(tools: Tools) -> Did:
    """Delete the old generation; the step ends when the provider no longer lists it."""
    if tools.rotator.delete is None:
        return _guided(tools, GenerationAct.DELETE)
    done = tools.rotator.delete(tools.plane, tools.admin(), tools.known.item.subject, tools.known.old)
    deleted = opened.marked(tools, _observed(tools, done.ended, done.said, set()))
    if deleted.result is Result.DONE and tools.known.done_at(Step.END_SESSIONS):
        # A busy server may list a session after the others were ended: the session signed in before the value was
        # disabled.
        ended = end_sessions(tools)
        return deleted if ended.result is Result.DONE else ended
    return deleted


def _observed(tools: Tools, ended: Ended, said: str, states: set[GenerationState], *, gone: bool = True) -> Did:
    """Compare an effect with the provider's list; the reply alone is not enough."""
    if ended in (Ended.REFUSED, Ended.THROTTLED):
        return did(ended, said)
    listed = tools.listed()
    if listed is None:
        return UNREAD
    old = next((one for one in listed if one.id == tools.known.old.id), None)
    if (old is None and gone) or (old is not None and old.state in states):
        return Did(Result.DONE, said)
    return Did(Result.FAILED, f"the provider lists it as {old.state if old else 'gone'}")


def end_sessions(tools: Tools) -> Did:
    """End sessions that were opened with the old value, and credentials that were issued with it."""
    said, facts = [], {}
    for what in (tools.rotator.end_sessions, tools.rotator.end_derived):
        if what is None:
            continue
        login = tools.admin()
        if tools.rotator.needs_old:
            login = Login(tools.known.old.who, tools.old_value(), tools.mark)
        done = opened.end(tools) if what is tools.rotator.end_sessions else None
        done = done or what(tools.plane, login, tools.known.item.subject, tools.known.old)
        if done.ended is not Ended.DONE:
            return did(done.ended, done.said)
        said.append(done.said)
        if done.said in tools.rotator.confirms_end:
            facts[CONFIRMED] = iso(tools.clock.now())
    new, old = tools.known.new, tools.known.old
    # Sessions of one account do not show which value opened them.
    if tools.rotator.end_sessions and tools.rotator.seen and new is not None and new.who != old.who:
        left = tools.rotator.seen(tools.plane, tools.admin(), tools.known.item.subject, tools.known.old)
        if left:
            return Did(Result.WAITING, f"{len(left)} sessions are still listed", due_at=tools.clock.now() + LEFT)
    return Did(Result.DONE, "; ".join(filter(None, said)) or tools.rotator.no_sessions_because, facts)


def reconcile(tools: Tools) -> Did:
    """Delete every generation that this rotation made beside its result, such as one from a late request."""
    listed = tools.listed()
    if listed is None:
        return UNREAD
    new, marks = tools.known.new, tools.marks()
    unnamed = [one for one in listed if one.mark in marks and (new is None or one.id != new.id)]
    return _delete_all(tools, unnamed) or Did(Result.DONE, f"{len(unnamed)} deleted" if unnamed else "")


def discard(tools: Tools) -> Did:
    """Delete the new generation, which nobody uses, end its sessions, and destroy its value."""
    listed = tools.listed()
    if listed is None:
        return UNREAD
    mine, marks = _mine(tools, listed), tools.marks()
    # keyroll does not delete a generation with that id which somebody else made.
    ours = [one for one in listed if one.mark in marks or (one == mine and not one.mark)]
    failed = _delete_all(tools, [one for one in ours if one.id != tools.known.old.id]) or _end_sessions_of_new(tools)
    if failed is None:
        tools.vault.destroy(tools.known.new_slot)
    return failed or Did(Result.DONE)


def _end_sessions_of_new(tools: Tools) -> Did | None:
    """End sessions of the deleted new value, if they are told apart from those of the old one.

    Return why that failed.
    """
    new, end, restored = tools.known.new, tools.rotator.end_sessions, tools.known.done_at(Step.RESTORE)
    done: EffectResult | None = None
    if new is not None and new.who != tools.known.old.who and end is not None:
        done = end(tools.plane, tools.admin(), tools.known.item.subject, new)
    elif restored is not None:
        done = opened.end_of_new(tools, when_restored(tools, restored))
    return None if done is None or done.ended is Ended.DONE else did(done.ended, done.said)


def destroy(tools: Tools) -> Did:
    """Destroy every sealed value of the rotation."""
    known = tools.known
    slots = [known.old_slot, *(known.slot(turn) for turn in range(1, known.turn + 1))]
    number = sum(tools.vault.destroy(slot) for slot in slots)
    return Did(Result.DONE, f"{number} sealed values destroyed")


def _delete_all(tools: Tools, some: Iterable[Generation]) -> Did | None:
    """Delete generations. Return why one could not be deleted, or None."""
    wanted = {one.id for one in some}
    if wanted and tools.rotator.delete is None:
        due = tools.clock.now() + PERSON
        return Did(Result.WAITING, f"a person must delete {', '.join(sorted(wanted))}", due_at=due)
    for one in some:
        if tools.rotator.delete is not None:
            done = tools.rotator.delete(tools.plane, tools.admin(), tools.known.item.subject, one)
            if done.ended in (Ended.REFUSED, Ended.THROTTLED):
                return did(done.ended, done.said)
    if not wanted:
        return None
    listed = tools.listed()
    if listed is None:
        return UNREAD
    left = sorted(wanted & {one.id for one in listed})
    return Did(Result.FAILED, f"still listed: {', '.join(left)}") if left else None


def _guided(tools: Tools, act: GenerationAct) -> Did:
    """Wait for a person's act at the vendor, which the provider's list must show; a confirmation does not count."""
    listed = tools.listed()
    if listed is None:
        return UNREAD
    old = next((one for one in listed if one.id == tools.known.old.id), None)
    before = {one.id for one in tools.known.item.world}
    new = next((one for one in listed if one.id not in before), None)
    if act is GenerationAct.CREATE and (new is not None or tools.rotator.unlisted_because):
        made = trying.made_by_a_person(tools, new)
        return _asked(tools, act, made.said, made.due_at) if made.result is Result.WAITING else made
    if act is GenerationAct.DELETE and old is None:
        return Did(Result.DONE)
    if act is GenerationAct.DISABLE and (old is None or old.state is GenerationState.DISABLED):
        return Did(Result.DONE)
    if act is GenerationAct.ENABLE and old is not None and old.state is GenerationState.ACTIVE:
        return Did(Result.DONE)
    return _asked(tools, act)


def _asked(tools: Tools, act: GenerationAct, more: str = "", due_at: datetime | None = None) -> Did:
    """Request an act of a person, with the page and the fields."""
    step = next((one for one in tools.rotator.guided if one.act is act), None)
    known = {"{account}": tools.known.item.account, "{id}": tools.known.old.id}
    where = f"{step.page}: {'; '.join(step.fields)}" if step else "no instructions exist for it"
    for name, value in known.items():
        where = where.replace(name, value)
    due = due_at or tools.clock.now() + PERSON
    return Did(Result.WAITING, f"a person must {act} it: {where}" + (f"; {more}" if more else ""), due_at=due)
