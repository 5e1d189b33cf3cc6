"""Joins names with commas; of a long list it shows the first names and the number of the others."""

from collections.abc import Sequence


def abridged(names: Sequence[object], most: int, between: str = ", ") -> str:
    """Return the first names, and the number of the others."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return between.join(map(str, names[:most])) + more
