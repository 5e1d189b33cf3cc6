"""Recognises a misplaced file by its content: exactly one endpoint or log must fit.

A file is judged by its beginning, and a long document by its outline: the size of a file costs no memory.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import orjson

from keyroll.intake import layouts, limits, log_tables, split
from keyroll.intake.folder_contents import FoundLog, FoundSurvey, Without
from keyroll.intake.outline import Outline
from keyroll.intake.records import Bad, parted
from keyroll.model.json import Json
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log
from keyroll.providers.contracts.survey import Endpoint
from keyroll.store.raw import Damaged, Held, chunks
from keyroll.store.session import matching

_BOM = b"\xef\xbb\xbf"
_ENVELOPE = re.compile(rb'\s*\{\s*"([^"\\\n]{1,99})"\s*:\s*\[')
#: The longest header of a CSV.
_PEEK = 1 << 16
#: A log fits if at least this share of its columns is in the first record.
_FITS = 0.6
#: The number of records that are examined to find the source of a file.
_LOOKED_AT = 200
#: A log that recognises its records by their content ranks before all that are judged by their columns.
_KNOWN = 2.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """The beginning of a file, unpacked, and the rest of its bytes; ``whole`` says that there is no rest."""

    head: bytes
    rest: Iterator[bytes]
    whole: bool

    @classmethod
    def of(cls, file: Path | Held) -> "_Seen | None":
        """Read the beginning of a file; None if it cannot be unpacked."""
        coming = chunks(file)
        parts, size = [], 0
        try:
            while size <= limits.PART and (chunk := next(coming, None)) is not None:
                parts.append(chunk)
                size += len(chunk)
        except Damaged:
            return None
        return cls(b"".join(parts).removeprefix(_BOM), coming, size <= limits.PART)

    def window(self) -> split.ByteWindow:
        """Return the whole file, to be read once."""
        return split.ByteWindow(chain([self.head], self.rest))


def bears_secrets(file: Path | Held) -> bool:
    """Return whether a file, in any place, is a response whose content must not be stored.

    In a broken document the part before the fault counts. A document that is too large to be examined is treated as
    such a response.
    """
    seen = _Seen.of(file)
    if seen is None or not seen.head[:_PEEK].lstrip().startswith(b"{"):
        return False
    first, newline, rest = seen.head.lstrip().partition(b"\n")
    if newline and rest and not rest.isspace() and _json(first) is not None:
        return False  # the first of many lines
    body = _json(seen.head) if seen.whole else None
    if body is None:
        if not seen.whole and _begins_a_log(seen.head):
            return False
        outline = Outline(seen.window())
        if outline.cut:
            return True
        body = outline.body
    return any(
        endpoint.secret_bearing and endpoint.recognise(body)
        for name in catalogue.providers()
        for endpoint in catalogue.endpoints(name).values()
    )


def by_content(file: Path | Held, shown: str) -> FoundLog | FoundSurvey | Without | None:
    """Return the kind of a file that fits exactly one provider's endpoint or log, or why it has none; else None."""
    seen = _Seen.of(file)
    if seen is None or not seen.head:
        return None
    path = file.path if isinstance(file, Held) else file
    surveys = _surveys(seen)
    if len(surveys) == 1:
        provider, endpoint = surveys[0]
        name = endpoint.source_name(seen.head)
        return FoundSurvey(Source(provider, name) if name else Source(provider), endpoint, None, ((path, shown),))
    if surveys:
        return None
    if seen.whole and (reason := layouts.without_records(_json(seen.head))):
        return Without(shown, reason)
    logs = _logs(seen.head)
    return FoundLog(_source(seen.head, *logs[0]), logs[0][1], path, shown) if len(logs) == 1 else None


def _source(head: bytes, provider: str, log: Log) -> Source:
    """Return the source that all first records of a file name, if their log has a name for it."""
    if log.source_name is None:
        return Source(provider)
    first = islice(parted(iter([head]), envelope=log.envelope), _LOOKED_AT)
    bodies = (_json(one[1]) for one in first if not isinstance(one, Bad))
    names = {log.source_name(body) for body in bodies if isinstance(body, dict)}
    name = names.pop() if len(names) == 1 else ""
    return Source(provider, name) if name else Source(provider)


