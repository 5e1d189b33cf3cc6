"""Rotated credentials: each continues the subject, and with it the baseline, of the credential before it.

A key that is replaced every thirty days would never have a past to be compared with. Listings show a rotation: where
they had one credential of a name and holder, they have another one. The rotation counts from the listing that shows it.
Only a complete listing shows that the old credential is gone; listings of other endpoints show nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from keyroll.store.relations import build
from keyroll.store.session import Session

_REPLACEMENTS = "SELECT id, before, observed_at FROM replacements ORDER BY observed_at, id"


@dataclass(frozen=True, slots=True)
class Rotation:
    """The subject that a rotated credential continues, and the time of the listing that shows it."""

    subject: str
    since: datetime


def load_rotated(session: Session) -> None:
    """Make ``rotated``: the credential ``own`` continues the subject ``continues``, the first of its lineage."""
    by_credential: dict[str, Rotation] = {}
    for own, before, at in session.tuples(_REPLACEMENTS):
        earlier = by_credential.get(str(before))
        subject = earlier.subject if earlier else str(before)
        if isinstance(at, datetime) and own not in by_credential and subject != own:
            by_credential[str(own)] = Rotation(subject, at)
    types = {"own": "VARCHAR", "continues": "VARCHAR", "since": "TIMESTAMPTZ"}
    rows = ((own, rotation.subject, rotation.since) for own, rotation in sorted(by_credential.items()))
    session.load_rows("rotated", types, rows)


def rotations(session: Session) -> dict[str, Rotation]:
    """Return the rotation of each rotated credential, by the credential's id."""
    build(session, "rotated")
    rows = session.tuples("SELECT own, continues, since FROM rotated")
    return {str(own): Rotation(str(subject), since) for own, subject, since in rows if isinstance(since, datetime)}
