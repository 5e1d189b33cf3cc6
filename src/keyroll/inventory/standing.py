"""What follows from the passing of time: unused, overdue, late, off-boarded. Views, judged at one moment.

The published tables hold facts only; a truth that turns with the clock is made when somebody looks. ``standing.sql``
declares the views. Truths are 'yes', 'no' or 'unknown', each with a ``…_because`` that names what it rests on.
"""

from datetime import datetime
from typing import Final

from keyroll.store.relations import build, set_variable
from keyroll.store.session import Session

#: Days without use after which a credential counts as unused (PCI DSS 4.0.1, 8.2.6: 90 idle days).
IDLE_DAYS: Final = 90
#: The variable of the moment.
STANDING: Final = "as_of"
VIEWS: Final = ("credentials", "rhythms", "rotations", "vendor_holdings", "rotation_processes")


def standing(session: Session, now: datetime) -> None:
    """Make ``VIEWS`` as of a moment."""
    set_variable(session, STANDING, now)
    build(session, *VIEWS)
