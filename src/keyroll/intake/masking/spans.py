"""A value at a position in some bytes."""

from typing import NamedTuple


class SecretSpan(NamedTuple):
    """A value at a position; ``said`` is the decoded value if it differs from the bytes. No repr.

    A ``guessed`` value looks like chance; any other value at its position says better where the value begins and ends.
    """

    start: int
    end: int
    kind: str
    said: bytes | None = None
    around: tuple[bytes, bytes] = (b"", b"")
    packed: bool = False
    guessed: bool = False

    def __repr__(self) -> str:
        return f"SecretSpan({self.start}, {self.end}, {self.kind})"
