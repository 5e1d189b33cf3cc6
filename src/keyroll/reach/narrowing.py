"""The declaration of an entitlement language, and the parts of a narrower form."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Final

from keyroll.errors import NothingToDo
from keyroll.model.json import Json
from keyroll.plugins import found
from keyroll.reach.system import SystemReads

#: The word of ``--data-events`` for a log that has each request of a principal.
REQUESTS: Final = "requests"


@dataclass(frozen=True, slots=True)
class Use:
    """Calls of one kind: the service, the operation on it, the resource, the count, the last time.

    ``actions`` are the operation's permissions in the words of the entitlements, if these differ.
    """

    service: str
    operation: str
    resource: str
    times: int
    last: datetime
    actions: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the calls as text."""
        return " ".join(filter(None, (self.service, self.operation, self.resource)))


@dataclass(frozen=True, slots=True)
class Kept:
    """An entitlement that is kept without a record of its use, with the reason."""

    pattern: str
    because: str


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Narrower entitlements in the provider's language, as text or as JSON.

    ``removed`` is no longer granted in full, ``unplaced`` are uses that match no entitlement, ``notes`` are facts for a
    person before the change, and ``used`` are the uses with the actions that they need.
    """

    document: Json
    removed: tuple[str, ...]
    kept: tuple[Kept, ...]
    unplaced: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    used: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class PrincipalUse:
    """Uses of one principal, the period of the log, the number of days with records, and refused uses.

    ``shows`` are the kinds of records of any principal in the log, in the language's words, and the kinds that a person
    declared.
    """

    uses: tuple[Use, ...]
    begins: datetime
    ends: datetime
    days: int
    refused: int
    shows: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NarrowingCheck:
    """The logged uses that the written document forbids, and its permissions beyond the former ones."""

    lost: tuple[str, ...] = ()
    excess: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntitledPrincipal:
    """A principal whose entitlements can be narrowed: its id, its name, and its name in the log (``$who``)."""

    id: str
    names: frozenset[str]
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """One language of entitlements.

    ``uses`` has for each log the SELECT of a principal's records: service, operation, resource, whether it was allowed
    (NULL: not known), when. It reads the records of a source in the window, ``least_native`` in the vendor's form or
    ``least_events`` as events, with the variable ``$who``. ``shows`` gives the kinds of records of any principal, as
    texts. ``declarable`` are the words of ``--data-events``, each with its meaning; ``what`` names the document,
    ``then`` is the instruction for its use. ``check`` reads the document again.
    """

    what: str
    then: str
    uses: Mapping[str, str]
    principals: Callable[[SystemReads], Iterable[EntitledPrincipal]]
    narrow: Callable[[SystemReads, EntitledPrincipal, PrincipalUse], Narrowed]
    shows: Mapping[str, str] = field(default_factory=dict)
    declarable: Mapping[str, str] = field(default_factory=dict)
    check: Callable[[SystemReads, EntitledPrincipal, PrincipalUse, Narrowed], NarrowingCheck] | None = None


@dataclass(frozen=True, slots=True)
class Least:
    """Narrower entitlements of a principal, the uses behind them, the start of the window, and the faults."""

    principal: str
    language: Language
    narrowed: Narrowed
    logged: PrincipalUse
    since: datetime
    faults: tuple[str, ...] = ()


def refuse_unnamed(
    principal: EntitledPrincipal, logged: PrincipalUse, words: Sequence[str], because: str, whole: str
) -> None:
    """Refuse a principal that no record names, unless ``words`` declare that the log is ``whole``.

    Raises NothingToDo.
    """
    if not logged.uses and not logged.shows.issuperset(words):
        raise NothingToDo(
            f"no record of the log names {principal.id}: {because}",
            hint=f"if {whole}, add: --data-events {','.join(words)}",
        )


@cache
def languages() -> Mapping[str, Language]:
    """Return the languages by their providers."""
    return found("keyroll.reach.least.languages", "LANGUAGE", Language)
