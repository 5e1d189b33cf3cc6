"""The listings of vendors: each endpoint's reader, from the file to the rows of the lake."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fuzz import harvest
from fuzz.family import Family, Harness, split
from keyroll.intake.folder_contents import FoundSurvey
from keyroll.intake.records import Bad
from keyroll.intake.surveys import TYPES, read_survey
from keyroll.intake.takeover import CompleteReads
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.store.raw import RawFile
from keyroll.store.session import Session

NOW = datetime(2026, 1, 3, tzinfo=UTC)
_ENDPOINTS = {
    f"{provider}.{name}": endpoint
    for provider in catalogue.providers()
    for name, endpoint in sorted(catalogue.endpoints(provider).items())
}
_HEADERS = tuple(name.encode() for name in _ENDPOINTS)


def seeds() -> Iterable[bytes]:
    """Return the examples of each endpoint from its provider's tests, alone and as a list."""
    found = []
    for name in _ENDPOINTS:
        folder = f"providers/{name.partition('.')[0]}"
        for tree in harvest.trees(folder)[:40]:
            found.append(f"{name}\n".encode() + tree)
            found.append(f"{name}\n[".encode() + tree + b"]")
    return sorted(found, key=lambda one: hash_of(one))


def hash_of(data: bytes) -> str:
    """Return a position that mixes the endpoints, the same each time."""
    import hashlib

    return hashlib.sha256(data).hexdigest()


class _Gathered:
    """Collects the rows for the lake."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, rows: list[Any], _stream: str) -> None:
        """Load rows in the same form as for the lake."""
        self._session.load_rows("surveyed", TYPES, rows)
        self._session.run("SELECT json_extract(facts, '$.x') FROM surveyed")


class _Empty:
    """An empty lake."""

    def batches_done(self, _table: str, _stream: str) -> int:
        """Return that no batch was read before."""
        return 0


def make(place: Path) -> Harness:
    """Return the harness that reads one file of an endpoint."""
    session = Session(place / "spill", threads=1)
    gathered: Any = _Gathered(session)
    lake: Any = _Empty()

    def one(data: bytes) -> None:
        head, body = split(data)
        endpoint = _ENDPOINTS.get(head)
        if endpoint is None:
            return
        file = place / "page.json"
        file.write_bytes(body)
        bad: list[Bad] = []
        raw = RawFile("0" * 64, len(body), file, "copy")
        found = FoundSurvey(Source(head.partition(".")[0]), endpoint, NOW, ((file, "page.json"),))
        for read in read_survey(
            session, lake, found, [raw], NOW, lambda _raw: bad.extend, CompleteReads(), gathered=gathered
        ):
            assert read is not None
        try:
            tree = json.loads(body)
        except (ValueError, RecursionError):
            return
        endpoint.recognise(tree)

    return one


FAMILY = Family("listings", seeds, make, _HEADERS)
