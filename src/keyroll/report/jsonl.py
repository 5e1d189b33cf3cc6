"""Lines of JSON: the format of one row of every ``--json``."""

import json
from datetime import date, datetime

from keyroll.clock import iso

SCHEMA_VERSION = 1


def plain(value: object) -> object:
    """Return values without a JSON type as text: times in ISO 8601 and UTC."""
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def line(document: object) -> str:
    """Return a document as one line of JSON, in ASCII: terminal control characters are escaped."""
    return json.dumps(document, default=plain) + "\n"
