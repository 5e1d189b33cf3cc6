"""Tokens of machines that may call the server: keyed fingerprints with scopes and an expiry, never a value."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import RowMapping, select, update

from keyroll.errors import UsageError
from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.seals import check, sealed
from keyroll.store.ledger.tables import machine_tokens


@dataclass(frozen=True, slots=True)
class MachineToken:
    """A token by its name; ``value`` is its keyed fingerprint."""

    name: str
    value: str
    scopes: tuple[str, ...]
    made_at: datetime
    until: datetime
    made_by: str
    ended_at: datetime | None = None

    def good(self, now: datetime) -> bool:
        """Whether it is accepted now."""
        return now < self.until and self.ended_at is None


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a ledger."""

    ledger: Ledger

    def add(self, token: MachineToken) -> None:
        """Keep a token. Raises UsageError if the name is in use: a name belongs to one value for ever."""
        row = asdict(token)
        with self.ledger.writing() as connection:
            if not insert_new(connection, machine_tokens, [row | {"scopes": list(token.scopes)}]):
                raise UsageError(f"there is a token {token.name!r} already", hint="take another name")

    def end(self, name: str) -> None:
        """End a token now; its row stays. Raises UsageError for a token that does not exist or has ended."""
        standing = [one for one in self._rows() if one.name == name and one.ended_at is None]
        if not standing:
            raise UsageError(f"there is no valid token {name!r}", hint="see: keyroll serve token list")
        ended = update(machine_tokens).where(machine_tokens.c.name == name, machine_tokens.c.ended_at.is_(None))
        with self.ledger.writing() as connection:
            row = asdict(standing[0]) | {"scopes": list(standing[0].scopes), "ended_at": self.ledger.clock.now()}
            connection.execute(ended.values(sealed(connection, machine_tokens, row)))

    def every(self) -> Sequence[MachineToken]:
        """Return all tokens, by name."""
        return self._rows()

    def _rows(self) -> list[MachineToken]:
        query = select(machine_tokens).order_by(machine_tokens.c.name)
        with self.ledger.reading() as connection:
            return [_token(check(connection, machine_tokens, row)) for row in connection.execute(query).mappings()]


def _token(row: RowMapping) -> MachineToken:
    values = {name: row[name] for name in row if name != "seal"}
    return MachineToken(**(values | {"scopes": tuple(row["scopes"])}))
