"""What the exposed credentials of an incident can obtain through others, and which of it to add to the incident."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from keyroll.model.incident import POSSIBLE
from keyroll.model.truth import Answer, Truth

IN_INCIDENT: Final = "in the incident already"
PERSON: Final = "the account of a person, which is no machine credential"
NO_CREDENTIAL: Final = "no credential: what is made as it comes into scope by the log"
ONLY_POSSIBLE: Final = "possible only"


@dataclass(frozen=True, slots=True)
class ObtainingStep:
    """One step of the way to what is obtained: a sentence, where it was read, and why it is unknown (empty: known)."""

    start: str
    end: str
    kind: str
    reason: str
    evidence: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Obtainable:
    """A credential that exposed ones lead to, or a principal or role as which somebody may act.

    ``exposed`` is the name of the exposed credential where the way begins. ``truth`` is yes, or unknown with a reason.
    ``left_out`` says why it is not proposed; empty if it is.
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
        """Whether every step is known and begins at what surely was exposed."""
        return self.truth.answer is Answer.YES

    @property
    def is_credential(self) -> bool:
        """Whether it is a credential, and nobody as whom somebody may act."""
        return self.kind == "credential"

    @property
    def in_incident(self) -> bool:
        """Whether the incident has it already."""
        return self.left_out == IN_INCIDENT

    @property
    def reason(self) -> str:
        """The reason for which it is added; one that begins with ``POSSIBLE`` keeps the exposure unknown."""
        begin = "obtainable" if self.certain else POSSIBLE
        return f"{begin} through {self.exposed} ({self.steps[-1].reason})"

    def why_not(self, *, certain_only: bool) -> str:
        """Return why it is not added; empty if it is."""
        return self.left_out or (ONLY_POSSIBLE if certain_only and not self.certain else "")


@dataclass(frozen=True, slots=True)
class MayObtainMore:
    """Credentials that may obtain more than is shown, all for one reason."""

    because: str
    identifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Obtainables:
    """What the exposed credentials of an incident can obtain: what is not in the incident first, certain ones first.

    ``unread`` groups exposed and obtained credentials of which not all was read, the largest group first. ``faults``
    name what could not be read for the graph.
    """

    incident: str
    exposed: int
    found: tuple[Obtainable, ...] = ()
    unread: tuple[MayObtainMore, ...] = ()
    faults: tuple[str, ...] = field(default=())

    @property
    def credentials(self) -> tuple[Obtainable, ...]:
        """What is obtained and is a credential."""
        return tuple(one for one in self.found if one.is_credential)

    def proposed(self, *, certain_only: bool = False) -> tuple[Obtainable, ...]:
        """Return the credentials that are to be added to the incident."""
        return tuple(one for one in self.found if not one.why_not(certain_only=certain_only))

    def left_out(self, *, certain_only: bool = False) -> list[tuple[str, int]]:
        """Return why the others are not to be added, and how many, the most frequent reason first."""
        reasons = (one.why_not(certain_only=certain_only) for one in self.found)
        return Counter(filter(None, reasons)).most_common()


@dataclass(frozen=True, slots=True)
class WidenedByReach:
    """What was added to an incident since exposed credentials lead to it, and how many were left out, by reason."""

    added: tuple[Obtainable, ...]
    left_out: tuple[tuple[str, int], ...]


def grouped(reasons: Iterable[tuple[str, str]]) -> tuple[MayObtainMore, ...]:
    """Return identifiers with one reason each in groups, the largest first."""
    groups: dict[str, list[str]] = {}
    for identifier, because in reasons:
        groups.setdefault(because, []).append(identifier)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple(MayObtainMore(because, tuple(sorted(identifiers))) for because, identifiers in ordered)
