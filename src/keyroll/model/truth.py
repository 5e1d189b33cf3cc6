"""Truth has three values: yes, no, and unknown with a reason. Unknown never counts as safe."""

from dataclasses import dataclass
from enum import Enum
from typing import Self


class Answer(Enum):
    """The three values."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Truth:
    """An answer and, for unknown, the reason."""

    answer: Answer
    because: str = ""

    def __post_init__(self) -> None:
        if self.answer is Answer.UNKNOWN and not self.because:
            raise ValueError("unknown needs a because")

    @classmethod
    def yes(cls, because: str = "") -> Self:
        """Return yes."""
        return cls(Answer.YES, because)

    @classmethod
    def no(cls, because: str = "") -> Self:
        """Return no."""
        return cls(Answer.NO, because)

    @classmethod
    def unknown(cls, because: str) -> Self:
        """Return unknown, with the reason."""
        return cls(Answer.UNKNOWN, because)

    def __and__(self, other: "Truth") -> "Truth":
        """Kleene's and: no wins, then unknown."""
        return self._first(other, Answer.NO)

    def __or__(self, other: "Truth") -> "Truth":
        """Kleene's or: yes wins, then unknown."""
        return self._first(other, Answer.YES)

    def _first(self, other: "Truth", wins: Answer) -> "Truth":
        """Return the first operand with the answer that wins, then one that is unknown, then this operand."""
        if self.answer is wins:
            return self
        if other.answer is wins or (other.answer is Answer.UNKNOWN and self.answer is not Answer.UNKNOWN):
            return other
        return self

    def __invert__(self) -> "Truth":
        """Kleene's not: unknown stays unknown."""
        if self.answer is Answer.UNKNOWN:
            return self
        return Truth(Answer.NO if self.answer is Answer.YES else Answer.YES, self.because)

    def __bool__(self) -> bool:
        raise TypeError("a three-valued truth has no bool; use its answer")
