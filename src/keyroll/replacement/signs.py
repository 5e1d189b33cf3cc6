"""Finds uses of the new way in a log, by the condition that the way declares over the log's own columns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.providers.contracts.replace import LogSign
from keyroll.store.session import Session

#: A record close in time to an attempt of keyroll may be the attempt itself.
_OWN: Final = "NOT EXISTS (SELECT 1 FROM attempts_of_keyroll a WHERE native.happened_at BETWEEN a.begins AND a.ends)"


@dataclass(frozen=True, slots=True)
class SignsSeen:
    """Uses of the new way: their number, their first and last time, and the last record with its raw file's hash."""

    says: str
    where: str
    count: int
    first: datetime | None = None
    last: datetime | None = None
    raw: str = ""
    record: int = 0


def logged(session: Session, sign: LogSign, source: str) -> SignsSeen | None:
    """Return the number of records of a log that match a sign, or None if none matches. Needs the views of events."""
    ((count, first, last, raw, record),) = session.tuples(
        query(sign), {**sign.values, "the_source": source, "same_source": sign.same_source}
    )
    if not count:
        return None
    begins, ends = moment(first), moment(last)
    return SignsSeen(
        sign.says, f"{sign.provider}.{sign.log}", int(str(count)), begins, ends, str(raw), int(str(record))
    )


def moment(value: object) -> datetime | None:
    """Return a value of the engine as a time, or None if it is not a time."""
    return value if isinstance(value, datetime) else None


def query(sign: LogSign) -> str:
    """Return the query of a sign over the table of its log, in the form of the views of events."""
    return (
        f'WITH native AS (SELECT * FROM "events/{sign.provider}.{sign.log}" '
        "WHERE source = $the_source OR NOT $same_source) "
        "SELECT count(*), min(happened_at), max(happened_at), arg_max(raw, happened_at), arg_max(record, happened_at) "
        f"FROM native WHERE NOT implausible AND ({sign.where}) AND {_OWN}"
    )
