"""Nodes and edges, the input of a graph."""

from dataclasses import dataclass, field
from enum import IntEnum

from keyroll.model.truth import Answer, Truth


class Strength(IntEnum):
    """The factor that an intruder must overcome for a step, besides the start node; a higher value is stronger."""

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
    """One node: ``id`` is unique, ``kind`` is one of a few words, ``name`` is for people."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Detail:
    """The evidence of an edge: a sentence, its source, and the reason if it is unknown (empty: known)."""

    reason: str
    evidence: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """One step from a node to another node, by their ids.

    ``truth`` is yes, or unknown with a reason; a graph leaves out an edge with the truth no.
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
        """The evidence of the edge."""
        unknown = self.truth.answer is Answer.UNKNOWN
        return Detail(self.reason, self.evidence, self.truth.because if unknown else "")
