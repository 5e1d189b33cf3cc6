"""Every log: its records are decoded, judged and shown in the columns of events."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlglot import exp

from fuzz import harvest
from fuzz.family import Family, Harness, split
from keyroll.intake.decode import GOOD, Decoder, RawPart
from keyroll.intake.records import RecordBatch
from keyroll.intake.view import ocsf
from keyroll.providers import catalogue
from keyroll.store.session import Session

NOW = datetime(2026, 1, 3, tzinfo=UTC)
_LOGS = {
    f"{provider}.{name}": log
    for provider in catalogue.providers()
    for name, log in sorted(catalogue.logs(provider).items())
}
_HEADERS = tuple(name.encode() for name in _LOGS)


def _made(kind: exp.DataType) -> Any:
    """Return a value of a declared type."""
    if kind.is_type("STRUCT"):
        return {one.name: _made(one.args["kind"]) for one in kind.expressions}
    if kind.is_type("ARRAY") or kind.is_type("LIST"):
        return [_made(one) for one in kind.expressions]
    if kind.is_type("JSON"):
        return {"id": "1", "requestParameters": {"userName": "x"}}
    if kind.is_type("BOOLEAN"):
        return True
    return "2026-01-02T03:04:05Z" if kind.is_type("VARCHAR") else 1_767_323_045


def seeds() -> Iterable[bytes]:
    """Return a record of each log's declared types, and lines and objects from its provider's tests."""
    found = []
    for name, log in _LOGS.items():
        folder, head = f"providers/{name.partition('.')[0]}", f"{name}\n".encode()
        if log.is_text:
            found += [head + b"\n".join(harvest.texts(folder)[at : at + 5]) for at in range(0, 100, 5)]
            continue
        tree = {column: _made(exp.DataType.build(kind, dialect="duckdb")) for column, kind in log.columns.items()}
        found.append(head + json.dumps(tree).encode())
        found += [head + one + b"\n" + one for one in harvest.trees(folder)[:25]]
    return [found[0], *sorted(found, key=lambda one: hashlib.sha256(one).hexdigest())]


def make(place: Path) -> Harness:
    """Return the harness that decodes some records of a log and shows them as events."""
    session = Session(place / "spill", threads=1)
    views = {name: ocsf(log, GOOD, name) for name, log in _LOGS.items()}

    def one(data: bytes) -> None:
        head, body = split(data)
        log = _LOGS.get(head)
        if log is None:
            return
        lines = [line for line in body.split(b"\n") if line.strip()][:20]
        numbers = [*range(1, len(lines) + 1)]
        batch = RecordBatch(numbers, lines, [], last=True)
        (came,) = Decoder(session, log, f"{head.partition('.')[0]}@main", NOW).decode([RawPart("raw", batch)])
        assert came.sound + len(came.bad) == len(lines), "a record is neither good nor bad"
        rows = session.rows(f"SELECT * FROM ({views[head]})")
        json.dumps(rows, default=str).encode()

    return one


FAMILY = Family("logs", seeds, make, _HEADERS, memory=400)
