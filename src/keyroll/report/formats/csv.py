"""CSV by RFC 4180, safe to open in a spreadsheet.

A header, CRLF, UTF-8 without a mark; times in ISO 8601 and UTC, arrays joined by ``;``, an unknown (NULL) is an
empty field and an empty text ``""``. A text is data, never a formula: where a field, or what follows a separator
inside it, would begin with ``= + - @``, their full-width forms, a tab or a line end, an apostrophe goes before it
(OWASP, "CSV Injection", read 2026-11; separators too, because a spreadsheet may split at another one than we do).
Numbers are written as numbers. An apostrophe before an apostrophe keeps this reversible: :func:`read` gives the text.
"""

import json
import re
from collections.abc import Iterator
from datetime import date

from keyroll.report.format import Format, plain
from keyroll.report.listing import Listed

_RISKY = r"[=+\-@\t\r\n\0'\uff1d\uff0b\uff0d\uff20]"
_BEGINS = re.compile(rf"(?<![^,;\t\r\n])(?={_RISKY})")
_GUARDED = re.compile(rf"(?<![^,;\t\r\n])'(?={_RISKY})")


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return _BEGINS.sub("'", text)


def read(field: str) -> str:
    """Return the text that :func:`guarded` was given."""
    return _GUARDED.sub("", field)


def field(value: object) -> str:
    """Return a value as one field, quoted where RFC 4180 wants it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | date):
        return str(plain(value))
    if isinstance(value, list):
        text = ";".join("" if one is None else str(plain(one)) for one in value)
    else:
        text = json.dumps(value, default=plain) if isinstance(value, dict) else str(value)
    text = guarded(text)
    return '"' + text.replace('"', '""') + '"' if not text or re.search(r'[",;\r\n\t]', text) else text


def _write(listed: Listed, _class: str) -> Iterator[str]:
    yield ",".join(map(field, listed.types)) + "\r\n"
    for row in listed.rows:
        yield ",".join(field(row[name]) for name in listed.types) + "\r\n"


FORMAT = Format(_write)
