"""The forgotten-key clock: days x granted privileges, summed over living credentials that nobody answers for.

A credential counts if it has no owner, where its owner left, or where no complete list of its issuer shows it. Its
days run from the earliest sign of it. A credential of which no grant is known counts as one privilege: what is not
known is not nothing. The unseen are added at the mean of the known, with the interval of the estimate.
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
    """What runs on: known credentials and their privilege days, and with the unseen (None: no estimate).

    ``undated`` have no sign of when they began and add nothing; ``ungranted`` count as one privilege each.
    """

    credentials: int
    known: int
    undated: int
    ungranted: int
    point: int | None = None
    low: int | None = None
    high: int | None = None


def clock(session: Session, answer: Estimate, now: datetime) -> PrivilegeClock:
    """Sum the clock of the inventory in the session, and carry the estimate's interval over. Unit: privilege days."""
    ((credentials, known, undated, ungranted),) = session.tuples(
        "SELECT count(*), coalesce(sum(date_diff('day', begins, $now::TIMESTAMPTZ) * greatest(privileges, 1)), 0)"
        "::BIGINT, count(*) FILTER (begins IS NULL), count(*) FILTER (privileges = 0) FROM list_records "
        f"WHERE {_FORGOTTEN} AND coalesce(real, '') <> 'no'",
        {"now": now},
    )
    counted = PrivilegeClock(*(int(str(number)) for number in (credentials, known, undated, ungranted)))
    return carried(counted, answer)


def carried(known: PrivilegeClock, answer: Estimate) -> PrivilegeClock:
    """Return the clock with the unseen in it: each runs like the mean of the known ones that have a beginning."""
    dated = known.credentials - known.undated
    if answer.total is None or not dated:
        return known
    mean = known.known / dated
    ends = (max(end - answer.known, 0) for end in (answer.total.point, answer.total.low, answer.total.high))
    point, low, high = (known.known + round(mean * (unseen + known.undated)) for unseen in ends)
    return PrivilegeClock(known.credentials, known.known, known.undated, known.ungranted, point, low, high)
