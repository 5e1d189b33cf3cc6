"""The allowed rate of probes of a provider: below its lock-out threshold and its rate, with a reserve for people."""

from datetime import datetime

from keyroll.model.probe import Limit, ValueRole
from keyroll.proof.probe.attempts import AttemptsInOrder
from keyroll.proof.probe.context import ProbeContext

#: One visit of a place uses the old value and a never-issued one: two failures of the account at most.
FAILURES = 2


def allowed(lockout: Limit) -> int:
    """Return the allowed failures of an account: half of the lock-out threshold; 0 if none is safe."""
    most = max(FAILURES, lockout.attempts // 2)
    return most if most < lockout.attempts else 0


def room_at(among: AttemptsInOrder, context: ProbeContext, at: datetime) -> datetime:
    """Return the first moment from ``at`` on at which one more visit stays below the limits."""
    if context.lockout:
        spare = max(allowed(context.lockout) - FAILURES, 0)
        if len(among.failures) > spare:
            at = max(at, among.failures[-1 - spare] + context.lockout.within)
    if context.rate:
        attempts = [attempt.at for attempt in among.every if attempt.role is ValueRole.OLD]
        if len(attempts) >= context.rate.attempts:
            at = max(at, attempts[-context.rate.attempts] + context.rate.within)
    return at
