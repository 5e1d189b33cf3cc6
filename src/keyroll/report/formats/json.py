"""Newline-delimited JSON: one object for each row, with its schema version and kind; the output of ``--json``."""

from collections.abc import Iterator

from keyroll.report.format import Format
from keyroll.report.jsonl import SCHEMA_VERSION, line
from keyroll.report.listing import Listed


def _write(listed: Listed, _class: str) -> Iterator[str]:
    kind = one_of(listed.kind)
    return (line({"schema_version": SCHEMA_VERSION, "kind": kind, **row}) for row in listed.rows)


def one_of(kind: str) -> str:
    """Return the name of one row of a list: ``stories`` has a ``story`` in each, ``processes`` a ``process``."""
    for ending, singular in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if kind.endswith(ending):
            return kind.removesuffix(ending) + singular
    return kind


FORMAT = Format(_write, whole=False)