def _surveys(seen: _Seen) -> list[tuple[str, Endpoint]]:
    bodies = {"json": _document(seen), "csv": _csv_header(seen.head)}
    return [
        (name, endpoint)
        for name in catalogue.providers()
        for endpoint in catalogue.endpoints(name).values()
        if bodies[endpoint.format] is not None and endpoint.recognise(bodies[endpoint.format])
    ]


def _document(seen: _Seen) -> Json:
    """Return the JSON document that a whole file is, a long one in outline; None for any other file."""
    if seen.whole:
        return _json(seen.head) or _first_page(seen.head)
    if not seen.head[:_PEEK].lstrip().startswith((b"{", b"[")) or _begins_a_log(seen.head):
        return None
    window = seen.window()
    outline = Outline(window)
    listed = isinstance(outline.body, list)
    ends = not window.blank() or (listed and window.begins(b"["))
    return None if outline.broken or outline.cut or not ends else outline.body


def _first_page(content: bytes) -> Json:
    """Return the first of several consecutive lists, as a client writes pages; None for any other file."""
    window = split.ByteWindow([content])
    if not window.blank() or not window.begins(b"["):
        return None
    try:
        first = split.value(window, limits.PART)
    except split.TooLong:
        return None
    body = _json(first) if first and window.blank() and window.begins(b"[") else None
    return body if isinstance(body, list) else None


def _begins_a_log(head: bytes) -> bool:
    """Return whether a file begins with the envelope of a log, with a first record of that log."""
    key = _ENVELOPE.match(head)
    first = _first(head[key.end() - 1 : key.end() + limits.HEAD], "", is_text=False) if key else None
    return first is not None and any(
        _share(log, first) >= _FITS
        for name in catalogue.providers()
        for log in catalogue.logs(name).values()
        if key and log.envelope.encode() == key[1]
    )


def _logs(head: bytes) -> list[tuple[str, Log]]:
    """Return the logs that fit best: by records of JSON and by tables first, by lines of text if no other fits."""
    every = [(name, log) for name in catalogue.providers() for log in catalogue.logs(name).values()]
    found = _fitting(head, [one for one in every if not one[1].is_text])
    return found or _texts(head, [one for one in every if one[1].is_text])


def _fitting(head: bytes, logs: list[tuple[str, Log]]) -> list[tuple[str, Log]]:
    known: dict[str, bytes | None] = {}
    fitting = []
    for name, log in logs:
        if log.table and log_tables.begins(head[:_PEEK], log.table):
            fitting.append((_KNOWN, name, log))
            continue
        if log.envelope not in known:
            known[log.envelope] = _first(head, log.envelope, is_text=False)
        first = known[log.envelope]
        if first is not None and (share := _share(log, first)) >= _FITS:
            fitting.append((share, name, log))
    best = max((share for share, _, _ in fitting), default=0.0)
    return [(name, log) for share, name, log in fitting if share == best]


def _texts(head: bytes, logs: list[tuple[str, Log]]) -> list[tuple[str, Log]]:
    """Return the logs of text whose pattern fits the first line."""
    known = {way: _first(head, "", is_text=True, continued=way) for way in {log.continued for _, log in logs}}
    lines: dict[str, str] = {}
    for way, first in known.items():
        if first is not None and len(first) <= limits.SHORT:
            lines[way] = first.decode("utf-8", "replace")
    asked = {way: [_line_of(log) for _, log in logs if log.continued == way] for way in lines}
    fit = {way: matching(line, asked[way]) for way, line in lines.items()}
    return [(name, log) for name, log in logs if _line_of(log) in fit.get(log.continued, ())]


def _line_of(log: Log) -> str:
    return log.known_line or log.pattern


def _first(head: bytes, envelope: str, *, is_text: bool, continued: str = "") -> bytes | None:
    """Return the first record of a file's beginning."""
    first = next(parted(iter([head]), envelope=envelope, is_text=is_text, continued=continued), None)
    return None if first is None or isinstance(first, Bad) else first[1]


def _share(log: Log, record: bytes) -> float:
    body = None if log.is_text else _json(record)
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
