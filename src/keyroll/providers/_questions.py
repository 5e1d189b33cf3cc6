"""A live connection to a server that is no web server: each pull is one question over a fresh connection."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from keyroll.errors import CredentialRefused, NotAllowed, Throttled, Unreachable, VendorError
from keyroll.model.json import Json
from keyroll.providers.live import Answered, Ask, Me


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of a server: who we are, and by the pull's name what gives its only page."""

    who: Callable[[], Me]
    pages: Mapping[str, Callable[[], Json]]

    def me(self) -> Me:
        """Ask who we are. Raises errors of the family."""
        return self.who()

    def ask(self, ask: Ask) -> Answered:
        """Answer one question. Raises errors of the family."""
        return Answered(self.pages[ask.pull]())

    def close(self) -> None:
        """Nothing stays open."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What a server's codes mean: the credential is refused, it may not see this, the server is full; else it fails."""

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
    """Return the error for a credential that is not accepted; ``code`` is the server's own."""
    return CredentialRefused(
        f"{where}: {code}, the credential is not accepted", hint="it is wrong, locked or expired: make a new one"
    )


def not_allowed(where: str, code: object) -> NotAllowed:
    """Return the error for a credential that may not see what was asked for."""
    return NotAllowed(f"{where}: {code}, not allowed", hint="give the account the right that is named")


def throttled(where: str, code: object) -> Throttled:
    """Return the error for a server that takes no more connections."""
    return Throttled(f"{where}: {code}, the server is full", hint="run keyroll sync again later")


def unreachable(where: str, code: object = "no answer") -> VendorError:
    """Return the error for a server that does not answer as one that works."""
    return Unreachable(f"{where}: {code}", hint="check the address, and that the server runs")
