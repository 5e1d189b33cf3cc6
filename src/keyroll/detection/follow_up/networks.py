"""Networks that are new to the organisation, each with a key: the address range that came with it, else itself."""

from collections.abc import Iterable, Mapping

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.detection.signals.terms import ADDRESS_RANGE
from keyroll.model.finding import Finding
from keyroll.store.relations import build
from keyroll.store.session import Session

#: For how many days a range is new: whoever comes from it then may be the actor who came first.
_DAYS = 14

_RANGES = f"""
    SELECT net, address_range FROM (
        SELECT net, address_range,
               first_at - min(first_at) OVER (PARTITION BY address_range) <= INTERVAL {_DAYS} DAYS AS in_new_range
        FROM (SELECT net::VARCHAR AS net, {ADDRESS_RANGE} AS address_range, min(first_at) AS first_at
              FROM subject_networks GROUP BY ALL))
    WHERE in_new_range AND list_contains($networks, net)"""


def new_networks(
    session: Session, signals: Iterable[Finding], behaviours: Mapping[str, Behaviour]
) -> Mapping[str, str]:
    """Return the key of each network that signals show to be new to the organisation.

    Whoever rents a machine of a hosting company soon has another one. So the range is the key where nobody else of the
    organisation was in it before. ``behaviours`` are by id.
    """
    build(session, "subject_networks")
    networks = sorted(
        {signal.network for signal in signals if signal.network and is_new_to_organisation(signal, behaviours)}
    )
    ranges = {str(net): str(wider) for net, wider in session.tuples(_RANGES, {"networks": networks})}
    return {network: ranges.get(network, network) for network in networks}


def is_new_to_organisation(signal: Finding, behaviours: Mapping[str, Behaviour]) -> bool:
    """Return whether the network of a signal is new to the organisation."""
    return behaviours[signal.behaviour].follow_network is NewTo.ORGANISATION
