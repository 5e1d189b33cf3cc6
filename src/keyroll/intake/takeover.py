"""Takes over lists whose pages are byte for byte those of an earlier complete read: their rows are not written again.

Only the row of the read itself is written. It names the earlier read with the same rows, and every view of observations
repeats these rows with the new time: a reader of observations cannot distinguish them from written rows. A list counts
as the same if the same code read the same files with the same settings, completely and without a bad row, and if each
of its rows is in the lake.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from keyroll.model.ids import digest
from keyroll.model.source import Source
from keyroll.store.lake import Lake
from keyroll.store.session import Session
from keyroll.version import VERSION

#: The mark in the lake's log after the first list was taken over.
TAKEN: Final = "taken over"
#: Members of a read's facts that hold the digest of its input, and the earlier read with the same rows.
CONTENT, FILES, SAME = "content", "files", "same_as"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: The length of an event id without the time at its end.
_CONTENT_ID: Final = 32


def event_id(content: str, at: datetime) -> str:
    """Return the id of an observation: its content, and the time of the observation."""
    return f"{content}{moment(at):016x}"


def moment(at: datetime) -> int:
    """Return a time in microseconds."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


@dataclass(frozen=True, slots=True)
class Before:
    """A complete read whose rows are in the lake: its time, and its facts."""

    at: str
    record: int
    pages: int
    items: int


@dataclass(slots=True)
class CompleteReads:
    """The complete reads whose rows are in the lake, by the digest of their input."""

    known: dict[str, Before] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, lake: Lake, table: str) -> "CompleteReads":
        """Return the complete reads in the lake."""
        if not lake.view(session, table, "reads_before"):
            return cls()
        rows = session.tuples(
            f"SELECT facts->>'{CONTENT}', epoch_us(observed_at), record, facts->>'pages', facts->>'items' "
            f"FROM reads_before WHERE entity = 'read' AND facts->>'{CONTENT}' IS NOT NULL AND facts->>'{SAME}' IS NULL "
            "ORDER BY observed_at"
        )
        return cls({str(content): Before(str(at), *map(int, map(str, numbers))) for content, at, *numbers in rows})


def stand(
    session: Session, lake: Lake, table: str, source: Source, endpoint: str, before: Before, files: Sequence[str]
) -> bool:
    """Return whether all rows of an earlier read are in the lake as rows of its own files.

    A row is missing if two rows were one, or if another file of the same time already had it.
    """
    lake.view(session, table, "rows_before")
    count = session.one(
        "SELECT count(*) FROM rows_before WHERE source = $source AND endpoint = $endpoint AND entity <> 'read' "
        "AND observed_at = make_timestamptz($at::BIGINT) AND list_contains($files::VARCHAR[], raw)",
        {"source": str(source), "endpoint": endpoint, "at": int(before.at), "files": list(files)},
    )
    return count == before.items


def content_of(source: Source, endpoint: str, way: str, files: Sequence[str]) -> str:
    """Return the digest of everything that the rows of a list depend on, except its time."""
    return digest(str(source), endpoint, way, _readers(source.provider), *files)


@cache
def _readers(provider: str) -> str:
    """Return a digest of the code that reads a provider's lists."""
    folder = resources.files("keyroll.providers")
    shared = [entry for entry in folder.iterdir() if entry.name.startswith("_") and entry.is_file()]
    texts = [entry.read_text(encoding="utf-8") for entry in _sorted([*shared, *(folder / provider).iterdir()])]
    return digest(VERSION, *texts)


def _sorted(entries: Sequence[Traversable]) -> list[Traversable]:
    wanted = (entry for entry in entries if entry.name.endswith((".py", ".toml")))
    return sorted(wanted, key=lambda entry: entry.name)


def shown(lake: Lake, table: str, written: str, whole: str) -> str:
    """Return the query of all rows of ``written``, and of the rows in ``whole`` that its reads took over."""
    if not lake.batches_done(table, TAKEN):
        return f"SELECT * FROM {written}"
    return f"""
        SELECT * FROM {written}
        UNION ALL
        SELECT
            r.* REPLACE (
                t.observed_at::DATE AS day,
                left(r.event_id, {_CONTENT_ID}) || printf('%016x', epoch_us(t.observed_at)) AS event_id,
                t.observed_at AS happened_at, t.observed_at AS observed_at, t.recorded_at AS recorded_at
            )
        FROM (
            SELECT source, endpoint, observed_at, recorded_at, make_timestamptz((facts->>'{SAME}')::BIGINT) AS first_at,
                (facts->'{FILES}')::VARCHAR[] AS files
            FROM {written} WHERE entity = 'read' AND facts->>'{SAME}' IS NOT NULL
        ) t
        JOIN {whole} r ON r.source = t.source AND r.endpoint = t.endpoint AND r.observed_at = t.first_at
            AND r.entity <> 'read' AND list_contains(t.files, r.raw)"""


def kept_as(content: str, files: Sequence[str], same: str = "") -> dict[str, object]:
    """Return the facts that say how the rows of a complete read are stored."""
    kept: dict[str, object] = {CONTENT: content, FILES: list(files)}
    return kept | {SAME: same} if same else kept
