"""Recognises a misplaced file by its content: exactly one endpoint or log must fit."""

import csv
import io
from pathlib import Path

import orjson

from keyroll.intake.found import FoundLog, FoundSurvey
from keyroll.intake.records import Bad, records
from keyroll.model.json import Json
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.contract import Endpoint, Log
from keyroll.store.raw import Damaged, chunks
from keyroll.store.session import matches

_BOM = b"\xef\xbb\xbf"
#: Surveys above this size are not tried; logs are judged by their first record.
_LARGEST = 64 << 20
#: No header of a CSV is longer.
_PEEK = 1 << 16
#: A log fits where at least this share of its columns stands in the first record.
_FITS = 0.6
#: A log that knows its records by their content goes before all that are judged by their columns.
_KNOWN = 2.0


def bears_secrets(file: Path) -> bool:
    """Say whether a file is, wherever it lies, an answer whose content must not rest here."""
    body = _document(file)
    return body is not None and any(
        endpoint.secret_bearing and endpoint.recognise(body)
        for name in catalogue.providers()
        for endpoint in catalogue.endpoints(name).values()
    )


def by_content(file: Path, shown: str) -> FoundLog | FoundSurvey | None:
    """Return what a file is where exactly one provider's endpoint or log fits, else None."""
    surveys = _surveys(file)
    if len(surveys) == 1:
        provider, endpoint = surveys[0]
        return FoundSurvey(Source(provider), endpoint, None, ((file, shown),))
    if surveys:
        return None
    logs = _logs(file)
    return FoundLog(Source(logs[0][0]), logs[0][1], file, shown) if len(logs) == 1 else None


def _surveys(file: Path) -> list[tuple[str, Endpoint]]:
    content = _content(file)
    if content is None:
        return []
    bodies = {"json": _json(content), "csv": _csv_header(content)}
    return [
        (name, endpoint)
        for name in catalogue.providers()
        for endpoint in catalogue.endpoints(name).values()
        if bodies[endpoint.format] is not None and endpoint.recognise(bodies[endpoint.format])
    ]


def _content(file: Path) -> bytes | None:
    """Return what a file holds, unpacked; None where that cannot be read or is too large for a survey."""
    parts, size = [], 0
    try:
        for chunk in chunks(file):
            parts.append(chunk)
            size += len(chunk)
            if size > _LARGEST:
                return None
    except Damaged:
        return None
    return b"".join(parts).removeprefix(_BOM)


def _document(file: Path) -> Json:
    """Return the JSON object that a file is as a whole; None for anything else, which is most often seen early."""
    try:
        start = next(chunks(file), b"").removeprefix(_BOM).lstrip()
    except Damaged:
        return None
    if not start.startswith(b"{"):
        return None
    first, newline, rest = start.partition(b"\n")
    if newline and rest.strip() and _json(first) is not None:
        return None  # the first of many lines
    return _json(_content(file) or b"")


def _logs(file: Path) -> list[tuple[str, Log]]:
    fitting = []
    for name in catalogue.providers():
        for log in catalogue.logs(name).values():
            first = next(iter(records(file, envelope=log.envelope, is_text=log.is_text)), None)
            if first is not None and not isinstance(first, Bad):
                share = _share(log, first[1])
                if share >= _FITS:
                    fitting.append((share, name, log))
    best = max((share for share, _, _ in fitting), default=0.0)
    return [(name, log) for share, name, log in fitting if share == best]


def _share(log: Log, record: bytes) -> float:
    if log.is_text:
        return float(matches(log.known_line or log.pattern, record.decode("utf-8", "replace")))
    body = _json(record)
    if not isinstance(body, dict):
        return 0.0
    if log.recognise is not None:
        return _KNOWN if log.recognise(body) else 0.0
    return sum(column in body for column in log.columns) / len(log.columns)


def _json(content: bytes) -> Json:
    try:
        body: Json = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return body


def _csv_header(content: bytes) -> Json:
    first = content[:_PEEK].partition(b"\n")[0].decode("utf-8", "replace")
    try:
        row = next(csv.reader(io.StringIO(first)), [])
    except csv.Error:
        return None
    return list(row) if len(row) > 1 else None
