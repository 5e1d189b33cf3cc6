"""Judges from attempts whether an exposed value is dead; a pure fold.

Dead means: every value that was once accepted is refused with all controls at every plane, after the window; the
provider's record does not contradict; no session and no derived credential is left; no use by others is known. Any
other result is live, revoking, or unknown with a reason, and has a time for the next attempt.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from keyroll.clock import iso
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import PROVING, Attempt, Outcome, Plane, Role
from keyroll.proof.probe.about import ALL, About, Control, Found, Record
from keyroll.proof.probe.limits import allowed, room_at
from keyroll.proof.probe.tries import Sorted, Tries, values

#: A dead value is probed again after this time, because it may have been reactivated.
WATCH = timedelta(days=1)
#: If nothing says when an answer may change, the time between attempts grows with the time since the first.
SOONEST, LATEST, SHARE = timedelta(seconds=60), timedelta(hours=1), 20
#: Attempts within the window where replicas cannot be addressed: none of them counts, and an accepted one restarts it.
IN_WINDOW = 16
_WORST = (VerdictKind.LIVE, VerdictKind.UNKNOWN, VerdictKind.REVOKING)


def judge(attempts: Iterable[Attempt], about: About, now: datetime, controls: frozenset[Control] = ALL) -> Found:
    """Return what the attempts show about a credential, and when the next one is due (a time in the past: now)."""
    among = Sorted(attempts)
    if about.lockout and not allowed(about.lockout) and Control.LIMITS in controls:
        text = f"{about.lockout.tries} failures lock the account: no attempt is safe"
        return Found(VerdictKind.UNKNOWN, text, now + WATCH)
    old = values(among, about, Role.OLD, controls)
    if not old:
        return Found(VerdictKind.UNKNOWN, "it was not probed yet", now)
    tried = (*old, *values(among, about, Role.DERIVED, controls))
    against = [one for tries in tried for one in _refusal(tries, now)] or list(_rest(among, old, now))
    if against:
        worst = min(against, key=lambda one: _WORST.index(one.verdict))
        verdict, because, next_at = worst.verdict, worst.because, min(one.next_at for one in against)
        seen = worst.attempts or tuple({(one.role, one.plane): one for one in among.every}.values())
    else:
        verdict, because, next_at = VerdictKind.DEAD, _summary(old), old[0].last.at + WATCH
        seen = _proof(tried, among)
    if Control.LIMITS in controls:
        next_at = room_at(among, about, next_at)
    return Found(verdict, because, next_at, max(one.last.at for one in old), seen)


def settled_at(attempts: Iterable[Attempt], about: About) -> datetime | None:
    """Return when the window after the first refusal of every value has ended; None while one value is not refused."""
    times = [one.settled for one in values(Sorted(attempts), about, Role.OLD, ALL)]
    known = [one for one in times if one is not None]
    return max(known) if known and len(known) == len(times) else None


def _refusal(tries: Tries, now: datetime) -> Iterator[Found]:
    """Yield why a value is not refused for good: the first reason, or one for each plane; nothing where it is."""
    controls = tries.controls
    what = "a derived credential" if tries.last.role is Role.DERIVED else "the old value"
    last = {one.plane: one for one in tries.own}.values()
    let_in = [one for one in last if one.outcome is Outcome.ACCEPTED]
    anybody = [one for one in last if any(n.outcome is Outcome.ACCEPTED for n in tries.among.near(one, Role.NEVER))]
    right = [one for one in let_in if tries.accepted(one)]
    verdict, next_at = VerdictKind.UNKNOWN, _later(tries.among)
    seen: tuple[Attempt, ...] = ()
    if anybody and Control.NEVER_ISSUED in controls:
        text = f"{anybody[0].plane} also takes a value that was never issued"
    elif right:
        verdict, seen = VerdictKind.LIVE, tuple(right)
        text = f"{what} was accepted at {right[0].plane} on {iso(right[0].at)}"
    elif let_in:
        text = f"{let_in[0].plane} signed in {let_in[0].identity or 'nobody'} in place of {tries.about.old_as}"
    elif tries.settled is None:
        text = f"{what} got no refusal of the credential: {_ending(tries.last)}"
    elif Control.ACCEPTED_BEFORE in controls and not all(map(tries.before, last)):
        text = f"{what} is refused, but was not seen accepted there before: it may never have been the right value"
    elif now < tries.settled:
        verdict, next_at = VerdictKind.REVOKING, _in_window(tries, tries.settled)
        text = f"{what} is refused since {iso(tries.refused[0].at)}; attempts before {iso(tries.settled)} are too early"
    else:
        yield from _counts(tries, what, now)
        return
    yield Found(verdict, text, next_at, attempts=seen)


def _in_window(tries: Tries, settled: datetime) -> datetime:
    """Return when to probe within the window: where replicas cannot be addressed, often enough to reach a late one."""
    if all(plane.addressable for plane in tries.about.planes):
        return settled
    return min(settled, tries.last.at + tries.about.window / IN_WINDOW)


def _counts(tries: Tries, what: str, now: datetime) -> Iterator[Found]:
    """Yield, for each plane without enough refusals, how many refusals count and what excludes the others."""
    planes = tries.about.planes
    done = [plane for plane in planes if tries.complete(plane)]
    if done and Control.EVERY_PLANE not in tries.controls:
        return
    for plane in planes:
        if plane not in done:
            yield _count(tries, plane, what, now)


def _count(tries: Tries, plane: Plane, what: str, now: datetime) -> Found:
    here = [one for one in tries.own if one.plane == plane.name and tries.settled and one.at >= tries.settled]
    counted = sum(1 for one in tries.counted if one.plane == plane.name)
    number, span = tries.needed(plane)
    text = f"{what} is refused at {plane.name}: {counted} of {number} refusals count"
    if not here:
        return Found(VerdictKind.REVOKING, text, now)
    if here[-1] in tries.counted:
        return Found(VerdictKind.REVOKING, text, here[-1].at + span / max(number - 1, 1))
    return Found(VerdictKind.UNKNOWN, f"{text}; {_spoiled(here[-1], tries)}", _later(tries.among))


def _spoiled(one: Attempt, tries: Tries) -> str:
    if one.outcome not in PROVING:
        return f"the last attempt shows nothing: {_ending(one)}"
    if not tries.new_accepted(one):
        return "the new value was not accepted there within the same minute"
    if not tries.never_refused(one):
        return "a value that was never issued does not get the same refusal"
    if not tries.before(one):
        return "it was not seen accepted there, from the same machine, before"
    return "so many attempts may have locked the account"


def _rest(among: Sorted, old: Sequence[Tries], now: datetime) -> Iterator[Found]:
    """Yield what contradicts a verdict of dead although the value is refused at every plane."""
    about, controls = old[0].about, old[0].controls
    settled, later = max(one.settled for one in old if one.settled), _later(among)
    if about.sessions and Control.SESSIONS in controls:
        yield from _sessions(among, about, settled)
    if about.derives and Control.DERIVED in controls and not any(one.role is Role.DERIVED for one in among.every):
        over = settled + about.derived_life if about.derived_life else None
        if over is None or now < over:
            yield Found(VerdictKind.UNKNOWN, "the credentials derived from it were not probed", over or later)
    if Control.RECORD in controls:
        ended = settled - about.window
        if about.record is Record.ACTIVE and (about.record_at or ended) >= ended:
            yield Found(VerdictKind.UNKNOWN, "refused, but the provider's own list shows it as active", later)
        elif about.record is not Record.GONE and not all(plane.addressable for plane in about.planes):
            yield Found(
                VerdictKind.UNKNOWN, "its replicas cannot be addressed, and no list shows that it is gone", later
            )
    used = [one for one in about.uses if one >= settled]
    if used and Control.USE in controls:
        yield Found(VerdictKind.LIVE, f"refused here, but a log shows it in use on {iso(used[-1])}", later)


def _sessions(among: Sorted, about: About, settled: datetime) -> Iterator[Found]:
    looks = {one.plane: one for one in among.every if one.role is Role.SESSION and one.at >= settled}
    alive = tuple(one for one in looks.values() if one.outcome is Outcome.ACCEPTED)
    blind = [p.name for p in about.planes if p.name not in looks or looks[p.name].outcome not in PROVING]
    if alive:
        text = f"refused, but {alive[0].said or 'a session'} opened with it is alive at {alive[0].plane}"
        yield Found(VerdictKind.LIVE, text, _later(among), attempts=alive)
    elif blind:
        text = f"the sessions could not be listed at {', '.join(blind)}"
        yield Found(VerdictKind.UNKNOWN, text, _later(among))


def _later(among: Sorted) -> datetime:
    begun, last = among.every[0].at, among.every[-1].at
    return last + min(max((last - begun) / SHARE, SOONEST), LATEST)


def _ending(one: Attempt) -> str:
    if one.outcome is None:
        return f"the answer of {iso(one.at)} was lost"
    return f"{one.plane}: {str(one.outcome).replace('_', ' ')}{f' ({one.said})' if one.said else ''}"


def _summary(old: Sequence[Tries]) -> str:
    counted = sorted(one.at for tries in old for one in tries.counted)
    where = ", ".join(plane.name for plane in old[0].about.planes)
    return f"refused {len(counted)} times from {iso(counted[0])} to {iso(counted[-1])} at {where}, with all controls"


def _proof(tried: Sequence[Tries], among: Sorted) -> tuple[Attempt, ...]:
    """Return the attempts that prove a value dead: the last acceptances, the counted refusals, and their controls."""
    chosen = {(one.role, one.plane): one for one in among.every if one.role is Role.SESSION}.values()
    ids = {one.id for one in chosen}
    for tries in tried:
        before = {one.plane: one for one in tries.own if tries.accepted(one)}.values()
        for one in (*before, *tries.counted):
            ids |= {other.id for role in (Role.NEVER, Role.NEW) for other in among.near(one, role)} | {one.id}
    return tuple(one for one in among.every if one.id in ids)
