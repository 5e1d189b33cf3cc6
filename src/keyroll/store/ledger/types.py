"""Column types that behave alike on SQLite and PostgreSQL, and refuse values that keyroll never wrote.

SQLite stores a value of any type in any column: with access to the file, one can put a blob in a text column. Such a
value is refused on reading, with the name of its type, and never reaches the calling code.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Dialect, LargeBinary, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from keyroll.errors import EvidenceRefused
from keyroll.model.text import printable

_ISO_LENGTH = len("2023-11-14T09:22:49.000000Z")
#: The hint if the ledger holds a value that keyroll never wrote.
RESTORE = "the ledger was changed from outside: restore it from a backup and check who could write to it"


def altered(what: str) -> EvidenceRefused:
    """Return the error for a value or row that keyroll did not write."""
    return EvidenceRefused("ledger", what, hint=RESTORE)


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time: timestamptz on PostgreSQL, ISO 8601 text with microseconds elsewhere."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        """Choose the database's own type if it keeps microseconds and the zone."""
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import TIMESTAMP

            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(_ISO_LENGTH))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """Refuse a time without a zone: it could mean any hour of the day."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        if dialect.name == "postgresql":
            return value
        # With a fixed width, the order of the texts is the order of the times.
        return value.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(
        self,
        value: datetime | str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's name
    ) -> datetime | None:
        """Return the time in UTC. Raises EvidenceRefused for a value that is not a time."""
        if value is None:
            return None
        try:
            return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            raise altered("a time in it is not valid") from None


class PlainText(TypeDecorator[str]):
    """Text from any source; characters that a database would refuse are stored as escapes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's name
        """Escape characters that UTF-8 or PostgreSQL cannot hold, so that odd input never stops a write."""
        return None if value is None else printable(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - as above
        """Return the text. Raises EvidenceRefused for a value that is not text."""
        if value is not None and not isinstance(value, str):
            raise altered("a text in it is not valid")
        return value


class Whole(TypeDecorator[int]):
    """A whole number."""

    impl = BigInteger
    cache_ok = True

    def process_result_value(self, value: int | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - as above
        """Return the number. Raises EvidenceRefused for a value that is not a whole number."""
        if value is not None and type(value) is not int:
            raise altered("a number in it is not valid")
        return value


class YesNo(TypeDecorator[bool]):
    """Yes or no."""

    impl = Boolean
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], bool | None]:
        """Return the function that reads a value. It raises EvidenceRefused for a value that is not a boolean."""
        return _guarded(super().result_processor(dialect, coltype), bool, "a yes or no in it is not valid")


class Raw(TypeDecorator[bytes]):
    """Bytes."""

    impl = LargeBinary
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], bytes | None]:
        """Return the function that reads a value. It raises EvidenceRefused for a value that is not bytes."""
        return _guarded(super().result_processor(dialect, coltype), bytes, "bytes in it are not valid")


class Structured(TypeDecorator[object]):
    """JSON."""

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], object]:
        """Return the function that reads a value. It raises EvidenceRefused for invalid JSON."""
        return _guarded(super().result_processor(dialect, coltype), object, "JSON in it is not valid")


def _guarded(process: Callable[[Any], Any] | None, kind: type, what: str) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        try:
            found = process(value) if process else value
        except (ValueError, TypeError, RecursionError):
            raise altered(what) from None
        if found is not None and not isinstance(found, kind):
            raise altered(what)
        return found

    return read
