"""The steps that only read: the new value works, consumers have it, nobody uses the old one, and it is proven dead."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from keyroll.clock import iso, parse_time
from keyroll.errors import UsageError
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import PROVING, Attempt, Outcome, Plane, ProbeTarget, ValueRole
from keyroll.model.rotation import Result, Step
from keyroll.proof.probe.attempts import AttemptsInOrder
from keyroll.proof.probe.context import AttemptsVerdict, ProbeContext, ProviderRecord
from keyroll.proof.probe.judge import judge
from keyroll.proof.probe.limits import room_at
from keyroll.proof.probe.run import Prober, ProbeValues
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.providers.contracts.rotate import SESSION, Generation, GenerationState, Seen
from keyroll.rotation import opened
from keyroll.rotation.gate import (
    AGAIN,
    OWN,
    GateFacts,
    changed_over,
    others,
    passed,
    read_again,
    unshown,
    used_at,
    waits_for,
)
from keyroll.rotation.known import CONFIRMED, COPY, LOOKED_BACK, MOVED, SEEN_BEFORE, USED
from keyroll.rotation.tools import Did, LoggedUse, Tools

#: How far back logs are searched for consumers that no directions name.
LOOK_BACK = timedelta(days=30)
#: The longest wait for a proof. A decision that a person makes meanwhile is read only afterwards.
FAR = timedelta(hours=6)


def targets(tools: Tools) -> tuple[ProbeTarget, ...]:
    """Return the places at which the values are tried, and the account of each."""
    item, new = tools.known.item, tools.known.new
    new_as = new.who if new else item.old.who
    planes = {plane.name: plane for plane in map(tools.probe.place, item.at)}
    return tuple(ProbeTarget(tools.incident, item.identifier, plane, item.old.who, new_as) for plane in planes.values())


def about(tools: Tools) -> ProbeContext:
    """Return the facts that a judgement of the attempts needs."""
    probe, provider = tools.probe, catalogue.provider(tools.known.item.provider)
    planes = tuple(target.plane for target in targets(tools))
    return ProbeContext(
        planes,
        provider.window if tools.rotator.window is None else tools.rotator.window,
        tools.known.item.old.who,
        targets(tools)[0].new_as,
        lockout=probe.lockout,
        rate=probe.rate,
        sessions=not probe.no_sessions_because,
        derives=bool(probe.derives) and tools.rotator.end_derived is None,
        derived_life=probe.derived_life,
    )


def visit(tools: Tools, *, early: bool) -> AttemptsVerdict:
    """Make the attempts that are due: the old value, a never-issued one, the new one, and sessions."""
    item, observer = tools.known.item, None
    if item.observer is not None:
        login = tools.login(item.observer)
        observer = (login.who, login.value)
    values = ProbeValues(tools.old_value(), tools.new_value(), observer=observer)
    tools.check()

    def attempt(plane: Plane, login: Login) -> ProbeAnswer:
        tools.turns.turn(plane.name, tools.probe.pace)
        return tools.probe.attempt(plane, login)

    probe = replace(tools.probe, attempt=attempt)
    if probe.sessions and tools.rotator.numbered:
        probe = replace(probe, sessions=partial(opened.left, tools))
    prober = Prober(tools.attempts, tools.clock, tools.install_key, tools.vantage, probe, values, targets(tools))
    return prober.run(about(tools), early=early)


def see_old(tools: Tools) -> None:
    """Try the old value before it is replaced: a refusal of a value that was never accepted proves nothing."""
    if tools.vault.get(tools.known.new_slot) is None or tools.known.done_at(Step.DISABLE):
        return
    for target in targets(tools):
        tools.note_target(target)
    tried = tools.attempts.attempts(tools.incident, tools.known.item.identifier)
    if not any(one.role is ValueRole.OLD and one.outcome is Outcome.ACCEPTED for one in tried):
        visit(tools, early=True)


def verify(tools: Tools) -> Did:
    """Sign in with the new value at every place, and try the old value beside it: the proof needs it accepted."""
    since = tools.known.done_at(Step.CREATE)
    fingerprint = tools.new_value().fingerprint(tools.install_key, "install")
    for target in targets(tools):
        tools.note_target(target)
    visit(tools, early=True)
    tried = tools.attempts.attempts(tools.incident, tools.known.item.identifier)
    new_as = targets(tools)[0].new_as
    for target in targets(tools):
        last = _last(tried, target.plane.name, ValueRole.NEW, fingerprint)
        if last is None or (since and last.at < since and last.outcome in PROVING):
            allowed = room_at(AttemptsInOrder(tried), about(tools), tools.clock.now() + AGAIN)
            return Did(Result.WAITING, f"{target.plane.name}: not tried yet", due_at=allowed)
        if last.outcome is Outcome.ACCEPTED and last.identity == new_as:
            never = _last(tried, target.plane.name, ValueRole.NEVER)
            if never is not None and never.outcome is Outcome.ACCEPTED:
                return Did(Result.FAILED, f"{target.plane.name} also accepts a value that was never issued")
            continue
        window = about(tools).window
        if last.outcome in PROVING and since and tools.clock.now() < since + window:
            return Did(
                Result.WAITING, f"{target.plane.name} does not accept it yet", due_at=tools.clock.now() + 5 * AGAIN
            )
        if last.outcome in PROVING:
            return Did(Result.BAD, f"{target.plane.name} refuses the new value: {last.said}")
        return Did(Result.FAILED, f"{target.plane.name}: {last.outcome or 'the reply was lost'}")
    return Did(Result.DONE, f"accepted as {new_as}")


def _last(tried: tuple[Attempt, ...], plane: str, role: ValueRole, value: str = "") -> Attempt | None:
    here = [one for one in tried if one.plane == plane and one.role is role and value in ("", one.value)]
    return max(here, key=lambda one: one.at, default=None)


def gate(tools: Tools) -> Did:
    """Look for evidence that each consumer has the new value, and that no unclaimed copy is left."""
    now, item = tools.clock.now(), tools.known.item
    published, new = tools.known.done_at(Step.PUBLISH), tools.known.new
    if published is None or new is None:
        return Did(Result.FAILED, "nothing was published")
    facts = _facts(tools, published, new)
    sessions = opened.opened(tools, published, facts)
    if sessions is not None:
        old_seen = _joined(facts.old_seen, sessions.old)
        facts = replace(facts, new_seen=_joined(facts.new_seen, sessions.new), old_seen=old_seen)
        facts = replace(facts, younger=sessions.younger)
        if not (sessions.facts or tools.known.fact(opened.AFTER)):
            return Did(Result.WAITING, "; ".join(waits_for(item.consumers, facts, now)) or "sessions are listed again",
                       due_at=now + AGAIN)  # fmt: skip
    left = tools.signed_off()
    asked = [one for one in item.consumers if one.name not in left]
    held, first = waits_for(asked, facts, now), _undeclared(tools, facts, published)
    first |= sessions.facts if sessions else {}
    alone = len(item.consumers) == 1
    claims = unclaimed(tools, facts, first)
    by_name = [f"{one.name} is signed off" for one in item.consumers if one.name in left]
    if held or claims:
        times = {one.name: used_at(one, facts, alone=alone) for one in item.consumers if one.name not in facts.used}
        first |= {f"{USED}{name}": iso(at) for name, at in times.items() if at}
        again = read_again(facts, tools.rotator.last_used_delay, tools.clock.now())
        blocked = (*claims, *unshown(asked, facts, now))
        return Did(Result.WAITING, "; ".join((*claims.values(), *held)), first, due_at=again, blocked=blocked)
    return Did(Result.DONE, "; ".join([*(passed(one, facts, now, alone=alone) for one in asked), *by_name]), first)


def unclaimed(tools: Tools, facts: GateFacts, first: Mapping[str, str]) -> dict[str, str]:
    """Return, by its name, why each copy and each undeclared consumer blocks the revocation, with what showed it.

    One that is signed off, or was seen with the new value after its last use of the old one, does not block.
    """
    found = {name: f"{name}, a known copy," for name in tools.known.item.copies}
    known = tools.known.found_copies | {n.removeprefix(COPY): text for n, text in first.items() if n.startswith(COPY)}
    found |= {name: f"{name} used the old value ({text}) and" for name, text in known.items()}
    back = tools.known.moved.keys() | {name.removeprefix(MOVED) for name in first if name.startswith(MOVED)}
    used = {use.by for use in facts.old_seen or () if use.source == SESSION}
    gone = tools.signed_off() | (back - used) if found else frozenset()
    said = "is no declared consumer: declare it, sign it off, or end it"
    return {name: f"{text} {said}" for name, text in sorted(found.items()) if name not in gone}


def _undeclared(tools: Tools, facts: GateFacts, published: datetime) -> dict[str, str]:
    """Return the facts about undeclared consumers that were not known yet."""
    item, known, now = tools.known.item, tools.known.found_copies, tools.clock.now()
    seen = others(item.consumers, facts, now)
    first = {}
    if not tools.known.fact(LOOKED_BACK):
        begin = published - LOOK_BACK
        before = tools.log.uses(as_listed(tools, tools.known.old), begin, ValueRole.OLD)
        if before is not None:
            first[LOOKED_BACK] = f"{iso(begin)} to {iso(before.until)}"
            named = tuple(use for use in before.accepted if use.client)
            seen = others(item.consumers, replace(facts, old_seen=named), now) | seen
    first |= {f"{COPY}{by}": f"{use.source}, {iso(use.at)}" for by, use in seen.items() if by not in known}
    for by, text in known.items():
        last = _time_of(text)
        if by not in tools.known.moved and (at := changed_over(by, facts, last or published)):
            first[f"{MOVED}{by}"] = iso(at)
    return first


def _time_of(text: str) -> datetime | None:
    """Return the time at the end of a fact about a copy."""
    try:
        return parse_time(text.rpartition(" ")[2])
    except UsageError:
        return None


def _facts(tools: Tools, published: datetime, new: Generation) -> GateFacts:
    old, item = tools.known.old, tools.known.item
    # Logs may name only the mark.
    needed = tools.rotator.last_used or catalogue.logged_uses(item.provider, item.kind, item.way)
    listed = {one.id: one for one in (tools.listed() or () if needed else ())}
    used = tools.log.uses(listed.get(new.id, new), published, ValueRole.NEW)
    old_used = tools.log.uses(listed.get(old.id, old), published, ValueRole.OLD)
    new_seen, old_seen = _after(tools, _seen(tools, new), published), _seen(tools, old)
    unused = _unused_since(tools, listed.get(old.id))
    own, until = tools.rotator.last_used, old_used.until if old_used and old_seen is None else None
    if own and used is None and old_used is None:
        # The provider's own times of the last use come late. keyroll's own sign-ins were before the publication.
        until = tools.clock.now() - tools.rotator.last_used_delay
        new_seen, old_seen = _last_use(listed.get(new.id), own), _last_use(listed.get(old.id), own)
        unused = listed[old.id].last_used_at if old.id in listed else None
    shown = old_used.accepted + old_used.refused if old_used else None
    return GateFacts(
        published,
        _joined(used.accepted if used else None, new_seen),
        _joined(shown, old_seen),
        _unused_in(old_used, old_seen, published) or unused,
        {one.name: at for one in item.consumers if one.process and (at := started_at(one.process))},
        until,
        tools.known.written,
        tools.known.used,
    )


def _last_use(generation: Generation | None, source: str) -> tuple[Seen, ...] | None:
    if generation is None or generation.last_used_at is None:
        return None
    return (Seen(generation.last_used_at, source=source),)


def as_listed(tools: Tools, generation: Generation) -> Generation:
    """Return a generation with its mark: logs may name only the mark."""
    if not catalogue.logged_uses(tools.known.item.provider, tools.known.item.kind, tools.known.item.way):
        return generation
    return next((one for one in tools.listed() or () if one.id == generation.id), generation)


def _unused_in(used: LoggedUse | None, sessions: tuple[Seen, ...] | None, published: datetime) -> datetime | None:
    """Return since what time the old value is unused, by a log of all uses, or of sign-ins plus the open sessions."""
    if used is None or sessions or (not used.every_use and sessions is None):
        return None
    return max((use.at for use in used.accepted + used.refused), default=published)


def _unused_since(tools: Tools, old: Generation | None) -> datetime | None:
    """Return the provider's own time of the last use, plus its delay."""
    if not tools.rotator.last_used or old is None or old.last_used_at is None:
        return None
    return old.last_used_at + tools.rotator.last_used_delay


