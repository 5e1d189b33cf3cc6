"""Converts values of the model to rows of the ledger and back; an ``id`` is derived from the other fields."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import wraps
from typing import TypeVar

from sqlalchemy import RowMapping

from keyroll.model.incident import ClosingPolicy, Grade, Incident, Item, Reason, Verdict, VerdictKind, Widening, Word
from keyroll.model.quarantine import Quarantined
from keyroll.store.ledger.rows import Alias, How, RawRow
from keyroll.store.ledger.types import altered

Row = dict[str, object]
T = TypeVar("T")


def _read(of: Callable[[RowMapping], T]) -> Callable[[RowMapping], T]:
    """Raise EvidenceRefused for a row that keyroll did not write."""

    @wraps(of)
    def reading(row: RowMapping) -> T:
        try:
            return of(row)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise altered(f"a row of {of.__name__.removesuffix('_of')}s in it is not valid") from None

    return reading


def incident_row(incident: Incident) -> Row:
    """Return the row of an incident."""
    lists = {"products": list(incident.products), "subjects": list(incident.subjects)}
    return asdict(incident) | lists | {"policy": str(incident.policy)}


@_read
def incident_of(row: RowMapping) -> Incident:
    """Return the incident of a row."""
    lists = {"products": tuple(row["products"]), "subjects": tuple(row["subjects"] or ())}
    return Incident(**(dict(row) | lists | {"policy": ClosingPolicy(row["policy"]), "story": row["story"] or ""}))


def widening_row(widening: Widening) -> Row:
    """Return the row of a widening."""
    return asdict(widening) | {"id": widening.id}


@_read
def widening_of(row: RowMapping) -> Widening:
    """Return the widening of a row."""
    return Widening(**row)


def item_row(item: Item) -> Row:
    """Return the row of an item, with its chain of reasons as JSON."""
    return asdict(item) | {"reason": [asdict(step) for step in item.reason]}


@_read
def item_of(row: RowMapping) -> Item:
    """Return the item of a row."""
    return Item(**(dict(row) | {"reason": tuple(Reason(**step) for step in row["reason"])}))


def verdict_row(verdict: Verdict, recorded_at: datetime) -> Row:
    """Return the row of a verdict, recorded now."""
    return {
        "id": verdict.id,
        "incident": verdict.incident,
        "identifier": verdict.identifier,
        "verdict": str(verdict.verdict),
        "grade": str(verdict.grade),
        "because": verdict.because,
        "evidence": verdict.evidence,
        "decided_at": verdict.decided_at,
        "recorded_at": recorded_at,
    }


@_read
def verdict_of(row: RowMapping) -> Verdict:
    """Return the verdict of a row."""
    words = {"verdict": VerdictKind(row["verdict"]), "grade": Grade(row["grade"])}
    return Verdict(**(dict(row) | words))


def word_row(word: Word, recorded_at: datetime) -> Row:
    """Return the row of a person's statement, recorded now."""
    return asdict(word) | {"id": word.id, "recorded_at": recorded_at}


@_read
def word_of(row: RowMapping) -> Word:
    """Return the person's statement of a row."""
    return Word(**row)


def quarantined_row(one: Quarantined, seen_at: datetime) -> Row:
    """Return the row of quarantined input, seen now."""
    return asdict(one) | {"id": one.id, "first_seen_at": one.first_seen_at or seen_at}


@_read
def quarantined_of(row: RowMapping) -> Quarantined:
    """Return the quarantined input of a row."""
    return Quarantined(**row)


def raw_row(raw: RawRow, seen_at: datetime) -> Row:
    """Return the row of a raw file, seen now."""
    return asdict(raw) | {"how": str(raw.how), "seen_at": raw.seen_at or seen_at}


@_read
def raw_of(row: RowMapping) -> RawRow:
    """Return the raw file of a row."""
    return RawRow(**(dict(row) | {"how": How(row["how"])}))


def aliases_of(rows: Sequence[RowMapping]) -> tuple[Alias, ...]:
    """Return the aliases of rows, oldest first."""
    ordered = sorted(rows, key=lambda row: (row["recorded_at"], row["old"], row["new"], row["turn"]))
    columns = ("old", "new", "cause", "recorded_at", "undone_at", "undone_because")
    return tuple(Alias(*(row[column] for column in columns)) for row in ordered)
