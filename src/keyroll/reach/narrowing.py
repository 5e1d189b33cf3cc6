"""What a language of entitlements declares, and what a narrower form of them consists of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Final

from keyroll.errors import NothingToDo
from keyroll.model.json import Json
from keyroll.plugins import found
from keyroll.reach.system import SystemReads

#: The word of ``--data-events`` that says that the log has each request of a principal.
REQUESTS: Final = "requests"


@dataclass(frozen=True, slots=True)
class Use:
    """Calls of one kind: the service, the operation on it, the resource, how many, when last.

    ``actions`` are what the operation asks for in the words of the entitlements, where these differ.
    """

    service: str
    operation: str
    resource: str
    times: int
    last: datetime
    actions: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it in words."""
        return " ".join(filter(None, (self.service, self.operation, self.resource)))


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is kept though no record shows its use, and why."""

    pattern: str
    because: str


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Narrower entitlements in the provider's language, as text or as JSON.

    ``removed`` is no longer granted as it was, ``unplaced`` are uses that what is granted does not explain, ``notes``
    say what a person has to know before the change, and ``used`` are the uses with the actions that they ask for.
    """

    document: Json
    removed: tuple[str, ...]
    kept: tuple[Kept, ...]
    unplaced: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    used: tuple[Use, ...] = ()


@dataclass(frozen=True, slots=True)
class PrincipalUse:
    """Uses of one principal; from when to when the log goes, on how many days it has records, and what was refused.

    ``shows`` are what the log shows of anybody, in the language's words, and what a person declared that it shows.
    """

    uses: tuple[Use, ...]
    begins: datetime
    ends: datetime
    days: int
    refused: int
    shows: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NarrowingCheck:
    """What the written document, read again, takes away of logged uses, and what it allows beyond the former one."""

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
    (NULL: not known), when. It reads the records of a source in the window, ``least_native`` as the vendor wrote them
    or ``least_events`` as events, and knows ``$who``. ``shows`` gives what the log shows of anybody, as texts.
    ``declarable`` are the words of ``--data-events``, each with what it says; ``what`` names the document, ``then``
    says what a person does with it. ``check`` reads the document again.
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
    """Narrower entitlements of a principal, the uses that they rest on, since when, and what could not be read."""

    principal: str
    language: Language
    narrowed: Narrowed
    logged: PrincipalUse
    since: datetime
    faults: tuple[str, ...] = ()


def refuse_unnamed(
    principal: EntitledPrincipal, logged: PrincipalUse, words: Sequence[str], because: str, whole: str
) -> None:
    """Refuse a principal that no record names, unless ``words`` say that the log is ``whole``. Raises NothingToDo."""
    if not logged.uses and not logged.shows.issuperset(words):
        raise NothingToDo(
            f"no record of the log names {principal.id}: {because}",
            hint=f"where {whole}, say so: --data-events {','.join(words)}",
        )


@cache
def languages() -> Mapping[str, Language]:
    """Return the languages by their providers."""
    return found("keyroll.reach.least.languages", "LANGUAGE", Language)
