"""Rotated credentials: each continues the subject, and with it the baseline, of the credential before it.

A key that is replaced every thirty days would never have a past for comparison. Listings show a rotation: a credential
of a name and holder is replaced by another one. The lineage is no event: it is valid for the whole log, whenever the
listing that shows it was read. Only a complete listing shows that the old credential is gone; listings of other
endpoints show nothing.
"""

from keyroll.store.relations import build
from keyroll.store.session import Session

_REPLACEMENTS = "SELECT id, before FROM replacements ORDER BY observed_at, id"


def load_rotated(session: Session) -> None:
    """Make ``rotated``: the credential ``own`` continues the subject ``continues``, the first of its lineage."""
    continued: dict[str, str] = {}
    for own, before in session.tuples(_REPLACEMENTS):
        subject = continued.get(str(before), str(before))
        if own not in continued and subject != own:
            continued[str(own)] = subject
    types = {"own": "VARCHAR", "continues": "VARCHAR"}
    session.load_rows("rotated", types, sorted(continued.items()))


def rotations(session: Session) -> dict[str, str]:
    """Return the subject that each rotated credential continues, by the credential's id."""
    build(session, "rotated")
    return {str(own): str(subject) for own, subject in session.tuples("SELECT own, continues FROM rotated")}
