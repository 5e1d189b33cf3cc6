"""Column types that behave alike on SQLite and PostgreSQL."""

from datetime import UTC, datetime

from sqlalchemy import Dialect, String, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeDecorator, TypeEngine

from keyroll.model.text import printable

_ISO_LENGTH = len("2023-11-14T09:22:49.000000Z")


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time: timestamptz on PostgreSQL, ISO 8601 text with microseconds elsewhere."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        """Choose the database's own type where it keeps microseconds and the zone."""
        if dialect.name == "postgresql":
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
        # A fixed width keeps the order of the text the order of the times.
        return value.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(
        self,
        value: datetime | str | None,
        dialect: Dialect,  # noqa: ARG002 - SQLAlchemy's name
    ) -> datetime | None:
        """Return the time in UTC."""
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


class PlainText(TypeDecorator[str]):
    """Text from anywhere; what a database would refuse (NUL, half a surrogate pair) is stored as an escape."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's name
        """Escape what UTF-8 or PostgreSQL cannot hold, so that odd input never stops a write."""
        return None if value is None else printable(value)
