"""Creations of subjects: created, granted, installed, run, set or opened objects, the footholds of a story."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from keyroll.store.relations import build
from keyroll.store.session import Session


class CreationKind(StrEnum):
    """The kind of a creation; the value is the word on screens before its name."""

    ACCOUNT = "account made"
    MEMBER = "member of"
    GRANT = "granted"
    CODE = "code installed or run"
    CREDENTIAL = "credential made or set"
    PRIVILEGE = "privilege changed"
    SIGN_IN = "sign-in weakened"
    OPENED = "access opened"
    STARTED = "started or set up"


@dataclass(frozen=True, slots=True)
class Creation:
    """One subject, the ``maker``, created or granted something. ``identifier`` is the account or code concerned."""

    maker: str
    identifier: str
    kind: CreationKind
    #: The group, the privilege, the type of code, or the vendor's name of the event.
    detail: str
    at: datetime

    @property
    def what(self) -> str:
        """Return the creation in words, without the identifier."""
        match self.kind:
            case CreationKind.MEMBER:
                return f"{self.kind} {self.detail or 'a group'}"
            case CreationKind.GRANT:
                return f"{self.kind} {self.detail or 'a privilege'}"
            case CreationKind.ACCOUNT | CreationKind.CODE:
                return str(self.kind)
            case _:
                return f"{self.kind}: {self.detail}"


def creations(session: Session) -> list[Creation]:
    """Return each creation once with its maker, in order of time."""
    build(session, "creations")
    rows = session.tuples(
        "SELECT maker, identifier, kind, detail, happened_at FROM creations "
        "ORDER BY happened_at, maker, kind, identifier, detail"
    )
    return [
        Creation(str(maker), str(identifier), CreationKind[str(kind)], str(detail), at)
        for maker, identifier, kind, detail, at in rows
        if isinstance(at, datetime)
    ]
