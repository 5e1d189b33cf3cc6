"""Judges from attempts whether an exposed value is dead: a pure fold, to be read at once.

Dead means: every value that was once accepted is refused with all controls at every place, after the window; the
provider's record does not contradict; no session and nothing derived is left; nobody else uses it. All else is live,
revoking, or unknown with a reason, and says when to try again.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from keyroll.clock import iso
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import PROVING, Attempt, Outcome, Plane, Role
from keyroll.proof.probe.about import ALL, About, AttemptsVerdict, Control, ProviderRecord
from keyroll.proof.probe.attempts import AttemptGroup, AttemptsInOrder, values
from keyroll.proof.probe.limits import allowed, room_at

#: A dead value is tried again so much later: it may have been made to work again.
WATCH = timedelta(days=1)
#: Where nothing says when an answer may change, attempts grow rarer with the time that they have been going on.
SOONEST, LATEST, SHARE = timedelta(seconds=60), timedelta(hours=1), 20
#: Attempts within the window where replicas cannot be addressed: none counts, and an accepted one restarts it.
IN_WINDOW = 16
_WORST = (VerdictKind.LIVE, VerdictKind.UNKNOWN, VerdictKind.REVOKING)


def judge(
    attempts: Iterable[Attempt], about: About, now: datetime, controls: frozenset[Control] = ALL
) -> AttemptsVerdict:
    """Return what attempts show about a credential, and when to try again (a time that is past: now)."""
    among = AttemptsInOrder(attempts)
    if about.lockout and not allowed(about.lockout) and Control.LIMITS in controls:
        text = f"{about.lockout.tries} failures lock the account: no attempt is safe"
        return AttemptsVerdict(VerdictKind.UNKNOWN, text, now + WATCH)
    old = values(among, about, Role.OLD, controls)
    if not old:
        return AttemptsVerdict(VerdictKind.UNKNOWN, "it was not probed yet", now)
    tried = (*old, *values(among, about, Role.DERIVED, controls))
    against = [objection for group in tried for objection in _refusal(group, now)] or list(_rest(among, old, now))
    if against:
        worst = min(against, key=lambda objection: _WORST.index(objection.verdict))
        verdict, because, next_at = worst.verdict, worst.because, min(objection.next_at for objection in against)
        seen = worst.attempts or tuple({(attempt.role, attempt.plane): attempt for attempt in among.every}.values())
    else:
        verdict, because, next_at = VerdictKind.DEAD, _words(old), old[0].last.at + WATCH
        seen = _proof(tried, among)
    if Control.LIMITS in controls:
        next_at = room_at(among, about, next_at)
    return AttemptsVerdict(verdict, because, next_at, max(attempt.last.at for attempt in old), seen)


def settled_at(attempts: Iterable[Attempt], about: About) -> datetime | None:
    """Return when the window after the first refusal is over, of all values; None while one is not refused."""
    times = [attempt.settled for attempt in values(AttemptsInOrder(attempts), about, Role.OLD, ALL)]
    known = [attempt for attempt in times if attempt is not None]
    return max(known) if known and len(known) == len(times) else None


def _refusal(group: AttemptGroup, now: datetime) -> Iterator[AttemptsVerdict]:
    """Yield why a value is not refused for good: the first reason, or one for each place; nothing where it is."""
    controls = group.controls
    what = "a derived credential" if group.last.role is Role.DERIVED else "the old value"
    last = {attempt.plane: attempt for attempt in group.own}.values()
    let_in = [attempt for attempt in last if attempt.outcome is Outcome.ACCEPTED]
    anybody = [
        attempt for attempt in last if any(n.outcome is Outcome.ACCEPTED for n in group.among.near(attempt, Role.NEVER))
    ]
    right = [attempt for attempt in let_in if group.accepted(attempt)]
    verdict, next_at = VerdictKind.UNKNOWN, _later(group.among)
    seen: tuple[Attempt, ...] = ()
    if anybody and Control.NEVER_ISSUED in controls:
        text = f"{anybody[0].plane} also takes a value that was never issued"
    elif right:
        verdict, seen = VerdictKind.LIVE, tuple(right)
        text = f"{what} was accepted at {right[0].plane} on {iso(right[0].at)}"
    elif let_in:
        text = f"{let_in[0].plane} signed in {let_in[0].identity or 'nobody'} in place of {group.about.old_as}"
    elif group.settled is None:
        text = f"{what} got no refusal of the credential: {_ending(group.last)}"
    elif Control.ACCEPTED_BEFORE in controls and not all(map(group.before, last)):
        text = f"{what} is refused, but was not seen accepted there before: it may never have been the right value"
    elif now < group.settled:
        verdict, next_at = VerdictKind.REVOKING, _in_window(group, group.settled)
        text = f"{what} is refused since {iso(group.refused[0].at)}; attempts before {iso(group.settled)} are too early"
    else:
        yield from _counts(group, what, now)
        return
    yield AttemptsVerdict(verdict, text, next_at, attempts=seen)


def _in_window(group: AttemptGroup, settled: datetime) -> datetime:
    """Return when to try within the window: where replicas cannot be addressed, often enough to meet a late one."""
    if all(plane.addressable for plane in group.about.planes):
        return settled
    return min(settled, group.last.at + group.about.window / IN_WINDOW)


def _counts(group: AttemptGroup, what: str, now: datetime) -> Iterator[AttemptsVerdict]:
    """Yield, for each place that has not refused often enough, how many refusals count and what spoils the others."""
    planes = group.about.planes
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
    return AttemptsVerdict(VerdictKind.UNKNOWN, f"{text}; {_spoiled(here[-1], group)}", _later(group.among))


def _spoiled(attempt: Attempt, group: AttemptGroup) -> str:
    if attempt.outcome not in PROVING:
        return f"the last attempt shows nothing: {_ending(attempt)}"
    if not group.new_accepted(attempt):
        return "the new value was not accepted there within the same minute"
    if not group.never_refused(attempt):
        return "a value that was never issued does not get the same refusal"
    if not group.before(attempt):
        return "it was not seen accepted there, from the same machine, before"
    return "so many attempts may have locked the account"


def _rest(among: AttemptsInOrder, old: Sequence[AttemptGroup], now: datetime) -> Iterator[AttemptsVerdict]:
    """Yield what speaks against a death although the value is refused everywhere."""
    about, controls = old[0].about, old[0].controls
    settled, later = max(attempt.settled for attempt in old if attempt.settled), _later(among)
    if about.sessions and Control.SESSIONS in controls:
        yield from _sessions(among, about, settled)
    if (
        about.derives
        and Control.DERIVED in controls
        and not any(attempt.role is Role.DERIVED for attempt in among.every)
    ):
        over = settled + about.derived_life if about.derived_life else None
        if over is None or now < over:
            yield AttemptsVerdict(VerdictKind.UNKNOWN, "the credentials derived from it were not probed", over or later)
    if Control.RECORD in controls:
        ended = settled - about.window
        if about.record is ProviderRecord.ACTIVE and (about.record_at or ended) >= ended:
            yield AttemptsVerdict(VerdictKind.UNKNOWN, "refused, but the provider's own list shows it as active", later)
        elif about.record is not ProviderRecord.GONE and not all(plane.addressable for plane in about.planes):
            yield AttemptsVerdict(
                VerdictKind.UNKNOWN, "its replicas cannot be addressed, and no list shows that it is gone", later
            )
    used = [attempt for attempt in about.uses if attempt >= settled]
    if used and Control.USE in controls:
        yield AttemptsVerdict(VerdictKind.LIVE, f"refused here, but a log shows it in use on {iso(used[-1])}", later)


def _sessions(among: AttemptsInOrder, about: About, settled: datetime) -> Iterator[AttemptsVerdict]:
    looks = {
        attempt.plane: attempt for attempt in among.every if attempt.role is Role.SESSION and attempt.at >= settled
    }
    alive = tuple(attempt for attempt in looks.values() if attempt.outcome is Outcome.ACCEPTED)
    blind = [p.name for p in about.planes if p.name not in looks or looks[p.name].outcome not in PROVING]
    if alive:
        text = f"refused, but {alive[0].said or 'a session'} opened with it is alive at {alive[0].plane}"
        yield AttemptsVerdict(VerdictKind.LIVE, text, _later(among), attempts=alive)
    elif blind:
        text = f"the sessions could not be listed at {', '.join(blind)}"
        yield AttemptsVerdict(VerdictKind.UNKNOWN, text, _later(among))


def _later(among: AttemptsInOrder) -> datetime:
    begun, last = among.every[0].at, among.every[-1].at
    return last + min(max((last - begun) / SHARE, SOONEST), LATEST)


def _ending(attempt: Attempt) -> str:
    if attempt.outcome is None:
        return f"the answer of {iso(attempt.at)} was lost"
    return f"{attempt.plane}: {str(attempt.outcome).replace('_', ' ')}{f' ({attempt.said})' if attempt.said else ''}"


def _words(old: Sequence[AttemptGroup]) -> str:
    counted = sorted(attempt.at for group in old for attempt in group.counted)
    where = ", ".join(plane.name for plane in old[0].about.planes)
    return f"refused {len(counted)} times from {iso(counted[0])} to {iso(counted[-1])} at {where}, with all controls"


def _proof(tried: Sequence[AttemptGroup], among: AttemptsInOrder) -> tuple[Attempt, ...]:
    """Return the attempts that a death rests on: the last acceptances, the refusals that count, and their controls."""
    chosen = {
        (attempt.role, attempt.plane): attempt for attempt in among.every if attempt.role is Role.SESSION
    }.values()
    ids = {attempt.id for attempt in chosen}
    for group in tried:
        before = {attempt.plane: attempt for attempt in group.own if group.accepted(attempt)}.values()
        for attempt in (*before, *group.counted):
            ids |= {other.id for role in (Role.NEVER, Role.NEW) for other in among.near(attempt, role)} | {attempt.id}
    return tuple(attempt for attempt in among.every if attempt.id in ids)
