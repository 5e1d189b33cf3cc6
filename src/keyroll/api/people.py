"""The facade: people who sign in to the console, and the audit log of their acts."""

import secrets
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from keyroll.api._home import Service
from keyroll.clock import SystemClock
from keyroll.errors import NotApproved, UsageError
from keyroll.model.ids import digest
from keyroll.model.person import MOST_NAME, named, same
from keyroll.model.text import printable
from keyroll.secret import Secret
from keyroll.store.ledger.console import ConsoleRows
from keyroll.store.ledger.people import Audited, PeopleRows, RegisteredPerson, SignInLink, WebSession
from keyroll.store.ledger.rotations import Rotations

__all__ = ["MOST_NAME", "ROLES", "Audited", "People", "RegisteredPerson", "SignedIn", "able"]

#: The roles in ascending order; each role has all permissions of the earlier ones.
ROLES: Final = ("viewer", "responder", "approver", "admin")
#: The name of the first person, who gets the link of the first start.
FIRST: Final = "admin"
#: The decisions about the account at the issuer that names a person.
_SUBJECT: Final = "subject"
_BIND: Final = "bind"
_LINK: Final = timedelta(hours=1)
_SESSION: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A signed-in person, with the current role and the end of the session."""

    person: str
    role: str
    until: datetime


def able(role: str, least: str) -> bool:
    """Return whether a role has at least the permissions of ``least``."""
    return ROLES.index(role) >= ROLES.index(least)


@dataclass(frozen=True, slots=True)
class People(Service):
    """Signs people in, and records their acts. Times are the machine's: a session in a replay ends like any other."""

    def first_link(self) -> Secret | None:
        """Return a one-time link for the first person; None if a passkey exists."""
        if self._settled():
            return None
        return self.link(FIRST, "admin", by="the first start")

    def _settled(self) -> bool:
        """Return whether a passkey exists."""
        return any(one.ended_at is None for one in self._rows.passkeys())

    def link(self, person: str, role: str, *, by: str, on_host: bool = True) -> Secret:
        """Return a new one-time link for a person; the person's earlier links end.

        In the console (``on_host`` is False) nobody makes a link for a person who has a passkey or a registered key:
        whoever uses it would act as that person. Raises UsageError.
        """
        person = self._named(person, role)
        if not on_host and self._has_key(person):
            raise UsageError(
                f"{person} has a passkey or a registered key, and signs in with it",
                hint=f"if it was lost, on the host: keyroll serve link {shlex.quote(person)} --role {role}",
            )
        now, value = self._time(), Secret(secrets.token_urlsafe(32).encode())
        for earlier in self._rows.links(person):
            self._rows.change(earlier, used_at=now)
        self._rows.add(SignInLink(self._marked(value), person, role, now, now + _LINK, by))
        self.note(by, "link made", f"{person} as {role}", "done")
        return value

    def register(self, person: str, role: str, *, by: str) -> None:
        """Register a person who signs in by the organisation's issuer. Raises UsageError."""
        person = self._named(person, role)
        known = self._rows.person(person)
        if known is None:
            self._rows.add(RegisteredPerson(person, role, self._time(), by))
        elif known.ended_at is None:
            raise UsageError(f"{person!r} is registered already", hint="a one-time link gives another role")
        else:
            self._rows.change(known, role=role, ended_at=None)
            rows = ConsoleRows(self.home.ledger)
            rows.add(_SUBJECT, person, "release", given={}, because="", person=by, at=self._time())
        self.note(by, "person registered", f"{person} as {role}", "done")

    def use_link(self, value: Secret, address: str) -> Secret | None:
        """Sign in by a link, which is then invalid; return the session's value, or None for an invalid link."""
        now = self._time()
        with self.home.ledger.together() as one_write:
            rows = PeopleRows(one_write)
            link = rows.link(self._marked(value))
            if link is None or link.used_at is not None or link.until <= now:
                return None
            rows.change(link, used_at=now)
            known = rows.person(link.person)
            if known is None:
                rows.add(RegisteredPerson(link.person, link.role, now, link.made_by))
            else:
                rows.change(known, role=link.role, ended_at=None)
        self.note(link.person, "signed in by a link", "", "done", address)
        return self.start(link.person)

    def start(self, person: str, kind: str = "", *, named_by: tuple[str, str] | None = None) -> Secret:
        """Begin a session of a person and return its value, which is not stored and begins with its kind.

        ``named_by`` are the issuer and the subject that named the person. Raises NotApproved if another subject did
        before: only issuer and subject together always mean one account (OpenID Connect Core 1.0, 5.7).
        """
        if named_by is not None:
            self._bind(person, digest(*named_by))
        now, value = self._time(), Secret((kind + secrets.token_urlsafe(32)).encode())
        self._rows.add(WebSession(self._marked(value), person, now, now + _SESSION))
        return value

    def _bind(self, person: str, subject: str) -> None:
        rows = ConsoleRows(self.home.ledger)
        bound = rows.of(_SUBJECT).get(printable(person), ())
        if not bound or bound[-1].verb != _BIND:
            rows.add(_SUBJECT, person, _BIND, given={"by": subject}, because="", person=person, at=self._time())
        elif bound[-1].given != {"by": subject}:
            raise NotApproved(
                f"the issuer names {person!r} for another account than before",
                hint="if it is the same person, an admin removes the person and registers them again",
            )

    def session(self, value: Secret) -> SignedIn | None:
        """Return the person signed in by a session's value, or None."""
        kept = self._rows.session(self._marked(value))
        if kept is None or kept.ended_at is not None or kept.until <= self._time():
            return None
        person = self._rows.person(kept.person)
        if person is None or person.ended_at is not None:
            return None
        return SignedIn(person.name, person.role, kept.until)

    def end_session(self, value: Secret) -> None:
        """End a session."""
        kept = self._rows.session(self._marked(value))
        if kept is not None and kept.ended_at is None:
            self._rows.change(kept, ended_at=self._time())

    def end(self, name: str, *, by: str) -> None:
        """Remove a person: their sessions and passkeys are refused from now on. Raises UsageError."""
        person = self._rows.person(name)
        if person is None or person.ended_at is not None:
            raise UsageError(f"no person called {name!r} may sign in", hint="see Settings, People")
        admins = [one for one in self._rows.people() if one.role == "admin" and one.ended_at is None]
        if [one.name for one in admins] == [name]:
            raise UsageError("the last admin stays", hint="make another admin first")
        now = self._time()
        self._rows.change(person, ended_at=now)
        for key in self._rows.passkeys(name):
            if key.ended_at is None:
                self._rows.change(key, ended_at=now)
        for session in self._rows.sessions(name):
            self._rows.change(session, ended_at=now)
        self.note(by, "person ended", name, "done")

    def all(self) -> Sequence[RegisteredPerson]:
        """Return everybody, by name."""
        return self._rows.people()

    def note(self, person: str, act: str, about: str, outcome: str, address: str = "") -> None:
        """Add an act to the audit log."""
        self._rows.add(Audited(secrets.token_hex(16), self._time(), person, act, about, outcome, address))

    def audited(self, most: int = 200) -> Sequence[Audited]:
        """Return the newest acts, the newest first."""
        return self._rows.audited(most)

    def _has_key(self, person: str) -> bool:
        """Return whether a person has, or had, a passkey or a registered key."""
        held = [one.person for one in self._rows.passkeys()]
        keys = [one.person for one in Rotations(self.home.ledger).keys().values()]
        return any(same(one, person) for one in (*held, *keys))

    def _named(self, person: str, role: str) -> str:
        """Return the name under which a person is stored. Raises UsageError, also for a role that is not known."""
        if role not in ROLES:
            raise UsageError(f"there is no role {role!r}", hint=f"known: {', '.join(ROLES)}")
        return named(person, self._rows.names())

    @property
    def _rows(self) -> PeopleRows:
        return PeopleRows(self.home.ledger)

    def _time(self) -> datetime:
        return SystemClock().now()

    def _marked(self, value: Secret) -> str:
        return value.fingerprint(self.home.install_key(), "install")
