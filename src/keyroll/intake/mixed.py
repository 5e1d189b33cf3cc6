"""Files with records of several logs, such as those that one event hub receives from many resources.

The logs of one ``family`` share such files. Each record goes to the log that wraps it (``unwrap``) or recognises it,
else to the log as which the file was found.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from keyroll.intake.records import Bad, RecordBatch, records
from keyroll.model.json import Json
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log
from keyroll.providers.contracts.values import Values
from keyroll.store.raw import Damaged

#: A log with the name of its provider.
Named = tuple[str, Log]


@dataclass(frozen=True, slots=True)
class Pick:
    """Selects one log's records in a mixed file: the wrapper of the list, and the test for this log's records."""

    envelope: str
    take: Callable[[bytes], bytes | None]


@dataclass(frozen=True, slots=True)
class Portion:
    """The records of one log in a mixed file; ``log`` has the secret-bearing fields of all logs in it."""

    source: Source
    log: Log
    pick: Pick


def family(provider: str, log: Log) -> list[Named]:
    """Return the logs that may share a file with a log, itself last."""
    if not log.family:
        return [(provider, log)]
    known = ((name, one) for name in catalogue.providers() for one in catalogue.logs(name).values())
    others = [(name, one) for name, one in known if one.family == log.family and one is not log]
    return [*others, (provider, log)]


def portions(source: Source, log: Log, file: Path) -> list[Portion]:
    """Return a file's portion of each log of a family; nothing if the whole file is of the log that it was found as."""
    known = family(source.provider, log)
    if not log.family:
        return []
    found: list[int] = []
    wrapped = False
    try:
        for one in records(file, envelope=log.envelope):
            place, text = (len(known) - 1, b"") if isinstance(one, Bad) else _place(known, one[1])
            wrapped = wrapped or (not isinstance(one, Bad) and text is not one[1])
            if place not in found:
                found.append(place)
    except (OSError, Damaged):
        return []
    if not wrapped and found in ([], [len(known) - 1]):
        return []
    values = _joined([known[place][1].values for place in found])
    return [
        Portion(
            Source(known[place][0], source.name),
            replace(known[place][1], values=values),
            Pick(log.envelope, _taker(known, place)),
        )
        for place in sorted(found)
    ]


def picked(batches: Iterator[RecordBatch], pick: Pick) -> Iterator[RecordBatch]:
    """Yield batches with one log's records only, in that log's own form."""
    for batch in batches:
        pairs = [(number, text) for number, raw in zip(batch.numbers, batch.texts, strict=True)
                 if (text := pick.take(raw)) is not None]  # fmt: skip
        yield RecordBatch([number for number, _ in pairs], [text for _, text in pairs], batch.bad, batch.last)


def _taker(known: list[Named], wanted: int) -> Callable[[bytes], bytes | None]:
    def take(record: bytes) -> bytes | None:
        place, text = _place(known, record)
        return text if place == wanted else None

    return take


def _place(known: list[Named], record: bytes) -> tuple[int, bytes]:
    """Return the log of a record, and the record's text for that log."""
    try:
        body: Json = orjson.loads(record)
    except orjson.JSONDecodeError:
        body = None
    last = len(known) - 1
    if not isinstance(body, dict):
        return last, record
    for place, (_, log) in enumerate(known):
        inner = log.unwrap(body) if log.unwrap else None
        if inner is not None:
            return place, orjson.dumps(inner)
    for place, (_, log) in enumerate(known):
        if log.recognise is not None and log.recognise(body):
            return place, record
    return last, record


def _joined(values: list[Values]) -> Values:
    """Return the secret-bearing fields of several logs."""
    return Values(
        fields=tuple(dict.fromkeys(field for one in values for field in one.fields)),
        objects=tuple(dict.fromkeys(found for one in values for found in one.objects)),
        texts=tuple(dict.fromkeys(text for one in values for text in one.texts)),
    )
