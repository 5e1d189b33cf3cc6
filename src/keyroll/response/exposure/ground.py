"""The basis of exposure reasons: the window of the incident, and the privileges that read secret locations.

``ground.sql`` declares the copies by location and time, and the credentials by their makers. ``reach.sql`` declares the
locations that each credential can read.
"""

from keyroll.providers import catalogue
from keyroll.response.exposure.contract import ExposureScope
from keyroll.store.relations import load, set_variable
from keyroll.store.session import Session


def ground(session: Session, scope: ExposureScope) -> None:
    """Set the window and the vendor of the incident; relations built for another incident are rebuilt."""
    set_variable(session, "window_begins", scope.incident.window_from)
    set_variable(session, "window_ends", scope.incident.window_to)
    set_variable(session, "incident_vendor", scope.incident.vendor)
    columns = {"id": [new for _, new in scope.replaced], "replaced": [old for old, _ in scope.replaced]}
    load(session, "made_to_replace", columns)


def readers(session: Session) -> None:
    """Build ``readers`` from the providers' declarations of their privileges."""
    known = [(name, reads) for name, provider in catalogue.providers().items() for reads in provider.reads]
    load(
        session,
        "readers",
        {
            "system": [name for name, _ in known],
            "privilege": [reads.privilege for _, reads in known],
            "places": [list(reads.places) for _, reads in known],
            "taken": [reads.container for _, reads in known],
            "enough": [reads.sure for _, reads in known],
        },
    )
