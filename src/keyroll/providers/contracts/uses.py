"""The evidence of a log on which value of a credential was used: ``USES`` in a provider's ``uses.py``.

A log can be evidence for a change only if its records distinguish the old value from the new one: by a key id, a role,
the id of a client secret, or metadata. A kind whose values share one name in the log is not declared, and stays
unknown.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Shows(StrEnum):
    """The uses that a log has: each use, or only sign-ins, after which the use of a session is not visible."""

    EVERY_USE = "every use"
    SIGN_INS = "sign-ins"


@dataclass(frozen=True, slots=True)
class LoggedUses:
    """The evidence of one log on the uses of one value of a kind.

    ``of`` is SQL over the columns of the event view (``model.event.COLUMNS``), true for a use of the value. ``native``
    is SQL over the log's own columns that must also be true. Both may name ``$source``, ``$account``, ``$id``, ``$who``
    and ``$mark`` of a ``Generation``. ``ways`` are the rotator's ways that it serves; empty: all. ``late`` is how long
    after its time a record may still arrive. Refused uses need the same identifiers as accepted ones.
    """

    kind: str
    log: str
    of: str
    shows: Shows
    ways: tuple[str, ...] = ()
    native: str = "true"
    late: timedelta = timedelta()
