"""Access of several services to the log of signed statements."""

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
    """Open the log for the holder of the lease; first sign the entries that a killed process left unsigned.

    The head is signed last, after the scope of an opened or widened incident. So a head that does not cover the whole
    log shows that entries may be missing. Raises LeaseLost, SecretUnavailable.
    """
    log = EvidenceLog.open(home, ledger)
    if log.sealed():
        return log
    now = home.clock.now()
    for one in ledger.incidents():
        # A fault of another incident is reported by that incident's commands.
        with suppress(NothingToDo, EvidenceRefused):
            record, kept = signed(ledger, one.name, log)
            if record.closed is None:
                known = known_grounds(home, record.incident, kept, keep=True)
                scope(home, log, one.name, [each.item for each in status(known, record.incident, kept, now).standings])
    log.seal(now)
    return log


def scope(home: Home, log: EvidenceLog, name: str, items: Sequence[Item]) -> None:
    """Store exposed credentials of an incident, signed; credentials already in it are unchanged."""
    with log.ledger.together() as one_write:
        one_write.put_items(name, items)
        log.within(one_write).scoped(name, items, home.clock.now())
