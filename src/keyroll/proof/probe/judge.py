"""Judges from attempts whether an exposed value is dead, as a pure fold in one module.

Dead means: every value that was once accepted is refused with all controls at every place, after the window; the
provider's record does not contradict; no session and no derived credential is left; nobody else uses it. Everything
else is live, revoking, or unknown with a reason, and has a time for the next try.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from keyroll.clock import iso
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import PROVING, Attempt, Outcome, Plane, ValueRole
from keyroll.model.truth import Answer, Truth
from keyroll.proof.pointer import Pointer
from keyroll.proof.probe.attempts import AttemptGroup, AttemptsInOrder, values
from keyroll.proof.probe.context import ALL, AttemptsVerdict, Control, ProbeContext, ProviderRecord
from keyroll.proof.probe.limits import allowed, room_at

#: The time after which a dead value is probed again: somebody may have enabled it.
WATCH = timedelta(days=1)
#: If no record shows when a result may change, attempts become rarer over time.
SOONEST, LATEST, SHARE = timedelta(seconds=60), timedelta(hours=1), 20
#: Attempts within the window where replicas cannot be addressed: none counts, and an acceptance restarts the window.
IN_WINDOW = 16
#: Outcomes that another attempt may change.
_NO_ANSWER = (None, Outcome.UNREACHABLE, Outcome.THROTTLED)
NOT_PROBED = "the credentials derived from it were not probed"
_HOW_DERIVED = "sync the log of its issuer over its whole life, or name each value that was made with it (--derived)"
_WORST = (VerdictKind.LIVE, VerdictKind.UNKNOWN, VerdictKind.REVOKING)


def judge(
    attempts: Iterable[Attempt], context: ProbeContext, now: datetime, controls: frozenset[Control] = ALL
) -> AttemptsVerdict:
    """Return the result of the attempts with a credential, and when to try again (a past time means now)."""
    among = AttemptsInOrder(attempts)
    if context.lockout and not allowed(context.lockout) and Control.LIMITS in controls:
        text = f"{context.lockout.attempts} failures lock the account: no attempt is safe"
        stuck = "end it at its provider, and let a log or a complete list show that it is gone"
        return AttemptsVerdict(VerdictKind.UNKNOWN, text, now + WATCH, stuck=stuck)
    old = values(among, context, ValueRole.OLD, controls)
    if not old:
        return AttemptsVerdict(VerdictKind.UNKNOWN, "it was not probed yet", now)
    tried = (*old, *values(among, context, ValueRole.DERIVED, controls))
    rests_on: tuple[Pointer, ...] = ()
    of_values = [(group.last.value, list(_refusal(group, now))) for group in tried]
    open_values = frozenset(value for value, objections in of_values if objections)
    against = [one for _, objections in of_values for one in objections] or list(_rest(among, old, now))
    if against:
        worst = min(against, key=lambda objection: _WORST.index(objection.verdict))
        stuck = next((objection.stuck for objection in against if objection.stuck), "")
        verdict, because, next_at = worst.verdict, worst.because, min(objection.next_at for objection in against)
        seen = worst.attempts or tuple({(attempt.role, attempt.plane): attempt for attempt in among.every}.values())
    else:
        verdict, because, next_at, stuck = VerdictKind.DEAD, _words(old), old[0].last.at + WATCH, ""
        seen, (minted, rests_on) = _proof(tried, among), _minted(among, old)
        because = f"{because}; {minted}" if minted else because
    if Control.LIMITS in controls:
        next_at = room_at(among, context, next_at)
    last = max(attempt.last.at for attempt in old)
    return AttemptsVerdict(verdict, because, next_at, last, seen, stuck, rests_on, open_values)


def settled_at(attempts: Iterable[Attempt], context: ProbeContext) -> datetime | None:
    """Return when the last window after a first refusal ends, or None if an old value was not refused."""
    times = [attempt.settled for attempt in values(AttemptsInOrder(attempts), context, ValueRole.OLD, ALL)]
    known = [attempt for attempt in times if attempt is not None]
    return max(known) if known and len(known) == len(times) else None


def _refusal(group: AttemptGroup, now: datetime) -> Iterator[AttemptsVerdict]:
    """Yield why a value is not refused for good: the first reason, or one for each place; nothing if it is."""
    controls = group.controls
    what = "a derived credential" if group.last.role is ValueRole.DERIVED else "the old value"
    last = {attempt.plane: attempt for attempt in group.own}.values()
    let_in = [attempt for attempt in last if attempt.outcome is Outcome.ACCEPTED]
    anybody = [
        attempt
        for attempt in last
        if any(n.outcome is Outcome.ACCEPTED for n in group.among.near(attempt, ValueRole.NEVER))
    ]
    right = [attempt for attempt in let_in if group.accepted(attempt)]
    verdict, next_at, stuck = VerdictKind.UNKNOWN, _later(group.among), ""
    seen: tuple[Attempt, ...] = ()
    if anybody and Control.NEVER_ISSUED in controls:
        text = f"{anybody[0].plane} also accepts a value that was never issued"
        stuck = "name a place that refuses such a value (--at)"
    elif right:
        verdict, seen = VerdictKind.LIVE, tuple(right)
        text = f"{what} was accepted at {right[0].plane} on {iso(right[0].at)}"
    elif let_in:
        text = f"{let_in[0].plane} signed in {let_in[0].identity or 'nobody'} in place of {group.context.old_as}"
        stuck = "name the account of the old value (old_as), or the value that was exposed (--old)"
    elif group.settled is None:
        text = f"{what} got no refusal of the credential: {_ending(group.last)}"
    elif Control.ACCEPTED_BEFORE in controls and not all(map(group.before, last)):
        text = f"{what} is refused, but was not seen accepted there before: it may never have been the right value"
        # One of several replicas may still accept it until the window is over.
        if all(plane.addressable for plane in group.context.planes) or now >= group.settled:
            stuck = f"name {what} that was accepted; if this is the one, only a list or a log can prove it dead"
    elif now < group.settled:
        verdict, next_at = VerdictKind.REVOKING, _in_window(group, group.settled)
        text = f"{what} is refused since {iso(group.refused[0].at)}; attempts before {iso(group.settled)} are too early"
    else:
        yield from _counts(group, what, now)
        return
    yield AttemptsVerdict(verdict, text, next_at, attempts=seen, stuck=stuck)


def _in_window(group: AttemptGroup, settled: datetime) -> datetime:
    """Return the next try within the window; frequent where replicas cannot be addressed, to reach a late one."""
    if all(plane.addressable for plane in group.context.planes):
        return settled
    return min(settled, group.last.at + group.context.window / IN_WINDOW)


def _counts(group: AttemptGroup, what: str, now: datetime) -> Iterator[AttemptsVerdict]:
    """Yield, for each place with too few refusals, how many refusals count and why the others do not."""
    planes = group.context.planes
    done = [plane for plane in planes if group.complete(plane)]
    if done and Control.EVERY_PLANE not in group.controls:
        return
    for plane in planes:
        if plane not in done:
            yield _count(group, plane, what, now)


def _count(group: AttemptGroup, plane: Plane, what: str, now: datetime) -> AttemptsVerdict:
    here = [
        attempt
        for attempt in group.own
        if attempt.plane == plane.name and group.settled and attempt.at >= group.settled
    ]
    counted = sum(1 for attempt in group.counted if attempt.plane == plane.name)
    number, span = group.needed(plane)
    text = f"{what} is refused at {plane.name}: {counted} of {number} refusals count"
    if not here:
        return AttemptsVerdict(VerdictKind.REVOKING, text, now)
    if here[-1] in group.counted:
        return AttemptsVerdict(VerdictKind.REVOKING, text, here[-1].at + span / max(number - 1, 1))
    no_new = not any(attempt.role is ValueRole.NEW for attempt in group.among.every)
    stuck = "name a value that is accepted now (--new)" if no_new else ""
    return AttemptsVerdict(
        VerdictKind.UNKNOWN, f"{text}; {_spoiled(here[-1], group)}", _later(group.among), stuck=stuck
    )


def _spoiled(attempt: Attempt, group: AttemptGroup) -> str:
    if attempt.outcome not in PROVING:
        return f"the last attempt proves nothing: {_ending(attempt)}"
    if not group.new_accepted(attempt):
        return "the new value was not accepted there within the same minute"
    if not group.never_refused(attempt):
        return "a value that was never issued does not get the same refusal"
    if not group.before(attempt):
        return "it was not accepted there, from the same machine, before"
    return "this number of attempts may have locked the account"


def _rest(among: AttemptsInOrder, old: Sequence[AttemptGroup], now: datetime) -> Iterator[AttemptsVerdict]:
    """Yield the reasons against a death of a value that is refused everywhere."""
    context, controls = old[0].context, old[0].controls
    settled, later = max(attempt.settled for attempt in old if attempt.settled), _later(among)
    if context.sessions and Control.SESSIONS in controls:
        yield from _sessions(among, context, settled)
    if Control.DERIVED in controls:
        yield from _derived(among, old, now)
    if Control.RECORD in controls:
        ended = settled - context.window
        if context.record is ProviderRecord.ACTIVE and (context.record_at or ended) >= ended:
            text = "refused, but the provider's own list shows it as active"
            yield AttemptsVerdict(VerdictKind.UNKNOWN, text, later, stuck="revoke it there, and sync its list again")
        elif context.record is not ProviderRecord.GONE and not all(plane.addressable for plane in context.planes):
            text = "its replicas cannot be addressed, and no list shows that it is gone"
            yield AttemptsVerdict(VerdictKind.UNKNOWN, text, later, stuck="sync the list or log of its provider")
    used = [attempt for attempt in context.uses if attempt >= settled]
    if used and Control.USE in controls:
        text = f"refused here, but a log shows it in use on {iso(used[-1])}"
        yield AttemptsVerdict(
            VerdictKind.LIVE, text, later, stuck="find the place that still accepts it, and name it (--at)"
        )


def _derived(among: AttemptsInOrder, old: Sequence[AttemptGroup], now: datetime) -> Iterator[AttemptsVerdict]:
    """Yield why derived credentials are not known to be dead: by probes, by their end, or by the issuer's log."""
    context, later = old[0].context, _later(among)
    if not context.derives or any(attempt.role is ValueRole.DERIVED for attempt in among.every):
        return
    settled = max(attempt.settled for attempt in old if attempt.settled)
    over = settled + context.derived_life if context.derived_life else None
    if over is not None:
        if now < over:
            yield AttemptsVerdict(VerdictKind.UNKNOWN, NOT_PROBED, over)
        return
    known = context.minted.ended(settled) if context.minted else Truth.unknown("no log is known that shows them")
    if known.answer is Answer.NO:
        stuck = "revoke it too and sync the log, or name its value (--derived)"
        yield AttemptsVerdict(VerdictKind.UNKNOWN, f"refused, but {known.because}", later, stuck=stuck)
    elif known.answer is Answer.UNKNOWN:
        yield AttemptsVerdict(VerdictKind.UNKNOWN, f"{NOT_PROBED}: {known.because}", later, stuck=_HOW_DERIVED)


