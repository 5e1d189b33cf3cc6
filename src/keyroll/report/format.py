"""What one format of ``keyroll list --format`` is: a file in ``keyroll.report.formats`` with ``FORMAT``."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from keyroll import plugins
from keyroll.clock import iso
from keyroll.report.listing import Listed


@dataclass(frozen=True, slots=True)
class Format:
    """One format. ``write`` yields its text in pieces; the second argument names a class of OCSF, or nothing.

    It raises UsageError where a list has no such form. ``whole`` says that a cut list makes a wrong document: such a
    format is asked for all rows.
    """

    write: Callable[[Listed, str], Iterator[str]]
    whole: bool = True


def formats() -> dict[str, Format]:
    """Return every format by its name."""
    return plugins.found("keyroll.report.formats", "FORMAT", Format)


def plain(value: object) -> object:
    """Return what JSON does not know as text: times in ISO 8601 and UTC."""
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def line(document: object) -> str:
    """Return a document as one line of JSON."""
    return json.dumps(document, default=plain) + "\n"
