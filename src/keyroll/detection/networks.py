"""By what a network that is new to the organisation is known to others: its network, or the hoster's range that came
with it."""

from collections.abc import Iterable, Mapping

from keyroll.detection.contract import WIDER
from keyroll.model.finding import Finding
from keyroll.store.relations import build
from keyroll.store.session import Session

#: Behaviours whose network nobody of the organisation used until lately.
UNKNOWN = ("keyroll.new-network", "keyroll.credential-spray", "keyroll.created-identity-signs-in")
#: Days for which a range is new: whoever comes from it then may be who came first.
_DAYS = 14

_RANGES = f"""
    SELECT net, wider FROM (
        SELECT net, wider, first_at - min(first_at) OVER (PARTITION BY wider) <= INTERVAL {_DAYS} DAYS AS came
        FROM (SELECT net::VARCHAR AS net, {WIDER} AS wider, min(first_at) AS first_at FROM homes GROUP BY ALL))
    WHERE came AND list_contains($networks, net)"""


def new_networks(session: Session, signals: Iterable[Finding]) -> Mapping[str, str]:
    """Return by network that is new to the organisation what it is known by: its range where that was new too.

    Who rents one machine of a hoster soon has another: its range is his network where nobody else of the organisation
    was in it.
    """
    build(session, "homes")
    networks = sorted({one.network for one in signals if one.behaviour in UNKNOWN and one.network})
    ranges = {str(net): str(wider) for net, wider in session.tuples(_RANGES, {"networks": networks})}
    return {one: ranges.get(one, one) for one in networks}
