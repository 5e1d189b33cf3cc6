"""The end of a screen: the result in one line, what remains, and the next command, to be copied as it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from keyroll.report.document import Block, Line, Tone


@dataclass(frozen=True, slots=True)
class ClosingLines:
    """The last lines of a command that changes or shows a rotation, a replacement or an incident.

    ``left`` is what is still to be done ("nothing" only where that was looked at). ``then`` is a whole command.
    """

    result: str
    left: str
    then: str
    good: bool = False

    def blocks(self) -> Iterator[Block]:
        """Yield the three lines."""
        yield Line(f"result: {self.result}", Tone.GOOD if self.good else Tone.PLAIN)
        yield Line(f"left: {self.left}")
        yield Line(f"next: {self.then}", Tone.QUIET)
