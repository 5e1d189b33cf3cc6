"""How often a provider may be probed: below its lock-out threshold and its rate, with a reserve for people."""

from datetime import datetime

from keyroll.model.probe import Limit, Role
from keyroll.proof.probe.about import About
from keyroll.proof.probe.tries import Sorted

#: One visit of a plane sends the old value and a never-issued one: at most two failures of the account.
FAILURES = 2


def allowed(lockout: Limit) -> int:
    """Return how many failures of an account we may cause: half of the lock-out threshold; 0 where no visit is safe."""
    most = max(FAILURES, lockout.tries // 2)
    return most if most < lockout.tries else 0


def room_at(among: Sorted, about: About, at: datetime) -> datetime:
    """Return the first moment from ``at`` on when one more visit stays below the limits."""
    if about.lockout:
        spare = max(allowed(about.lockout) - FAILURES, 0)
        if len(among.failures) > spare:
            at = max(at, among.failures[-1 - spare] + about.lockout.within)
    if about.rate:
        tries = [one.at for one in among.every if one.role is Role.OLD]
        if len(tries) >= about.rate.tries:
            at = max(at, tries[-about.rate.tries] + about.rate.within)
    return at
