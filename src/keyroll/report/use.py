"""The days of use of a credential."""

from dataclasses import dataclass
from datetime import date

from keyroll.store.relations import build
from keyroll.store.session import Session

_DAYS = """
SELECT day, max(uses), max(refusals) FROM (
    SELECT u.day, u.source, u.log, sum(u.uses) AS uses, sum(u.refusals) AS refusals
    FROM use_days u JOIN identifiers i USING (identifier) WHERE i.id = $id GROUP BY ALL)
GROUP BY day ORDER BY day
"""


@dataclass(frozen=True, slots=True)
class DayOfUse:
    """Accepted uses and refusals on a day (UTC). Of several logs of the same use the one with most counts."""

    day: date
    uses: int
    refusals: int


def days_of_use(session: Session, credential: str) -> tuple[DayOfUse, ...]:
    """Return the days of use of a credential, oldest first."""
    build(session, "use_days", "identifiers")
    rows = session.tuples(_DAYS, {"id": credential})
    return tuple(
        DayOfUse(day, int(str(uses)), int(str(refusals))) for day, uses, refusals in rows if isinstance(day, date)
    )
