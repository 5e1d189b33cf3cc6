"""A live connection to a server without HTTP: each pull is one query over a fresh connection."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from keyroll.errors import CredentialRefused, NotAllowed, Throttled, Unreachable, VendorError
from keyroll.model.json import Json
from keyroll.providers.live import Ask, LiveAnswer, Me


@dataclass(frozen=True, slots=True)
class Questions:
    """The queries to a server: one for keyroll's identity, and by the pull's name one for its only page."""

    who: Callable[[], Me]
    pages: Mapping[str, Callable[[], Json]]

    def me(self) -> Me:
        """Return keyroll's identity at the server. Raises VendorError."""
        return self.who()

    def ask(self, ask: Ask) -> LiveAnswer:
        """Run one query. Raises VendorError."""
        return LiveAnswer(self.pages[ask.pull]())

    def close(self) -> None:
        """Do nothing: no connection stays open."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The meaning of a server's codes: credential refused, access denied, server full; any other code is a failure."""

    refused: frozenset[int | str]
    not_allowed: frozenset[int | str]
    full: frozenset[int | str]

    def error(self, where: str, code: int | str) -> VendorError:
        """Return the error for a code."""
        if code in self.refused:
            return refused(where, code)
        if code in self.not_allowed:
            return not_allowed(where, code)
        return throttled(where, code) if code in self.full else unreachable(where, code)


def refused(where: str, code: object) -> CredentialRefused:
    """Return the error for a refused credential; ``code`` is the server's own."""
    return CredentialRefused(
        f"{where}: {code}, the credential is not accepted", hint="it is wrong, locked or expired: make a new one"
    )


def not_allowed(where: str, code: object) -> NotAllowed:
    """Return the error for a credential without access to the requested data."""
    return NotAllowed(f"{where}: {code}, not allowed", hint="give the account the named right")


def throttled(where: str, code: object) -> Throttled:
    """Return the error for a server that accepts no more connections."""
    return Throttled(f"{where}: {code}, the server is full", hint="run keyroll sync again later")


def unreachable(where: str, code: object = "no answer") -> VendorError:
    """Return the error for a server that does not respond like a working one."""
    return Unreachable(f"{where}: {code}", hint="check the address, and that the server runs")
