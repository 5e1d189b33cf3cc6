"""The address of a piece of evidence: its raw file, and its record in the file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Pointer:
    """The address of a piece of evidence: its raw file, and its record in the file."""

    raw: str
    record: int
