"""The facade: cards of single objects."""

import shlex
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final

from keyroll import plugins
from keyroll.api._home import Service
from keyroll.api.incidents import Incidents
from keyroll.errors import UsageError
from keyroll.report import listing
from keyroll.report.cards import naming
from keyroll.report.cards.contract import Card, CardKind, CardRequest
from keyroll.report.cards.naming import NamedThing
from keyroll.report.use import DayOfUse, days_of_use
from keyroll.report.words import in_home
from keyroll.response.campaign import Status
from keyroll.store.home import Home
from keyroll.store.relations import hold

#: The package of the kinds of cards.
KINDS: Final = "keyroll.report.cards.kinds"
#: The relations that many cards read and that take longest.
_SHARED: Final = ("credentials", "card_names", "posture", "use_days", "identifiers")
#: The relations with several rows per credential that its card reads. They are held in memory if small.
_OFTEN: Final = (
    "consumers", "grants", "held_places", "locations", "owners", "reach_in_words", "registrations", "rhythms",
    "seen_places", "value_changes",
)  # fmt: skip
_FEW: Final = 100_000


@dataclass(frozen=True, slots=True)
class Cards(Service):
    """Shows one credential, person, vendor, source, story or incident on one card."""

    def named(self, word: str, kind: str = "") -> list[NamedThing]:
        """Return the matches of a name, an id, a key id, an owner or a fingerprint. Raises NothingToDo, UsageError."""
        _known(kind)
        with self._request() as request:
            return naming.named(request, word, kind)

    def card(self, word: str, kind: str = "") -> Card:
        """Return the card of the one object that a word matches.

        Raises NothingToDo with similar names, and UsageError for several matches.
        """
        _known(kind)
        with self._request() as request:
            return _card(request, word, kind)

    def opened(self) -> "OpenCards":
        """Return the cards of all objects in the current state, for callers that read many cards.

        Raises NothingToDo.
        """
        return OpenCards(self.home)

    @contextmanager
    def _request(self) -> Iterator[CardRequest]:
        with listing.reading(self.home, events=False) as session:
            yield CardRequest(session, self.home, self.now(), Incidents(self.home).status)


class OpenCards:
    """The cards of all objects in one state of a home. Several threads may use it; each waits for its turn."""

    def __init__(self, home: Home) -> None:
        """Compute the relations that all cards read. Raises NothingToDo."""
        self._open, self._turn = ExitStack(), Lock()
        session = self._open.enter_context(listing.reading(home, events=False))
        self._request = CardRequest(session, home, home.clock.now(), Incidents(home).status)
        naming.prepared(self._request)
        # Each of these takes longer to compute than the rest of a card.
        hold(session, *_SHARED)
        ((credentials,),) = session.tuples("SELECT count(*) FROM credentials")
        if int(str(credentials)) <= _FEW:
            hold(session, *_OFTEN)

    def card(self, word: str, kind: str, status: Callable[[str], Status]) -> Card:
        """Return the card of the one object that a word matches; ``status`` returns the status of an incident.

        Raises NothingToDo with similar names, and UsageError for several matches.
        """
        _known(kind)
        with self._turn:
            return _card(replace(self._request, status=status), word, kind)

    def use(self, credential: str) -> tuple[DayOfUse, ...]:
        """Return the days on which a credential was used or refused."""
        with self._turn:
            return days_of_use(self._request.session, credential)

    def __del__(self) -> None:
        """Free the session when no caller holds it."""
        self._open.close()


def _card(request: CardRequest, word: str, kind: str) -> Card:
    found = naming.named(request, word, kind)
    if len(found) > 1:
        raise UsageError(
            f"{len(found):,} entries have the name {word!r}",
            hint=in_home(
                f"name one by its id, or add --kind: keyroll show {shlex.quote(found[0].id)}", request.home.path
            ),
        )
    return _kind(found[0].kind).make(request, found[0].id)


def _known(kind: str) -> None:
    if kind and kind not in plugins.names(KINDS):
        raise UsageError(f"there is no card of {kind!r}", hint=f"known: {', '.join(plugins.names(KINDS))}")


def _kind(name: str) -> CardKind:
    kind = plugins.one(KINDS, name, "CARD", CardKind)
    if kind is None:
        raise UsageError(f"there is no card of {name!r}", hint=f"known: {', '.join(plugins.names(KINDS))}")
    return kind