def _minted(among: AttemptsInOrder, old: Sequence[AttemptGroup]) -> tuple[str, tuple[Pointer, ...]]:
    """Return the reason from the issuer's log of derived credentials, if the verdict rests on it, and its records."""
    context = old[0].context
    probed = any(attempt.role is ValueRole.DERIVED for attempt in among.every)
    if not context.derives or probed or context.derived_life or context.minted is None:
        return "", ()
    settled = max((attempt.settled for attempt in old if attempt.settled), default=None)
    return (context.minted.ended(settled).because, context.minted.evidence) if settled else ("", ())


def _sessions(among: AttemptsInOrder, context: ProbeContext, settled: datetime) -> Iterator[AttemptsVerdict]:
    looks = {
        attempt.plane: attempt for attempt in among.every if attempt.role is ValueRole.SESSION and attempt.at >= settled
    }
    alive = tuple(attempt for attempt in looks.values() if attempt.outcome is Outcome.ACCEPTED)
    blind = [p.name for p in context.planes if p.name not in looks or looks[p.name].outcome not in PROVING]
    if alive:
        text = f"refused, but {alive[0].said or 'a session'} opened with it is alive at {alive[0].plane}"
        yield AttemptsVerdict(VerdictKind.LIVE, text, _later(among), attempts=alive)
    elif blind:
        text = f"the sessions could not be listed at {', '.join(blind)}"
        never = [name for name in blind if name not in looks or looks[name].outcome not in _NO_ANSWER]
        visited = {attempt.plane for attempt in among.every if attempt.role is ValueRole.OLD and attempt.at >= settled}
        stuck = "name an account that may list the sessions (observer)" if set(never) & visited else ""
        yield AttemptsVerdict(VerdictKind.UNKNOWN, text, _later(among), stuck=stuck)


