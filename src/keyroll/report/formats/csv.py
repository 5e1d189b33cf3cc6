r"""CSV by RFC 4180, safe to open in a spreadsheet and to print on a terminal.

A header, CRLF, UTF-8 without a byte order mark; times in ISO 8601 and UTC, arrays joined by ``;``, an unknown (NULL) is
an empty field and an empty text ``""``. A text is data, never a formula: a field, or a part after a separator inside
it, that begins with ``= + - @``, their full-width forms, a tab or a line end gets an apostrophe before it (OWASP, "CSV
Injection", read 2026-11; separators too, because a spreadsheet may split at another separator).
Numbers are written as numbers. Control, bidirectional and invisible characters of a text are written as ``\x1b``,
``\u202e`` (:mod:`keyroll.visible`), line ends and tabs too: a row is one line. An apostrophe before an apostrophe, and
``\x5c`` for a backslash that would read as such an escape, keep this reversible: :func:`read` gives the text.
"""

import json
import re
from collections.abc import Iterator
from datetime import date

from keyroll.report.format import Format
from keyroll.report.jsonl import plain
from keyroll.report.listing import Listed
from keyroll.visible import visible

_RISKY = r"[=+\-@\t\r\n\0'\uff1d\uff0b\uff0d\uff20]"
_BEGINS = re.compile(rf"(?<![^,;\t\r\n])(?={_RISKY})")
_GUARDED = re.compile(rf"(?<![^,;\t\r\n])'(?={_RISKY})")


#: The written form of a character, and of a backslash in the text that would read the same.
_WRITTEN_OUT = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))")
_LITERAL = re.compile(r"\\(?=x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")


def guarded(text: str) -> str:
    """Return a text that a spreadsheet does not read as a formula, nor a terminal as a command."""
    return _BEGINS.sub("'", visible(_LITERAL.sub(r"\\x5c", text)))


def read(field: str) -> str:
    """Return the original text of :func:`guarded`."""
    return _WRITTEN_OUT.sub(lambda match: chr(int(match[1] or match[2] or match[3], 16)), _GUARDED.sub("", field))


def field(value: object) -> str:
    """Return a value as one field, quoted if RFC 4180 requires it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | date):
        return str(plain(value))
    if isinstance(value, list):
        text = ";".join("" if member is None else str(plain(member)) for member in value)
    else:
        text = json.dumps(value, default=plain) if isinstance(value, dict) else str(value)
    text = guarded(text)
    return '"' + text.replace('"', '""') + '"' if not text or re.search(r'[",;\r\n\t]', text) else text


def _write(listed: Listed, _class: str) -> Iterator[str]:
    yield ",".join(map(field, listed.types)) + "\r\n"
    for row in listed.rows:
        yield ",".join(field(row[name]) for name in listed.types) + "\r\n"


FORMAT = Format(_write)
