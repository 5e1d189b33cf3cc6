"""Networks that are new to the organisation, each with a key: its address range if that was new too, else itself."""

from collections.abc import Iterable, Mapping

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.terms import ADDRESS_RANGE
from keyroll.model.finding import Finding
from keyroll.store.relations import build
from keyroll.store.session import Session

#: Networks whose range was new within two weeks before them: they may belong to the actor who came first.
_NEW_RANGES = f"""
    WITH networks AS (
        SELECT net, {ADDRESS_RANGE} AS range, min(first_at) AS first_at FROM subject_networks GROUP BY net),
    arrivals AS (SELECT net, range, first_at - min(first_at) OVER (PARTITION BY range) AS after_first FROM networks)
    SELECT net, range FROM arrivals WHERE after_first <= INTERVAL 14 DAYS AND list_contains($networks, net)"""


def new_networks(
    session: Session, signals: Iterable[Finding], behaviours: Mapping[str, Behaviour]
) -> Mapping[str, str]:
    """Return the key of each network that is new to the organisation by signals.

    An actor with one rented machine of a hosting company soon has another. So the range is the key if nobody else of
    the organisation was in it before. ``behaviours`` are by id.
    """
    build(session, "subject_networks")
    networks = sorted(
        {signal.network for signal in signals if signal.network and is_new_to_organisation(signal, behaviours)}
    )
    rows = session.tuples(_NEW_RANGES, {"networks": networks})
    ranges = {str(net): str(address_range) for net, address_range in rows}
    return {network: ranges.get(network, network) for network in networks}


def is_new_to_organisation(signal: Finding, behaviours: Mapping[str, Behaviour]) -> bool:
    """Return whether the network of a signal is new to the organisation."""
    return behaviours[signal.behaviour].follow_network is NewTo.ORGANISATION