def _later(among: AttemptsInOrder) -> datetime:
    begun, last = among.every[0].at, among.every[-1].at
    return last + min(max((last - begun) / SHARE, SOONEST), LATEST)


def _ending(attempt: Attempt) -> str:
    if attempt.outcome is None:
        return f"the reply of {iso(attempt.at)} was lost"
    return f"{attempt.plane}: {str(attempt.outcome).replace('_', ' ')}{f' ({attempt.said})' if attempt.said else ''}"


def _words(old: Sequence[AttemptGroup]) -> str:
    counted = sorted(attempt.at for group in old for attempt in group.counted)
    where = ", ".join(plane.name for plane in old[0].context.planes)
    return f"refused {len(counted)} times from {iso(counted[0])} to {iso(counted[-1])} at {where}, with all controls"


def _proof(tried: Sequence[AttemptGroup], among: AttemptsInOrder) -> tuple[Attempt, ...]:
    """Return the attempts that support a death: the last acceptances, the refusals that count, and their controls."""
    chosen = {
        (attempt.role, attempt.plane): attempt for attempt in among.every if attempt.role is ValueRole.SESSION
    }.values()
    ids = {attempt.id for attempt in chosen}
    for group in tried:
        before = {attempt.plane: attempt for attempt in group.own if group.accepted(attempt)}.values()
        for attempt in (*before, *group.counted):
            ids |= {other.id for role in (ValueRole.NEVER, ValueRole.NEW) for other in among.near(attempt, role)} | {
                attempt.id
            }
    return tuple(attempt for attempt in among.every if attempt.id in ids)
