"""Networks that are new to the organisation, each with a key: the address range that came with it, else itself."""

from collections.abc import Iterable, Mapping

from keyroll.detection.signals.behaviour import Behaviour, NewTo
from keyroll.model.finding import Finding
from keyroll.store.relations import build
from keyroll.store.session import Session


def new_networks(
    session: Session, signals: Iterable[Finding], behaviours: Mapping[str, Behaviour]
) -> Mapping[str, str]:
    """Return the key of each network that signals show to be new to the organisation.

    Whoever rents a machine of a hosting company soon has another one. So the range is the key where nobody else of the
    organisation was in it before. ``behaviours`` are by id.
    """
    build(session, "new_address_ranges")
    networks = sorted(
        {signal.network for signal in signals if signal.network and is_new_to_organisation(signal, behaviours)}
    )
    rows = session.tuples("FROM new_address_ranges WHERE list_contains($networks, net)", {"networks": networks})
    ranges = {str(net): str(address_range) for net, address_range in rows}
    return {network: ranges.get(network, network) for network in networks}


def is_new_to_organisation(signal: Finding, behaviours: Mapping[str, Behaviour]) -> bool:
    """Return whether the network of a signal is new to the organisation."""
    return behaviours[signal.behaviour].follow_network is NewTo.ORGANISATION
