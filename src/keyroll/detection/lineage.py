"""What machines made, granted, installed or ran, and what ended it: the footholds of a story."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from keyroll.detection.hosts import gone, host_of
from keyroll.model.observation import ENDED
from keyroll.store.relations import build
from keyroll.store.session import Session, Value


class Kind(StrEnum):
    """What was made; the value is how it is said before its name."""

    ACCOUNT = "account made"
    MEMBER = "member of"
    GRANT = "granted"
    CODE = "code installed or run"


@dataclass(frozen=True, slots=True)
class Made:
    """One subject made or granted something. ``identifier`` is the account (or code) that it is about."""

    maker: str
    identifier: str
    kind: Kind
    #: The group, the privilege, or the kind of code.
    detail: str
    at: datetime

    @property
    def what(self) -> str:
        """Return it in plain words, without the identifier's own name."""
        match self.kind:
            case Kind.MEMBER:
                return f"{self.kind} {self.detail or 'a group'}"
            case Kind.GRANT:
                return f"{self.kind} {self.detail or 'a privilege'}"
            case _:
                return str(self.kind)


#: One log often tells an act twice, once without the name of what it was about; both stand this close together.
_SAME_ACT = "INTERVAL 1 MINUTE"
_UNNAMED = "not named in the log"
_MADE = f"""
    WITH made AS (
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
    FROM made m
    WHERE named IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM made n
        WHERE n.subject = m.subject AND n.source = m.source AND n.kind = m.kind AND n.named IS NOT NULL
          AND n.detail = m.detail AND n.happened_at BETWEEN m.happened_at - {_SAME_ACT} AND m.happened_at + {_SAME_ACT})
    GROUP BY subject, kind, identifier, detail ORDER BY happened_at, subject, kind, identifier, detail"""
#: When accounts, credentials and code ended (true) or began again (false), by logs, surveys and accepted use.
_TURNS = f"""
    SELECT coalesce(h.id, target) AS id, happened_at, activity_id IN (5, 6) AS ended
    FROM changes LEFT JOIN identifiers h ON h.identifier = target
    WHERE class_uid = 3001 AND activity_id IN (1, 2, 5, 6) AND status_id = 1
      AND coalesce(h.id, target) IN (FROM sought)
    UNION ALL
    SELECT source || ':' || resource_type || ':' || resource_uid AS id, happened_at, activity_id = 4
    FROM changes WHERE class_uid = 3004 AND activity_id IN (1, 4) AND status_id = 1 AND id IN (FROM sought)
    UNION ALL
    SELECT id, observed_at, state IN {ENDED} FROM states WHERE id IN (FROM sought)
    UNION ALL
    SELECT own::VARCHAR, max(happened_at), false FROM acts
    WHERE status_id = 1 AND own::VARCHAR IN (FROM sought) GROUP BY own
    ORDER BY ALL"""
#: The same for memberships and grants.
_RELATION_TURNS = """
    SELECT coalesce(h.id, target) AS id, coalesce(target_group, '') AS relation, happened_at,
           (class_uid = 3006 AND activity_id = 4) OR (class_uid = 3005 AND activity_id = 2) AS ended
    FROM changes LEFT JOIN identifiers h ON h.identifier = target
    WHERE ((class_uid = 3006 AND activity_id IN (3, 4)) OR (class_uid = 3005 AND activity_id IN (1, 2)))
      AND status_id = 1 AND coalesce(h.id, target) IN (FROM sought)
    ORDER BY ALL"""


def lineage(session: Session) -> list[Made]:
    """Return who made or granted what, each thing once, in order of time."""
    build(session, "acts", "identifiers")
    rows = session.tuples(_MADE, {"unnamed": _UNNAMED})
    return [
        Made(str(maker), str(identifier), Kind[str(kind)], str(detail), at)
        for maker, kind, identifier, detail, at in rows
        if isinstance(at, datetime)
    ]


@dataclass(frozen=True, slots=True)
class Ends:
    """What logs and surveys say of the end, and the new beginning, of accounts, memberships, grants and code."""

    accounts: Mapping[str, list[tuple[datetime, bool]]] = field(default_factory=dict)
    relations: Mapping[tuple[str, str], list[tuple[datetime, bool]]] = field(default_factory=dict)

    def of(self, one: Made) -> datetime | None:
        """Return when something made is known to be gone for good."""
        gone = [self.account(one.identifier, one.at)]
        if one.kind in (Kind.MEMBER, Kind.GRANT):
            gone.append(_ended(self.relations.get((one.identifier, one.detail), ()), one.at))
        return min((at for at in gone if at is not None), default=None)

    def account(self, identifier: str, after: datetime) -> datetime | None:
        """Return when an account, a credential or code is known to be gone, if it did not come back."""
        return _ended(self.accounts.get(identifier, ()), after)


def ends(session: Session, identifiers: Iterable[str]) -> Ends:
    """Return what ended some identifiers; an accepted use says that one lives; of hosts an inventory says it."""
    build(session, "acts", "changes", "states")
    wanted = sorted(set(identifiers))
    named = {one: name for one in wanted if (name := host_of(one))}
    out = gone(session, named.values())
    session.load_columns("sought", {"id": "VARCHAR"}, {"id": wanted})
    accounts, relations = session.tuples(_TURNS), session.tuples(_RELATION_TURNS)
    of_relation: dict[tuple[str, str], list[tuple[datetime, bool]]] = defaultdict(list)
    for one, relation, at, ended in relations:
        _note(of_relation[str(one), str(relation)], at, ended)
    of_account: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    for one, at, ended in accounts:
        _note(of_account[str(one)], at, ended)
    of_account |= {one: [(out[name], True)] for one, name in named.items() if name in out}
    return Ends(of_account, of_relation)


def _note(turns: list[tuple[datetime, bool]], at: Value, ended: Value) -> None:
    if isinstance(at, datetime):
        turns.append((at, bool(ended)))


def _ended(turns: Iterable[tuple[datetime, bool]], after: datetime) -> datetime | None:
    """Return the beginning of the last run of ends after a time, or None where it lives, or came back."""
    since: datetime | None = None
    for at, ended in turns:
        if at > after:
            since = (since or at) if ended else None
    return since