def _seen(tools: Tools, generation: Generation) -> tuple[Seen, ...] | None:
    if tools.rotator.seen is None:
        return None
    found = tools.rotator.seen(tools.plane, tools.admin(), tools.known.item.subject, generation)
    return None if found is None else tuple(replace(one, source=SESSION) for one in found)


def _after(tools: Tools, some: tuple[Seen, ...] | None, published: datetime) -> tuple[Seen, ...] | None:
    """Return sessions with the new value that opened after the publication: they were not listed before it.

    The server's clock may differ from keyroll's clock, and keyroll's clock may have been set since. A session without a
    program may be keyroll's own, which a server may list late.
    """
    before = tools.known.fact(SEEN_BEFORE)
    if not (some and before):
        return some
    last, later = parse_time(before), published + timedelta(microseconds=1)

    def known(use: Seen) -> bool:
        return use.at > last and bool(use.client) and not use.client.startswith(OWN)

    return tuple(replace(use, at=max(use.at, later)) if known(use) else use for use in some)


def _joined(some: tuple[Seen, ...] | None, more: tuple[Seen, ...] | None) -> tuple[Seen, ...] | None:
    return None if some is None and more is None else (some or ()) + (more or ())


def started_at(pid_file: str) -> datetime | None:
    """Return when the process whose id is in a file started, or None if that is not known."""
    from keyroll.rotation.processes import started

    return started(Path(pid_file))


