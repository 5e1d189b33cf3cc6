"""How often a provider may be tried: below its lock-out threshold and its rate, with room left for people."""

from datetime import datetime

from keyroll.model.probe import Limit, Role
from keyroll.proof.probe.about import About
from keyroll.proof.probe.attempts import AttemptsInOrder

#: One visit of a place uses the old value and a never-issued one: two failures of the account at most.
FAILURES = 2


def allowed(lockout: Limit) -> int:
    """Return how many failures of an account may be ours: half of what locks it; 0 where no visit is safe."""
    most = max(FAILURES, lockout.tries // 2)
    return most if most < lockout.tries else 0


def room_at(among: AttemptsInOrder, about: About, at: datetime) -> datetime:
    """Return the first moment from ``at`` on at which one more visit stays below the limits."""
    if about.lockout:
        spare = max(allowed(about.lockout) - FAILURES, 0)
        if len(among.failures) > spare:
            at = max(at, among.failures[-1 - spare] + about.lockout.within)
    if about.rate:
        attempts = [attempt.at for attempt in among.every if attempt.role is Role.OLD]
        if len(attempts) >= about.rate.tries:
            at = max(at, attempts[-about.rate.tries] + about.rate.within)
    return at
