"""People who sign in: roles, public keys of passkeys, one-time links and sessions as fingerprints, the audit log."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, Table, select, update

from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rotations import Rotations
from keyroll.store.ledger.seals import check, sealed
from keyroll.store.ledger.tables import audit, passkeys, people, sign_in_links, web_sessions


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """A person who may sign in; ``role`` gives the permitted actions."""

    name: str
    role: str
    made_at: datetime
    made_by: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Passkey:
    """A public key that a person registered; ``id`` and ``public_key`` are base64url."""

    id: str
    person: str
    public_key: str
    sign_count: int
    label: str
    made_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignInLink:
    """A link that signs a person in once; ``value`` is its keyed fingerprint."""

    value: str
    person: str
    role: str
    made_at: datetime
    until: datetime
    made_by: str
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WebSession:
    """A browser that is signed in; ``value`` is the keyed fingerprint of its cookie."""

    value: str
    person: str
    made_at: datetime
    until: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Audited:
    """One act of a person, and its outcome."""

    id: str
    at: datetime
    person: str
    act: str
    about: str
    outcome: str
    address: str


Kept = TypeVar("Kept", RegisteredPerson, Passkey, SignInLink, WebSession, Audited)
_TABLES: dict[type, Table] = {
    RegisteredPerson: people,
    Passkey: passkeys,
    SignInLink: sign_in_links,
    WebSession: web_sessions,
    Audited: audit,
}
#: The key columns of a row.
_KEYS = {RegisteredPerson: "name", Passkey: "id", SignInLink: "value", WebSession: "value", Audited: "id"}


@dataclass(frozen=True, slots=True)
class PeopleRows:
    """The rows of a ledger that are about people."""

    ledger: Ledger

    def add(self, one: Kept) -> bool:
        """Add a row; return whether its key is new."""
        with self.ledger.writing() as connection:
            return bool(insert_new(connection, _TABLES[type(one)], [asdict(one)]))

    def change(self, one: Kept, **values: object) -> None:
        """Write new values into a row."""
        table, key = _TABLES[type(one)], _KEYS[type(one)]
        row = asdict(replace(one, **values))  # type: ignore[arg-type]  # names of columns are names of members
        with self.ledger.writing() as connection:
            changed = update(table).where(table.c[key] == row[key])
            connection.execute(changed.values(sealed(connection, table, row)))

    def person(self, name: str) -> RegisteredPerson | None:
        """Return a person."""
        return next(iter(self._rows(RegisteredPerson, people.c.name == name)), None)

    def people(self) -> Sequence[RegisteredPerson]:
        """Return all people by name."""
        return sorted(self._rows(RegisteredPerson), key=lambda one: one.name)

    def names(self) -> frozenset[str]:
        """Return every name that is in use: of accounts, unused links, passkeys and registered keys."""
        accounts = (one.name for one in self._rows(RegisteredPerson))
        links = (one.person for one in self._rows(SignInLink, sign_in_links.c.used_at.is_(None)))
        held = (one.person for one in self._rows(Passkey))
        keys = (one.person for one in Rotations(self.ledger).keys().values())
        return frozenset({*accounts, *links, *held, *keys})

    def passkey(self, key_id: str) -> Passkey | None:
        """Return a passkey."""
        return next(iter(self._rows(Passkey, passkeys.c.id == key_id)), None)

    def passkeys(self, person: str = "") -> Sequence[Passkey]:
        """Return the passkeys of a person, or of all people."""
        where = [passkeys.c.person == person] if person else []
        return sorted(self._rows(Passkey, *where), key=lambda one: (one.person, one.made_at))

    def link(self, value: str) -> SignInLink | None:
        """Return the link with a fingerprint."""
        return next(iter(self._rows(SignInLink, sign_in_links.c.value == value)), None)

    def links(self, person: str) -> Sequence[SignInLink]:
        """Return the unused links of a person."""
        return self._rows(SignInLink, sign_in_links.c.person == person, sign_in_links.c.used_at.is_(None))

    def session(self, value: str) -> WebSession | None:
        """Return the session with a fingerprint."""
        return next(iter(self._rows(WebSession, web_sessions.c.value == value)), None)

    def sessions(self, person: str) -> Sequence[WebSession]:
        """Return the open sessions of a person."""
        return self._rows(WebSession, web_sessions.c.person == person, web_sessions.c.ended_at.is_(None))

    def audited(self, most: int) -> Sequence[Audited]:
        """Return the newest acts, the newest first."""
        query = select(audit).order_by(audit.c.at.desc(), audit.c.id).limit(most)
        with self.ledger.reading() as connection:
            rows = [check(connection, audit, row) for row in connection.execute(query).mappings()]
        return [Audited(**{name: row[name] for name in row if name != "seal"}) for row in rows]

    def _rows(self, kind: type[Kept], *where: ColumnElement[bool]) -> list[Kept]:
        table = _TABLES[kind]
        with self.ledger.reading() as connection:
            rows = [check(connection, table, row) for row in connection.execute(select(table).where(*where)).mappings()]
        return [kind(**{name: row[name] for name in row if name != "seal"}) for row in rows]
