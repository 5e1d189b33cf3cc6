"""The links between statements: those about one incident form a chain, and each head covers the ends of all chains.

A statement names its chain, its number in the chain, and the hash of the statement before. The end of a chain fixes all
its statements. No column of a database decides which statements belong to an incident.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from keyroll.errors import EvidenceRefused
from keyroll.model.ids import digest
from keyroll.model.text import printable
from keyroll.proof.evidence import merkle
from keyroll.proof.evidence.dsse import canonical, text_in

#: The chain of statements that are not about an incident.
HOME = digest("home")


def chain_of(incident: str) -> str:
    """Return the id of an incident's chain; without a name the home's own."""
    return digest("incident", printable(incident)) if incident else HOME


@dataclass(frozen=True, slots=True)
class ChainLink:
    """The position of a statement: its chain, its number from 1, and the statement before (its hash in hex)."""

    chain: str
    number: int
    previous: str

    def form(self) -> dict[str, object]:
        """Return the link in the form of a statement."""
        return {"chain": self.chain, "number": self.number, "previous": self.previous}

    @classmethod
    def read(cls, content: object, where: str) -> Self:
        """Return the link of a statement. Raises EvidenceRefused."""
        predicate = content.get("predicate") if isinstance(content, dict) else None
        form = predicate.get("link") if isinstance(predicate, dict) else None
        chain, previous = text_in(form, "chain", where), text_in(form, "previous", where)
        number = form["number"] if isinstance(form, dict) and "number" in form else None
        if type(number) is not int or number < 1:
            raise EvidenceRefused(where, "names no position in its chain")
        return cls(chain, number, previous)


@dataclass(frozen=True, slots=True)
class Tip:
    """The end of a chain: its number of statements, and the hash of the last one in hex."""

    chain: str
    length: int = 0
    last: str = ""

    def leaf(self) -> bytes:
        """Return the hash of the tip in the tree of all tips."""
        return merkle.leaf_hash(canonical([self.chain, self.length, self.last]))

    def next(self) -> ChainLink:
        """Return the link of the next statement."""
        return ChainLink(self.chain, self.length + 1, self.last)

    def grown(self, link: ChainLink, leaf: bytes, where: str) -> "Tip":
        """Return the tip after one more statement. Raises EvidenceRefused for a statement of another place."""
        if link != self.next():
            raise EvidenceRefused(where, f"does not continue its chain: it is number {link.number} after {self.length}")
        return Tip(self.chain, link.number, leaf.hex())


Tips = Mapping[str, Tip]


def root(tips: Iterable[Tip]) -> bytes:
    """Return the root of the tree of tips, in the order in which their chains began."""
    edge: list[bytes] = []
    for number, tip in enumerate(tips):
        merkle.grown(number, edge, tip.leaf())
    return merkle.fold(edge)


def place(tips: Tips, chain: str) -> tuple[int, list[bytes]]:
    """Return the position of a chain's tip among all tips, and its proof."""
    number, nodes = list(tips).index(chain), merkle.nodes([tip.leaf() for tip in tips.values()])
    return number, merkle.proof(merkle.inclusion_spans(number, len(tips)), nodes)
