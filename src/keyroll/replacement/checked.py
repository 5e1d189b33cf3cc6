"""The result of a check of a replacement."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.model.truth import Answer, Truth
from keyroll.replacement.used import NewUse


@dataclass(frozen=True, slots=True)
class CheckedReplacement:
    """One credential of a replacement: whether the new way is in use, and whether the static credential is dead.

    ``still`` names who used the old value after the new way was first seen. ``next_at`` is when the next attempt is
    due.
    """

    identifier: str
    way: str
    new: NewUse
    dead: Truth
    grade: str = ""
    still: tuple[str, ...] = ()
    next_at: datetime | None = None

    @property
    def done(self) -> bool:
        """Whether it is replaced: the new way is in use, and the static credential is proven dead."""
        return self.new.used.answer is Answer.YES and self.dead.answer is Answer.YES
