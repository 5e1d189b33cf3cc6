"""Newline-delimited JSON: one object a row, with its schema version and kind; what ``--json`` prints."""

from collections.abc import Iterator

from keyroll.report.format import Format, line
from keyroll.report.listing import Listed

SCHEMA_VERSION = 1


def _write(listed: Listed, _class: str) -> Iterator[str]:
    kind = listed.kind.rstrip("s")
    return (line({"schema_version": SCHEMA_VERSION, "kind": kind, **row}) for row in listed.rows)


FORMAT = Format(_write, whole=False)