def observe(tools: Tools) -> Did:
    """Watch for use of the old value after it was disabled, which shows copies that nobody listed."""
    now, item = tools.clock.now(), tools.known.item
    since = tools.known.done_at(Step.DISABLE) or tools.known.done_at(Step.GATE)
    if since is None:
        return Did(Result.FAILED, "nothing was disabled")
    used = tools.log.uses(as_listed(tools, tools.known.old), since, ValueRole.OLD)
    live = tuple(use for use in _seen(tools, tools.known.old) or () if use.at > since)
    uses = ((used.accepted + used.refused) if used else ()) + live
    if uses:
        copies = sorted({use.by for use in uses})
        said = f"possible outage: the old value is still used by {', '.join(copies)}"
        return Did(Result.BAD, said, {f"{COPY}{one}": f"after the revocation, {iso(now)}" for one in copies})
    refusals = _refusals(tools, since)
    if refusals:
        refused = ", ".join(f"{name} was refused on {iso(at)}" for name, at in refusals.items())
        said = f"possible outage: {refused}: rotate abort brings the old value back; else sign it off"
        return Did(Result.WAITING, said, due_at=now + AGAIN, blocked=tuple(refusals))
    if now < since + item.observe:
        return Did(
            Result.WAITING, f"watched until {iso(since + item.observe)}", due_at=min(since + item.observe, now + AGAIN)
        )
    return Did(
        Result.DONE, "not used" if used else "no log shows whether the old value was used; nobody reported an outage"
    )


