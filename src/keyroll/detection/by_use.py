"""Whose account lives as a machine where no directory tells people from machines: programs alone use it."""

from datetime import datetime

from keyroll.store.relations import build
from keyroll.store.session import Session


def machines_by_use(session: Session) -> dict[str, datetime]:
    """Return from when on it was known of each account that it is a machine by its use."""
    build(session, "by_use")
    rows = session.tuples("SELECT subject, known_from FROM by_use")
    return {str(subject): known_from for subject, known_from in rows if isinstance(known_from, datetime)}
