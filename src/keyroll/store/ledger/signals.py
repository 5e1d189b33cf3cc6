"""Received security event tokens, and which of them opened an incident."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, RowMapping, and_, func, select

from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.seals import check
from keyroll.store.ledger.tables import received, signals


@dataclass(frozen=True, slots=True)
class Received:
    """A token that was valid when it was received; ``claims`` is the hash of its claims, ``token`` the token itself."""

    issuer: str
    jti: str
    stream: str
    claims: str
    token: str
    issued_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Came:
    """The deliveries of one stream: the numbers of tokens and of unprocessed ones, and the time of the last one."""

    tokens: int = 0
    last_at: datetime | None = None
    waiting: int = 0


_JOINED = received.outerjoin(signals, and_(received.c.issuer == signals.c.issuer, received.c.jti == signals.c.jti))
_WAITS = signals.c.jti.is_(None)


@dataclass(frozen=True, slots=True)
class Signals:
    """The tokens of a ledger, and their signals: ``(issuer, jti)`` identifies one token for ever."""

    ledger: Ledger

    def keep(self, one: Received) -> bool:
        """Keep a received token; return whether it is new."""
        with self.ledger.writing() as connection:
            return insert_new(connection, received, [asdict(one)]) == 1

    def known(self, issuer: str, jti: str) -> Received | None:
        """Return a token that was received."""
        query = select(received).where(received.c.issuer == issuer, received.c.jti == jti)
        with self.ledger.reading() as connection:
            row = connection.execute(query).mappings().first()
            return _received(connection, row) if row else None

    def waiting(self) -> list[Received]:
        """Return the tokens that are not yet processed, in the order of receipt."""
        query = select(received).select_from(_JOINED).where(_WAITS)
        with self.ledger.reading() as connection:
            for row in connection.execute(select(signals)).mappings():
                check(connection, signals, row)  # a forged row would hide its token
            rows = connection.execute(query.order_by(received.c.received_at, received.c.jti)).mappings()
            return [_received(connection, row) for row in rows]

    def followed(self, since: datetime) -> list[tuple[Received, str]]:
        """Return the tokens since a time that opened an incident, with its name, in order."""
        query = select(received, signals.c.incident).select_from(_JOINED)
        query = query.where(signals.c.incident.is_not(None), received.c.received_at >= since)
        with self.ledger.reading() as connection:
            rows = connection.execute(query.order_by(received.c.received_at, received.c.jti)).mappings().all()
            return [(_received(connection, row), str(row["incident"])) for row in rows]

    def came(self) -> dict[str, Came]:
        """Return the deliveries, by stream."""
        counted = (func.count(), func.max(received.c.received_at), func.count().filter(_WAITS))
        query = select(received.c.stream, *counted).select_from(_JOINED).group_by(received.c.stream)
        with self.ledger.reading() as connection:
            return {str(stream): Came(*rest) for stream, *rest in connection.execute(query)}


def _received(connection: Connection, row: RowMapping) -> Received:
    """Return a token that keyroll kept. Raises EvidenceRefused for a forged one, which was never verified."""
    check(connection, received, row)
    return Received(**{one.name: row[one.name] for one in fields(Received)})
