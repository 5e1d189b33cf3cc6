"""Nodes and edges, as whoever makes a graph gives them."""

from dataclasses import dataclass, field
from enum import IntEnum

from keyroll.model.truth import Answer, Truth


class Strength(IntEnum):
    """What an intruder must overcome to take a step, beside the node that the step starts from; more is stronger."""

    NONE = 0
    STATIC_SECRET = 1
    NETWORK_BOUND = 2
    SHORT_LIVED = 3
    CERTIFICATE = 4
    PROOF_OF_POSSESSION = 5
    PHISHING_RESISTANT = 6

    @property
    def title(self) -> str:
        """The name as a person reads it."""
        return self.name.lower().replace("_", " ") if self is not Strength.PHISHING_RESISTANT else "phishing-resistant"


@dataclass(frozen=True, slots=True)
class Node:
    """One node: ``id`` is unique, ``kind`` one of a few words, ``name`` what a person reads."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Detail:
    """What is behind an edge: a sentence, where it was read, and why it is unknown (empty if it is known)."""

    reason: str
    evidence: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """One step from a node to another one, by their ids.

    ``truth`` is yes, or unknown with a reason; an edge whose truth is no is none, and a graph leaves it out.
    """

    start: str
    end: str
    kind: str
    reason: str
    evidence: str = ""
    strength: Strength = Strength.NONE
    truth: Truth = field(default_factory=Truth.yes)

    @property
    def detail(self) -> Detail:
        """What is behind it."""
        unknown = self.truth.answer is Answer.UNKNOWN
        return Detail(self.reason, self.evidence, self.truth.because if unknown else "")
