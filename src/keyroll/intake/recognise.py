"""Recognises a misplaced file by its content: exactly one endpoint or log must fit."""

import csv
import io
import re
from pathlib import Path

import orjson

from keyroll.intake.found import FoundLog, FoundSurvey
from keyroll.intake.records import Bad, records
from keyroll.model.json import Json
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.contract import Endpoint, Log
from keyroll.store.raw import Damaged, chunks

#: Surveys above this size are not tried; logs are judged by their first record.
_LARGEST = 64 << 20
#: A log fits where at least this share of its columns stands in the first record.
_FITS = 0.6


def by_content(file: Path, shown: str) -> FoundLog | FoundSurvey | None:
    """Return what a file is where exactly one provider's endpoint or log fits, else None."""
    surveys = list(_surveys(file)) if file.stat().st_size <= _LARGEST else []
    if len(surveys) == 1:
        provider, endpoint = surveys[0]
        return FoundSurvey(Source(provider), endpoint, None, ((file, shown),))
    if surveys:
        return None
    logs = _logs(file)
    return FoundLog(Source(logs[0][0]), logs[0][1], file, shown) if len(logs) == 1 else None


def _surveys(file: Path) -> list[tuple[str, Endpoint]]:
    try:
        content = b"".join(chunks(file))
    except Damaged:
        return []
    bodies = {"json": _json(content), "csv": _csv_header(content)}
    return [
        (name, endpoint)
        for name in catalogue.providers()
        for endpoint in catalogue.endpoints(name).values()
        if bodies[endpoint.format] is not None and endpoint.recognise(bodies[endpoint.format])
    ]


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
        return float(re.match(log.pattern, record.decode("utf-8", "replace")) is not None)
    body = _json(record)
    if not isinstance(body, dict):
        return 0.0
    return sum(column in body for column in log.columns) / len(log.columns)


def _json(content: bytes) -> Json:
    try:
        body: Json = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return body


def _csv_header(content: bytes) -> Json:
    first = content.partition(b"\n")[0].decode("utf-8", "replace")
    row = next(csv.reader(io.StringIO(first)), [])
    return list(row) if len(row) > 1 else None
