"""Lines of JSON: how every ``--json`` writes one row."""

import json
from datetime import date, datetime

from keyroll.clock import iso

SCHEMA_VERSION = 1


def plain(value: object) -> object:
    """Return what JSON does not know as text: times in ISO 8601 and UTC."""
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def line(document: object) -> str:
    """Return a document as one line of JSON, in ASCII: what a terminal could obey is escaped."""
    return json.dumps(document, default=plain) + "\n"
