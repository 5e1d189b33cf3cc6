"""What subjects created, granted, installed or ran: the footholds of a story."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from keyroll.store.relations import build
from keyroll.store.session import Session


class CreationKind(StrEnum):
    """What was created; the value is what screens say before its name."""

    ACCOUNT = "account made"
    MEMBER = "member of"
    GRANT = "granted"
    CODE = "code installed or run"


@dataclass(frozen=True, slots=True)
class Creation:
    """One subject, the ``maker``, created or granted something. ``identifier`` is the account or code concerned."""

    maker: str
    identifier: str
    kind: CreationKind
    #: The group, the privilege, or the type of code.
    detail: str
    at: datetime

    @property
    def what(self) -> str:
        """What it is in words, without the identifier."""
        match self.kind:
            case CreationKind.MEMBER:
                return f"{self.kind} {self.detail or 'a group'}"
            case CreationKind.GRANT:
                return f"{self.kind} {self.detail or 'a privilege'}"
            case _:
                return str(self.kind)


#: One log often has two records of an event, one without the name of what it is about; they stand this close together.
_SAME_EVENT = "INTERVAL 1 MINUTE"
_UNNAMED = "not named in the log"
_CREATIONS = f"""
    WITH created AS (
        SELECT own AS subject, source, happened_at,
               CASE class_uid WHEN 3001 THEN 'ACCOUNT' WHEN 3006 THEN 'MEMBER' WHEN 3005 THEN 'GRANT' ELSE 'CODE' END
               AS kind,
               CASE class_uid WHEN 3004 THEN source || ':' || resource_type || ':' || resource_uid
                    ELSE coalesce(h.id, target) END AS named,
               coalesce(CASE class_uid WHEN 3004 THEN resource_type ELSE target_group END, '') AS detail
        FROM acts LEFT JOIN identifiers h ON h.identifier = target
        WHERE status_id = 1 AND administers AND ((class_uid IN (3001, 3005) AND activity_id = 1)
              OR (class_uid = 3006 AND activity_id = 3) OR class_uid = 3004))
    SELECT subject, kind, coalesce(named, source || ':' || lower(kind) || ':' || $unnamed) AS identifier, detail,
           min(happened_at) AS happened_at
    FROM created m
    WHERE named IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM created n
        WHERE n.subject = m.subject AND n.source = m.source AND n.kind = m.kind AND n.named IS NOT NULL
          AND n.detail = m.detail
          AND n.happened_at BETWEEN m.happened_at - {_SAME_EVENT} AND m.happened_at + {_SAME_EVENT})
    GROUP BY subject, kind, identifier, detail ORDER BY happened_at, subject, kind, identifier, detail"""


def creations(session: Session) -> list[Creation]:
    """Return who created or granted what, each once, in order of time."""
    build(session, "acts", "identifiers")
    rows = session.tuples(_CREATIONS, {"unnamed": _UNNAMED})
    return [
        Creation(str(maker), str(identifier), CreationKind[str(kind)], str(detail), at)
        for maker, kind, identifier, detail, at in rows
        if isinstance(at, datetime)
    ]
