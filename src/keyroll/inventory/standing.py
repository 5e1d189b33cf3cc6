"""Facts that depend on the passing of time: unused, overdue, late, off-boarded. They are views, evaluated at one time.

The published tables hold facts that do not depend on the current time; the others are computed on reading.
``standing.sql`` declares the views. Truths are 'yes', 'no' or 'unknown', each with its reason in ``…_because``.
"""

from datetime import datetime
from typing import Final

from keyroll.store.relations import build, set_variable
from keyroll.store.session import Session

#: Days without use after which a credential counts as unused (PCI DSS 4.0.1, 8.2.6: 90 idle days).
IDLE_DAYS: Final = 90
#: The variable with the time of the evaluation.
STANDING: Final = "as_of"
VIEWS: Final = ("credentials", "rhythms", "rotations", "vendor_holdings", "rotation_processes")


def standing(session: Session, now: datetime) -> None:
    """Make ``VIEWS`` as of a time."""
    set_variable(session, STANDING, now)
    build(session, *VIEWS)
