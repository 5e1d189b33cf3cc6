"""What a sync leaves behind for the commands after it: the inventory, its changes, what each credential reaches, its
posture, the newest events, and what all of this says about each open incident."""

from keyroll.errors import KeyrollError
from keyroll.inventory import tables
from keyroll.inventory.changes import keep_changes
from keyroll.model.incident import Incident
from keyroll.reach.blast.keeping import keep_reach
from keyroll.report import listing
from keyroll.response.grounds import Grounds, KeptIncident, grounds
from keyroll.response.keeping import keep_grounds, kept_grounds
from keyroll.response.signed import signed
from keyroll.store.home import Home
from keyroll.store.ledger.ledger import Ledger


def publish(home: Home, ledger: Ledger) -> None:
    """Work out the inventory and what it says about each open incident, under the lease."""
    tables.publish(home, ledger)
    keep_changes(home)
    keep_reach(home)
    listing.keep_judged(home)
    listing.keep_newest(home)
    for one in ledger.incidents():
        try:
            record, kept = signed(ledger, one.name)
            if record.closed is None:
                known_grounds(home, record.incident, kept, keep=True)
        except KeyrollError:
            continue  # what is wrong with an incident is said by its own commands; a sync is not held up


def known_grounds(home: Home, incident: Incident, kept: KeptIncident, *, keep: bool = False) -> Grounds:
    """Return what logs and listings say about an incident: as the home keeps it, else worked out. Raises NothingToDo.

    Only a caller that holds the lease may pass ``keep``.
    """
    known = kept_grounds(home, incident, kept)
    if known is None:
        with listing.reading(home) as session:
            known = grounds(session, incident, kept)
            if keep:
                keep_grounds(session, home, incident, kept, known)
    return known
