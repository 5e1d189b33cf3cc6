"""What one list of ``keyroll list`` is: a file in ``keyroll.report.lists`` with ``LISTING``; discovery finds it."""

from dataclasses import dataclass

from keyroll import plugins


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: its query, which columns a narrow screen shows, and in which order rows come."""

    title: str
    query: str
    shown: tuple[str, ...]
    order: str


def listings() -> dict[str, Listing]:
    """Return every list by its name."""
    return plugins.found("keyroll.report.lists", "LISTING", Listing)
