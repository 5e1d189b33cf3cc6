"""The rules that a step of a path rests on: a statement of a policy, with the record and file that it came from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """One step of a path: the ids of its ends, its kind, and its evidence."""

    start: str
    end: str
    kind: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a listing: its file, and its number from 1."""

    file: str
    page: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One statement. ``held`` is how the principal has the policy; ``record`` is the record of the page with it.

    ``version`` is empty if the policy has none. ``text`` is the statement as it is written; empty if no page has it.
    """

    policy: str
    version: str
    statement: int
    sid: str
    text: str
    held: str
    record: str
    place: ListingPage | None
    allows: bool = True
