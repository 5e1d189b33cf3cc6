"""The facade: one thing on one card."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from keyroll import plugins
from keyroll.api._home import Service
from keyroll.api.incidents import Incidents
from keyroll.errors import UsageError
from keyroll.report import listing
from keyroll.report.cards import naming
from keyroll.report.cards.contract import Card, CardKind, CardRequest
from keyroll.report.cards.naming import Named
from keyroll.report.words import in_home

#: Where the kinds of cards lie.
KINDS: Final = "keyroll.report.cards.kinds"


@dataclass(frozen=True, slots=True)
class Cards(Service):
    """Shows one credential, person, vendor, source, story or incident on one card."""

    def named(self, word: str, kind: str = "") -> list[Named]:
        """Return what a name, an id, a key id, an owner or a fingerprint leads to. Raises NothingToDo, UsageError."""
        _known(kind)
        with self._request() as request:
            return naming.named(request, word, kind)

    def card(self, word: str, kind: str = "") -> Card:
        """Return the card of the one thing that a word leads to.

        Raises NothingToDo with likely names, and UsageError where there are several things.
        """
        _known(kind)
        with self._request() as request:
            found = naming.named(request, word, kind)
            if len(found) > 1:
                raise UsageError(
                    f"{len(found):,} things are called {word!r}",
                    hint=in_home(
                        f"name one by its id, or add --kind: keyroll show {shlex.quote(found[0].id)}", self.home.path
                    ),
                )
            return _kind(found[0].kind).make(request, found[0].id)

    @contextmanager
    def _request(self) -> Iterator[CardRequest]:
        with listing.reading(self.home, events=False) as session:
            yield CardRequest(session, self.home, self.now(), Incidents(self.home).status)


def _known(kind: str) -> None:
    if kind and kind not in plugins.names(KINDS):
        raise UsageError(f"there is no card of {kind!r}", hint=f"known: {', '.join(plugins.names(KINDS))}")


def _kind(name: str) -> CardKind:
    kind = plugins.one(KINDS, name, "CARD", CardKind)
    if kind is None:
        raise UsageError(f"there is no card of {name!r}", hint=f"known: {', '.join(plugins.names(KINDS))}")
    return kind
