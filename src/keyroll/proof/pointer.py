"""The address of a piece of evidence: which raw file, and which record in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Pointer:
    """The address of what was seen: which raw file, which record in it."""

    raw: str
    record: int
