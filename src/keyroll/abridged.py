"""Names with commas; of many names the first ones, and the number of the others."""

from collections.abc import Sequence


def abridged(names: Sequence[object], most: int, between: str = ", ") -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return between.join(map(str, names[:most])) + more
