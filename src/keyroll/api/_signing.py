"""What several services do with the log of signed statements."""

from collections.abc import Sequence

from keyroll.model.incident import Item
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.store.home import Home


def scope(home: Home, log: EvidenceLog, name: str, items: Sequence[Item]) -> None:
    """Keep exposed credentials of an incident, signed; those that are in it stay as they are."""
    with log.ledger.together() as one_write:
        one_write.put_items(name, items)
        log.within(one_write).scoped(name, items, home.clock.now())
