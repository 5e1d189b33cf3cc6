"""An incident at a vendor: what is exposed and why, what was proven about each credential, and people's answers."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from keyroll.clock import iso
from keyroll.model.ids import digest
from keyroll.model.json import Json
from keyroll.model.text import printable

#: The prefix of a widening's reason for a possible exposure: no data shows it, and no data rules it out.
POSSIBLE: Final = "may be obtainable"


class VerdictKind(StrEnum):
    """The verdict on one exposed credential; every value but ``dead`` keeps the incident open."""

    LIVE = "live"
    REVOKING = "revoking"
    DEAD = "dead"
    UNKNOWN = "unknown"


class Grade(StrEnum):
    """How a verdict was reached.

    A: probe with controls. B: record gone and use refused. C: gone in two listings. D: a person's statement.
    """

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    NONE = ""


class ClosingPolicy(StrEnum):
    """What closes an item: ``live`` takes grades A and B, ``exports`` also C."""

    LIVE = "live"
    EXPORTS = "exports"


#: Which grades close an item, by policy (DESIGN section 5).
CLOSES = {
    ClosingPolicy.LIVE: frozenset({Grade.A, Grade.B}),
    ClosingPolicy.EXPORTS: frozenset({Grade.A, Grade.B, Grade.C}),
}


#: The fact that rules out a possible step, by the kind of the step.
RULED_OUT: Final = {
    "could_read": "the permissions of that credential are listed and do not cover the place, or the place's own log, "
    "complete for the window, shows no read with it",
    "written": "a log or listing shows that the credential that could read it was dead before the value was written",
    "derived": "the credential that made it is known not to have been exposed",
    "same_value": "the credential with the same value is known not to have been exposed",
    "same_principal": "a log shows that it was made or changed by somebody who was known before the window and is not "
    "exposed",
    "replacement_used": "that network is the organisation's own: a credential that is not exposed was used from there "
    "before: read the logs of the consumer's other credentials",
    "of_principal": "a log of the window, complete for this kind, shows no use of it from another network or program",
    "used": "a log shows that another credential was used there",
    "held": "a listing of the vendor, complete for the window, shows no copy of it",
    "pasted": "a complete scan of that place in the window shows no copy of it",
    "registered": "the register of that time names another holder",
    "did_read": "the credential that opened it is known not to have been exposed at that time",
    "widened": "each step of the path that the reason names is ruled out",
}
_STEP_BEFORE: Final = "the step before it is ruled out"


@dataclass(frozen=True, slots=True)
class Reason:
    """One step from the vendor to a credential; ``identifier`` is the start of the step.

    A step that is not ``sure`` is possible: no data shows it, and no data rules it out.
    """

    kind: str
    text: str
    identifier: str = ""
    sure: bool = True

    @property
    def ruled_out_by(self) -> str:
        """The fact that would rule out a possible step; empty for a certain one."""
        return "" if self.sure else f"ruled out if {RULED_OUT.get(self.kind, _STEP_BEFORE)}"

    @property
    def words(self) -> str:
        """The step in words; a possible one with the fact that would rule it out."""
        return "; ".join(filter(None, (self.text, self.ruled_out_by)))


@dataclass(frozen=True, slots=True)
class Incident:
    """A breach: vendor, products, window, confidence, source, and the policy that closes its items.

    An incident that was opened from a story names the story and the ``subjects`` that its intruder used. Its vendor may
    be empty.
    """

    name: str
    vendor: str
    window_from: datetime
    window_to: datetime
    opened_at: datetime
    opened_by: str
    products: tuple[str, ...] = ()
    confidence: str = ""
    source_text: str = ""
    policy: ClosingPolicy = ClosingPolicy.LIVE
    story: str = ""
    subjects: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title of the breach, for screens."""
        if self.planned:
            return "planned rotation"
        return self.vendor or f"story {self.story[:12]}"

    @property
    def planned(self) -> bool:
        """Return whether it is a planned rotation: without a breach of a vendor and without an intruder."""
        return not self.vendor and not self.story


@dataclass(frozen=True, slots=True)
class Widening:
    """An identifier that a person added to the scope of an incident."""

    incident: str
    identifier: str
    reason: str
    person: str
    added_at: datetime

    @property
    def id(self) -> str:
        """The id; equal widenings by the same person for the same reason have the same id."""
        return _digest(self.incident, self.identifier, self.person, self.reason)

    @property
    def sure(self) -> bool:
        """Return whether the reason is a certain exposure, not a possible one."""
        return not self.reason.startswith(POSSIBLE)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """An identifier that a person removed from an incident's scope, with the reason. A widening adds it again."""

    incident: str
    identifier: str
    reason: str
    person: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One exposed credential; each ``reason`` is a last step to it and is enough to put it in scope.

    The value that the credential had at ``last_exposed_at``, and every earlier one, must be proven dead; None stands
    for the window's end.
    """

    incident: str
    identifier: str
    name: str
    kind: str
    source: str
    reason: tuple[Reason, ...]
    first_exposed_at: datetime | None = None
    last_exposed_at: datetime | None = None

    @property
    def sure(self) -> bool:
        """Return whether a reason shows a certain exposure, not only a possible one."""
        return not self.reason or any(one.sure for one in self.reason)

    @property
    def why(self) -> Reason | None:
        """The reason that counts: the first sure one, else the first."""
        return next((one for one in self.reason if one.sure), self.reason[0] if self.reason else None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one item, its grade and its reason. ``recorded_at`` is set when it is read from the ledger."""

    incident: str
    identifier: str
    verdict: VerdictKind
    decided_at: datetime
    grade: Grade = Grade.NONE
    because: str = ""
    evidence: Json = None
    recorded_at: datetime | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        """Equal verdicts on equal evidence at the same moment have the same id, on every run."""
        proof = json.dumps(self.evidence, sort_keys=True, separators=(",", ":"))
        return _digest(
            self.incident, self.identifier, self.verdict, self.grade, self.because, proof, iso(self.decided_at)
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A person's statement about an identifier: an observation of the lowest grade, which closes nothing."""

    about: str
    question: str
    answer: str
    person: str
    said_at: datetime
    note: str = ""
    recorded_at: datetime | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        """The id; equal statements by the same person at the same moment have the same id."""
        return _digest(self.about, self.question, self.answer, self.person, self.note, iso(self.said_at))


def _digest(*parts: str) -> str:
    # The texts may come from outside: half a surrogate pair has no UTF-8 form to hash.
    return digest(*map(printable, parts))
