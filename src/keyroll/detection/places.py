"""By what a place that is new to the house is known to others: its network, or the hoster's range that came with it."""

from collections.abc import Iterable, Mapping

from keyroll.detection.contract import WIDER
from keyroll.model.finding import Finding
from keyroll.store.relations import build
from keyroll.store.session import Session

#: Behaviours whose place nobody of the house used until lately.
UNKNOWN = ("keyroll.new-place", "keyroll.tries-doors", "keyroll.made-signs-in")
#: Days for which a range is new: whoever comes from it then may be who came first.
_DAYS = 14

_RANGES = f"""
    SELECT net, wider FROM (
        SELECT net, wider, first_at - min(first_at) OVER (PARTITION BY wider) <= INTERVAL {_DAYS} DAYS AS came
        FROM (SELECT net::VARCHAR AS net, {WIDER} AS wider, min(first_at) AS first_at FROM homes GROUP BY ALL))
    WHERE came AND list_contains($places, net)"""


def new_places(session: Session, signals: Iterable[Finding]) -> Mapping[str, str]:
    """Return by network that is new to the house what it is known by: its range where that was new too.

    Who rents one machine of a hoster soon has another: its range is his place where nobody else of the house was in it.
    """
    build(session, "homes")
    places = sorted({one.place for one in signals if one.behaviour in UNKNOWN and one.place})
    ranges = {str(net): str(wider) for net, wider in session.tuples(_RANGES, {"places": places})}
    return {one: ranges.get(one, one) for one in places}
