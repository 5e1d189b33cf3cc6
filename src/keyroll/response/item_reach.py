"""What a credential of an incident reaches with what was granted to it, and the order of items that follows."""

from dataclasses import dataclass
from typing import Final

from keyroll.model.truth import Answer, Truth

_NO_ANSWER: Final = "the graph does not have it: it is not active, or nothing was worked out"
#: Which answers come first: what nobody knows comes before what is known to reach nothing protected.
_ORDER: Final = {Answer.YES: 0, Answer.UNKNOWN: 1, Answer.NO: 2}


@dataclass(frozen=True, slots=True)
class ItemReach:
    """What one credential reaches, counted: by known steps, and by those and possible ones together.

    Without counts the graph has no answer. ``because`` says why it may reach more than is counted; it is empty where
    all that it may do was read. ``counted`` are the counts in words.
    """

    protected: int | None = None
    protected_possible: int = 0
    credentials: int = 0
    credentials_possible: int = 0
    because: str = _NO_ANSWER
    counted: str = ""

    @property
    def truth(self) -> Truth:
        """Whether it reaches something protected."""
        if self.protected:
            return Truth.yes(self.counted)
        if self.protected_possible:
            return Truth.unknown(self.because or "some of the steps are possible only")
        return Truth.unknown(self.because) if self.because else Truth.no(self.counted)

    @property
    def words(self) -> str:
        """What it reaches in words; unknown where nothing protected is known and more was not read."""
        if self.protected is None:
            return f"unknown: {self.because}"
        if not self.because:
            return self.counted
        if self.protected_possible or self.credentials_possible:
            return f"{self.counted}; unknown beyond that: {self.because}"
        return f"unknown: {self.because}"

    @property
    def rank(self) -> tuple[int, int, int, int, int]:
        """The place among items, the least first: by what is protected, then by what may be, then by credentials."""
        order = _ORDER[self.truth.answer]
        known, possible = -(self.protected or 0), -self.protected_possible
        return order, known, possible, -self.credentials, -self.credentials_possible


#: What is known of an item without a row in the graph.
UNKNOWN_REACH: Final = ItemReach()
