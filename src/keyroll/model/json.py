"""JSON records from outside: a missing documented field is VendorChanged, an unknown field is ignored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from keyroll.errors import VendorChanged

#: The range of a 64-bit integer, the largest that the engine and the lake store.
_BEYOND = 1 << 63
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Record:
    """A JSON object and where it was read; fields are named by dotted paths (``profile.login``)."""

    body: dict[str, Json]
    where: str

    def _find(self, path: str) -> Json:
        value: Json = self.body
        for step in path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        return value

    def maybe(self, path: str) -> str:
        """Return a field as text, or an empty text if it is absent or null."""
        value = self._find(path)
        if value is None or isinstance(value, list | dict):
            return ""
        return str(value).lower() if isinstance(value, bool) else str(value)

    def text(self, path: str) -> str:
        """Return a field that the vendor always sends. Raises VendorChanged."""
        value = self.maybe(path)
        if not value:
            raise VendorChanged(f"{self.where}: {path}")
        return value

    def flag(self, path: str) -> bool | None:
        """Return a boolean field, or None if it is absent."""
        value = self._find(path)
        return value if isinstance(value, bool) else None

    def number(self, path: str) -> int | None:
        """Return a whole number; None if the field is absent, not whole, or needs more than 64 bits."""
        value = self._find(path)
        if isinstance(value, bool) or not isinstance(value, int | float) or not -_BEYOND <= value < _BEYOND:
            return None
        return int(value)

    def time(self, path: str) -> datetime | None:
        """Return a time given as ISO 8601 or as epoch seconds or milliseconds, or None if it is absent or invalid.

        An epoch time may be text: 10 or 13 digits, which ISO 8601 could read as a year. Raises VendorChanged for a time
        beyond the calendar.
        """
        value = self._find(path)
        if isinstance(value, str) and len(value) in (10, 13) and value.isascii() and value.isdecimal():
            value = int(value)
        try:
            if isinstance(value, int | float) and not isinstance(value, bool):
                seconds = value / 1000 if value > 100_000_000_000 else value
                return datetime.fromtimestamp(seconds, UTC)
            parsed = datetime.fromisoformat(value) if isinstance(value, str) and _looks_like_time(value) else None
            if parsed is None:
                return None
            return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
        except (OverflowError, ValueError, OSError):
            raise VendorChanged(f"{self.where}: {path}") from None

    def records(self, path: str = "") -> Iterator["Record"]:
        """Yield the objects of a list field (of the body itself with no path). Raises VendorChanged."""
        value = self._find(path)
        if not isinstance(value, list):
            raise VendorChanged(f"{self.where}: {path}")
        return iterate(value, f"{self.where}: {path}")

    def inner(self, path: str) -> "Record":
        """Return an object field, or an empty record where the field is absent."""
        value = self._find(path)
        return Record(value if isinstance(value, dict) else {}, f"{self.where}: {path}")


def iterate(value: Json, where: str) -> Iterator[Record]:
    """Yield the objects of a JSON list. Raises VendorChanged for anything else."""
    if not isinstance(value, list):
        raise VendorChanged(where)
    for place, one in enumerate(value, 1):
        if not isinstance(one, dict):
            raise VendorChanged(f"{where}[{place}]")
        yield Record(one, f"{where}[{place}]")


def single(value: Json, where: str) -> Record:
    """Return a JSON object as a record. Raises VendorChanged."""
    if not isinstance(value, dict):
        raise VendorChanged(where)
    return Record(value, where)


def _looks_like_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
