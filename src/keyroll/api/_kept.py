"""Results that a sync stores for later commands.

They are the inventory, its changes, the reach and posture of each credential, the newest events, and the grounds of
each open incident.
"""

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
    """Compute the inventory and the grounds of each open incident, under the lease."""
    tables.publish(home, ledger)
    keep_changes(home)
    keep_reach(home)
    listing.keep_judged(home)
    listing.keep_newest(home)
    keep_incidents(home, ledger)


def keep_incidents(home: Home, ledger: Ledger) -> None:
    """Compute the grounds of each open incident, under the lease."""
    for one in ledger.incidents():
        try:
            record, kept = signed(ledger, one.name)
            if record.closed is None:
                known_grounds(home, record.incident, kept, keep=True)
        except KeyrollError:
            continue  # a fault of an incident is reported by its own commands; a sync goes on


def known_grounds(home: Home, incident: Incident, kept: KeptIncident, *, keep: bool = False) -> Grounds:
    """Return the grounds of an incident: the stored ones if current, else computed.

    Raises NothingToDo. Only a caller that holds the lease may pass ``keep``.
    """
    known = kept_grounds(home, incident, kept)
    if known is None:
        with listing.reading(home) as session:
            known = grounds(session, incident, kept)
            if keep:
                keep_grounds(session, home, incident, kept, known)
    return known
