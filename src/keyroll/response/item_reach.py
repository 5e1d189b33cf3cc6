"""The reach of an incident's credential by its entitlements, and the order of items by reach."""

from dataclasses import dataclass
from typing import Final

from keyroll.model.truth import Answer, Truth

_NO_ANSWER: Final = "the graph does not have it: it is not active, or the graph was not built"
#: The order of answers: unknown comes before a known "reaches nothing protected".
_ORDER: Final = {Answer.YES: 0, Answer.UNKNOWN: 1, Answer.NO: 2}


@dataclass(frozen=True, slots=True)
class ItemReach:
    """The reach of one credential in counts: by known steps, and by known and possible steps together.

    Without counts the graph has no answer. ``because`` is the reason why it may reach more than is counted; it is empty
    if all its entitlements were read. ``counted`` is a text with the counts.
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
        """A text about its reach; unknown if nothing protected is known and some entitlements were not read."""
        if self.protected is None:
            return f"unknown: {self.because}"
        if not self.because:
            return self.counted
        if self.protected_possible or self.credentials_possible:
            return f"{self.counted}; unknown beyond that: {self.because}"
        return f"unknown: {self.because}"

    @property
    def rank(self) -> tuple[int, int, int, int, int]:
        """The sort key among items, ascending: by protected nodes, then by possible ones, then by credentials."""
        order = _ORDER[self.truth.answer]
        known, possible = -(self.protected or 0), -self.protected_possible
        return order, known, possible, -self.credentials, -self.credentials_possible


#: The reach of an item without a row in the graph.
UNKNOWN_REACH: Final = ItemReach()
