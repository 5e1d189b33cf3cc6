"""What several services do with the log of signed statements."""

from collections.abc import Sequence
from contextlib import suppress

from keyroll.api._kept import known_grounds
from keyroll.errors import EvidenceRefused, NothingToDo
from keyroll.model.incident import Item
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.response.campaign import status
from keyroll.response.signed import signed
from keyroll.store.home import Home
from keyroll.store.ledger.ledger import Ledger


def evidence_log(home: Home, ledger: Ledger) -> EvidenceLog:
    """Open the log for who holds the lease, and finish first what a killed process left unsigned.

    The head is signed last, after the scope of what was opened or widened. So a head that does not cover the whole log
    says that something may be missing. Raises LeaseLost, SecretUnavailable.
    """
    log = EvidenceLog.open(home, ledger)
    if log.sealed():
        return log
    now = home.clock.now()
    for one in ledger.incidents():
        # What is wrong with another incident is said by its own commands.
        with suppress(NothingToDo, EvidenceRefused):
            record, kept = signed(ledger, one.name, log)
            if record.closed is None:
                known = known_grounds(home, record.incident, kept, keep=True)
                scope(home, log, one.name, [each.item for each in status(known, record.incident, kept, now).standings])
    log.seal(now)
    return log


def scope(home: Home, log: EvidenceLog, name: str, items: Sequence[Item]) -> None:
    """Keep exposed credentials of an incident, signed; those that are in it stay as they are."""
    with log.ledger.together() as one_write:
        one_write.put_items(name, items)
        log.within(one_write).scoped(name, items, home.clock.now())
