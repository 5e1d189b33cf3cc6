"""Times in vendors' answers that no calendar holds are a changed answer, not a crash."""

from datetime import datetime

from keyroll.errors import VendorChanged
from keyroll.model.json import Record


def when(record: Record, path: str) -> datetime | None:
    """Return a time field, or None where it is absent or no time. Raises VendorChanged beyond the calendar."""
    try:
        return record.time(path)
    except (OverflowError, ValueError, OSError):
        raise VendorChanged(f"{record.where}: {path}") from None
