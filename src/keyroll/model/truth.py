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
        return self._first(other, Answer.NO, Answer.UNKNOWN)

    def __or__(self, other: "Truth") -> "Truth":
        """Kleene's or: yes wins, then unknown."""
        return self._first(other, Answer.YES, Answer.UNKNOWN)

    def _first(self, other: "Truth", *wins: Answer) -> "Truth":
        """Return the operand with the first of these answers; without one, this operand."""
        return next((one for answer in wins for one in (self, other) if one.answer is answer), self)

    def __invert__(self) -> "Truth":
        """Kleene's not: unknown stays unknown."""
        swapped = {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.UNKNOWN: Answer.UNKNOWN}
        return Truth(swapped[self.answer], self.because)

    def __bool__(self) -> bool:
        raise TypeError("a three-valued truth has no bool; use its answer")
