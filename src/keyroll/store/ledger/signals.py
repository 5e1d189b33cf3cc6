"""Security event tokens: as they came, and which of them something followed from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, and_, func, select

from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.ledger import Ledger
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
        row: dict[str, object] = {name: getattr(one, name) for name in received.columns.keys()}  # noqa: SIM118
        with self.ledger.writing() as connection:
            return insert_new(connection, received, [row]) == 1

    def known(self, issuer: str, jti: str) -> Received | None:
        """Return a token that came."""
        query = select(received).where(received.c.issuer == issuer, received.c.jti == jti)
        with self.ledger.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return _received(row) if row else None

    def waiting(self) -> list[Received]:
        """Return the tokens that nothing followed from yet, in the order in which they came."""
        query = select(received).select_from(_JOINED).where(_WAITS)
        with self.ledger.reading() as connection:
            rows = connection.execute(query.order_by(received.c.received_at, received.c.jti)).mappings()
            return [_received(row) for row in rows]

    def followed(self, since: datetime) -> list[tuple[Received, str]]:
        """Return the tokens that came since a time and that an incident followed from, with its name, in order."""
        query = select(received, signals.c.incident).select_from(_JOINED)
        query = query.where(signals.c.incident.is_not(None), received.c.received_at >= since)
        with self.ledger.reading() as connection:
            rows = connection.execute(query.order_by(received.c.received_at, received.c.jti)).mappings().all()
        return [(_received(row), str(row["incident"])) for row in rows]

    def came(self) -> dict[str, Came]:
        """Return what came, by stream."""
        counted = (func.count(), func.max(received.c.received_at), func.count().filter(_WAITS))
        query = select(received.c.stream, *counted).select_from(_JOINED).group_by(received.c.stream)
        with self.ledger.reading() as connection:
            return {str(stream): Came(*rest) for stream, *rest in connection.execute(query)}


def _received(row: RowMapping) -> Received:
    return Received(**{name: row[name] for name in received.columns.keys()})  # noqa: SIM118