def _refusals(tools: Tools, since: datetime) -> dict[str, datetime]:
    """Return who was refused as the account since and is not signed off, with the time.

    The server does not show which value was refused. An intruder who guesses must not bring the old value back, so a
    person decides.
    """
    if tools.rotator.refused is None:
        return {}
    found = tools.rotator.refused(tools.plane, tools.admin(), tools.known.item.subject, since)
    by = {use.by: use.at for use in found or () if not use.client.startswith(OWN)}
    left = tools.signed_off() if by else frozenset()
    return {name: at for name, at in sorted(by.items()) if name not in left}


def prove(tools: Tools) -> Did:
    """Probe until the old value is proven dead with all controls at every place."""
    ended = tools.known.done_at(Step.DELETE) or tools.known.done_at(Step.CREATE)
    verdict = visit(tools, early=not _tried_since(tools, ended))
    context, now = about(tools), tools.clock.now()
    # The list is read last: where replicas cannot be addressed, refusals at one of them prove nothing without it.
    refused = judged(tools, replace(context, record=ProviderRecord.GONE)).verdict is VerdictKind.DEAD
    if refused and verdict.verdict is not VerdictKind.DEAD:
        verdict = judged(tools, replace(context, record=_recorded(tools), record_at=now))
    if verdict.verdict is VerdictKind.DEAD:
        return Did(Result.DONE, verdict.because, {"grade": "A"})
    late = now - ended - context.window if ended else timedelta(0)
    # A value that was accepted since is alive. Until another attempt is allowed, the last acceptance is an earlier one.
    # A person decides about a value that stays unknown for a day: the wait would never end.
    accepted = verdict.verdict is VerdictKind.LIVE and _tried_since(tools, ended)
    waits = timedelta(days=1) + (context.derived_life if context.derives and context.derived_life else timedelta(0))
    if late > (60 * AGAIN if accepted else waits):
        return Did(Result.FAILED, verdict.because)
    # A list may change at any time. No attempt is due before its time.
    soon = 30 * AGAIN if refused and not tools.rotator.unlisted_because else FAR
    return Did(Result.WAITING, verdict.because, due_at=min(verdict.next_at, now + soon))


def _recorded(tools: Tools) -> ProviderRecord:
    """Return the provider's record of the old value: its list, or its reply to the request that ended the value."""
    if tools.rotator.unlisted_because:
        return ProviderRecord.GONE if tools.known.fact(CONFIRMED) else ProviderRecord.UNKNOWN
    listed = tools.listed()
    if listed is None:
        return ProviderRecord.UNKNOWN
    left = [one for one in listed if one.id == tools.known.old.id and one.state is not GenerationState.DISABLED]
    return ProviderRecord.ACTIVE if left else ProviderRecord.GONE


def _tried_since(tools: Tools, ended: datetime | None) -> bool:
    tried = tools.attempts.attempts(tools.incident, tools.known.item.identifier)
    return any(one.role is ValueRole.OLD and ended and one.at > ended for one in tried)


def judged(tools: Tools, context: ProbeContext) -> AttemptsVerdict:
    """Return the verdict from the existing attempts, without a new one."""
    tried = tools.attempts.attempts(tools.incident, tools.known.item.identifier)
    return judge(tried, context, tools.clock.now())
