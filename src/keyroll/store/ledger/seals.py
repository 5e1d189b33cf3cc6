"""Seals: a keyed hash over a row, which only a holder of the home's install key can make.

A table with a column ``seal`` is sealed. This module declares which columns the seal covers; columns that may change
without harm (when a job is due) are left out.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import orjson
from sqlalchemy import Connection, RowMapping, Table

from keyroll.clock import iso
from keyroll.model.text import printable
from keyroll.reveal import reveal
from keyroll.secret import Secret
from keyroll.store.ledger.types import Structured, altered

#: The sealed columns of these tables; in other tables all columns are sealed.
_SEALED = {
    "jobs": ("id", "kind", "incident", "identifier", "spec"),
    "passkeys": ("id", "person", "public_key", "label", "made_at", "ended_at"),
}
_OPTION = "keyroll_seals"
_PURPOSE = b"keyroll: rows of the ledger"


@dataclass(slots=True)
class Seals:
    """Makes and checks seals. The key is fetched on first use; without a key, seals are neither made nor accepted."""

    key: Callable[[], Secret] | None = field(default=None, repr=False)
    _own: Secret | None = field(default=None, repr=False)

    def of(self, table: Table, row: Mapping[str, object]) -> str:
        """Return the seal of a row."""
        if self.key is None:
            return ""
        names = _SEALED.get(table.name) or [name for name in table.c.keys() if name != "seal"]  # noqa: SIM118
        said = orjson.dumps([table.name, [[name, _plain(row[name])] for name in names]], option=orjson.OPT_SORT_KEYS)
        with reveal(self._derived()) as raw:
            return hmac.new(raw, said, hashlib.sha256).hexdigest()

    def _derived(self) -> Secret:
        if self._own is None and self.key is not None:
            with reveal(self.key()) as raw:
                self._own = Secret(hmac.new(raw, _PURPOSE, hashlib.sha256).digest())
        return self._own or Secret(b"")


#: Stored as an option of the ledger's engine, so that code with a connection can seal and check.
def option(seals: Seals) -> dict[str, object]:
    """Return the option under which an engine stores its seals."""
    return {_OPTION: seals}


def of_connection(connection: Connection) -> Seals:
    """Return the seals of the ledger behind a connection."""
    found = connection.get_execution_options().get(_OPTION)
    return found if isinstance(found, Seals) else Seals()


def sealed(connection: Connection, table: Table, row: Mapping[str, object]) -> dict[str, object]:
    """Return a row with its seal, ready to be written."""
    return dict(row) | {"seal": of_connection(connection).of(table, row)}


def whole(table: Table, row: RowMapping) -> RowMapping:
    """Return a row that has every required value. Raises EvidenceRefused."""
    for column in table.c:
        # JSON may hold null.
        missing = column.name in row and row[column.name] is None and not isinstance(column.type, Structured)
        if missing and not column.nullable:
            raise altered(f"a row of {table.name} has no {column.name}")
    return row


def check(connection: Connection, table: Table, row: RowMapping) -> RowMapping:
    """Return a complete row whose seal, if its table has one, is valid. Raises EvidenceRefused."""
    whole(table, row)
    if "seal" not in table.c:
        return row
    try:
        seal = of_connection(connection).of(table, dict(row))
    except (ValueError, TypeError):  # half a surrogate pair, or a number beyond JSON's
        seal = ""
        if of_connection(connection).key:
            raise altered(f"a row of {table.name} holds a value that keyroll never wrote") from None
    if not hmac.compare_digest(seal.encode(), printable(row["seal"]).encode()):
        raise altered(f"a row of {table.name} does not match its seal: keyroll did not write it")
    return row


def _plain(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Mapping):
        return {printable(str(name)): _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
