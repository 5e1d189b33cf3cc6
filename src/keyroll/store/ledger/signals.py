"""Security event tokens: as they came, and which of them something followed from."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, RowMapping, and_, func, select

from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.seals import check
from keyroll.store.ledger.tables import received, signals


@dataclass(frozen=True, slots=True)
class Received:
    """A token that held when it came; ``claims`` is the hash of what it says, ``token`` is it."""

    issuer: str
    jti: str
    stream: str
    claims: str
    token: str
    issued_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one stream: how many tokens, the last one when, and of how many nothing followed yet."""

    tokens: int = 0
    last_at: datetime | None = None
    waiting: int = 0


_JOINED = received.outerjoin(signals, and_(received.c.issuer == signals.c.issuer, received.c.jti == signals.c.jti))
_WAITS = signals.c.jti.is_(None)


@dataclass(frozen=True, slots=True)
class Signals:
    """The tokens of a ledger, and their signals: ``(issuer, jti)`` stands for one token for ever."""

    ledger: Ledger

    def keep(self, one: Received) -> bool:
        """Keep a token as it came; tell whether it is new."""
        with self.ledger.writing() as connection:
            return insert_new(connection, received, [asdict(one)]) == 1

    def known(self, issuer: str, jti: str) -> Received | None:
        """Return a token that came."""
        query = select(received).where(received.c.issuer == issuer, received.c.jti == jti)
        with self.ledger.reading() as connection:
            row = connection.execute(query).mappings().first()
            return _received(connection, row) if row else None

    def waiting(self) -> list[Received]:
        """Return the tokens that nothing followed from yet, in the order in which they came."""
        query = select(received).select_from(_JOINED).where(_WAITS)
        with self.ledger.reading() as connection:
            for row in connection.execute(select(signals)).mappings():
                check(connection, signals, row)  # a made-up one would hide its token
            rows = connection.execute(query.order_by(received.c.received_at, received.c.jti)).mappings()
            return [_received(connection, row) for row in rows]

    def followed(self, since: datetime) -> list[tuple[Received, str]]:
        """Return the tokens that came since a time and that an incident followed from, with its name, in order."""
        query = select(received, signals.c.incident).select_from(_JOINED)
        query = query.where(signals.c.incident.is_not(None), received.c.received_at >= since)
        with self.ledger.reading() as connection:
            rows = connection.execute(query.order_by(received.c.received_at, received.c.jti)).mappings().all()
            return [(_received(connection, row), str(row["incident"])) for row in rows]

    def came(self) -> dict[str, Came]:
        """Return what came, by stream."""
        counted = (func.count(), func.max(received.c.received_at), func.count().filter(_WAITS))
        query = select(received.c.stream, *counted).select_from(_JOINED).group_by(received.c.stream)
        with self.ledger.reading() as connection:
            return {str(stream): Came(*rest) for stream, *rest in connection.execute(query)}


def _received(connection: Connection, row: RowMapping) -> Received:
    """Return a token that keyroll kept. Raises EvidenceRefused: one that somebody else wrote was never checked."""
    check(connection, received, row)
    return Received(**{one.name: row[one.name] for one in fields(Received)})
