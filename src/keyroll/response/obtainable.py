"""Credentials that an incident's exposed ones can obtain, and the credentials proposed for its scope."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from keyroll.model.incident import POSSIBLE
from keyroll.model.truth import Answer, Truth

#: The kind of a node of the graph that is a credential.
CREDENTIAL: Final = "credential"
IN_INCIDENT: Final = "in the incident already"
PERSON: Final = "the account of a person, which is no machine credential"
NO_CREDENTIAL: Final = "no credential: a credential that it creates is added from the log"
ONLY_POSSIBLE: Final = "possible only"


@dataclass(frozen=True, slots=True)
class ObtainingStep:
    """One step of a path: a sentence, its source, and the reason why it is unknown (empty: known)."""

    start: str
    end: str
    kind: str
    reason: str
    evidence: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Obtainable:
    """A credential, principal or role that exposed credentials can obtain.

    ``exposed`` is the name of the exposed credential at the start of the path. ``truth`` is yes, or unknown with a
    reason. ``left_out`` is the reason why it is not proposed; empty if it is proposed.
    """

    identifier: str
    name: str
    kind: str
    source: str
    owner: str
    exposed: str
    truth: Truth
    steps: tuple[ObtainingStep, ...]
    left_out: str = ""

    @property
    def certain(self) -> bool:
        """Whether every step is known and the first credential was certainly exposed."""
        return self.truth.answer is Answer.YES

    @property
    def is_credential(self) -> bool:
        """Whether it is a credential, not a principal or role."""
        return self.kind == CREDENTIAL

    @property
    def in_incident(self) -> bool:
        """Whether it is in the incident already."""
        return self.left_out == IN_INCIDENT

    @property
    def reason(self) -> str:
        """The reason for its addition; with the prefix ``POSSIBLE`` its exposure stays unknown."""
        begin = "obtainable" if self.certain else POSSIBLE
        return f"{begin} through {self.exposed} ({self.steps[-1].reason})"

    def why_not(self, *, certain_only: bool) -> str:
        """Return the reason why it is not added; empty if it is added."""
        return self.left_out or (ONLY_POSSIBLE if certain_only and not self.certain else "")


@dataclass(frozen=True, slots=True)
class MayObtainMore:
    """Credentials that may obtain more than is shown, all for the same reason."""

    because: str
    identifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Obtainables:
    """The obtainable credentials and principals of an incident, in order: new ones first, of these certain ones first.

    ``unread`` groups exposed and obtained credentials with unread entitlements, the largest group first. ``faults``
    name input that could not be read for the graph.
    """

    incident: str
    exposed: int
    found: tuple[Obtainable, ...] = ()
    unread: tuple[MayObtainMore, ...] = ()
    faults: tuple[str, ...] = field(default=())

    @property
    def credentials(self) -> tuple[Obtainable, ...]:
        """The obtainable credentials, without principals and roles."""
        return tuple(one for one in self.found if one.is_credential)

    def proposed(self, *, certain_only: bool = False) -> tuple[Obtainable, ...]:
        """Return the credentials that are proposed for the incident."""
        return tuple(one for one in self.found if not one.why_not(certain_only=certain_only))

    def left_out(self, *, certain_only: bool = False) -> list[tuple[str, int]]:
        """Return the reasons why the others are not proposed, with counts, the most frequent first."""
        reasons = (one.why_not(certain_only=certain_only) for one in self.found)
        return Counter(filter(None, reasons)).most_common()


@dataclass(frozen=True, slots=True)
class WidenedByReach:
    """The credentials that a widening added to an incident, and the number left out by reason."""

    added: tuple[Obtainable, ...]
    left_out: tuple[tuple[str, int], ...]


def grouped(reasons: Iterable[tuple[str, str]]) -> tuple[MayObtainMore, ...]:
    """Group identifiers by their reason, the largest group first."""
    groups: dict[str, list[str]] = {}
    for identifier, because in reasons:
        groups.setdefault(because, []).append(identifier)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple(MayObtainMore(because, tuple(sorted(identifiers))) for because, identifiers in ordered)
