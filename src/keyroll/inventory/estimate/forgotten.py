"""The forgotten-key clock: days x granted privileges, summed over live credentials without an accountable owner.

A credential counts if it has no owner, if its owner left, or if no complete list of its issuer shows it. Its days run
from the earliest sign of it. A credential without a known grant counts as one privilege: unknown is not zero. The
unseen are added at the mean of the known, with the interval of the estimate.
"""

from dataclasses import dataclass
from datetime import datetime

from keyroll.inventory.estimate.answer import Estimate
from keyroll.store.session import Session

_FORGOTTEN = (
    "(owner IS NULL OR owner_left OR NOT (issuer AND surveyed)) AND (issuer OR logs OR copies OR register) "
    "AND NOT ended"
)


@dataclass(frozen=True, slots=True)
class PrivilegeClock:
    """The sums: known credentials and their privilege days, and the sums with the unseen (None: no estimate).

    ``undated`` have no sign of their start and add nothing; ``ungranted`` count as one privilege each.
    """

    credentials: int
    known: int
    undated: int
    ungranted: int
    point: int | None = None
    low: int | None = None
    high: int | None = None


def clock(session: Session, answer: Estimate, now: datetime) -> PrivilegeClock:
    """Sum the clock of the inventory in the session, and apply the estimate's interval. Unit: privilege days."""
    ((credentials, known, undated, ungranted),) = session.tuples(
        "SELECT count(*), coalesce(sum(date_diff('day', begins, $now::TIMESTAMPTZ) * greatest(privileges, 1)), 0)"
        "::BIGINT, count(*) FILTER (begins IS NULL), count(*) FILTER (privileges = 0) FROM list_records "
        f"WHERE {_FORGOTTEN} AND coalesce(real, '') <> 'no'",
        {"now": now},
    )
    counted = PrivilegeClock(*(int(str(number)) for number in (credentials, known, undated, ungranted)))
    return carried(counted, answer)


def carried(known: PrivilegeClock, answer: Estimate) -> PrivilegeClock:
    """Return the clock with the unseen added: each counts like the mean of the known ones that have a start."""
    dated = known.credentials - known.undated
    if answer.total is None or not dated:
        return known
    mean = known.known / dated
    ends = (max(end - answer.known, 0) for end in (answer.total.point, answer.total.low, answer.total.high))
    point, low, high = (known.known + round(mean * (unseen + known.undated)) for unseen in ends)
    return PrivilegeClock(known.credentials, known.known, known.undated, known.ungranted, point, low, high)
