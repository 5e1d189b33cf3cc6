"""Lists read an SQLite ledger without its library, and get what the ledger itself would return."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from keyroll.errors import EvidenceRefused
from keyroll.model.quarantine import Quarantined
from keyroll.store import light
from keyroll.store.home import Home, prepare
from keyroll.store.ledger.rows import How, RawRow

NOW = datetime(2023, 11, 20, 8, 0, tzinfo=UTC)
BROKEN = [
    Quarantined("aws@main", "cloudtrail", "b.ndjson", 7, "no JSON", "ab" * 32),
    Quarantined("aws@main", "cloudtrail", "a.ndjson", 0, "cut \ud800 off"),
    Quarantined("", "", "z", 12, "unknown", first_seen_at=NOW - timedelta(days=3)),
]
RAWS = [RawRow("cd" * 32, "b.json", 12, How.COPY, "raw/b"), RawRow("ef" * 32, "a.json", 1, How.REFERENCE, "/in/a")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    prepare(tmp_path / "home", {"clock": NOW.isoformat()})
    home = Home.open(tmp_path / "home")
    home.ledger.quarantine(BROKEN)
    for number, one in enumerate(RAWS, 1):
        home.ledger.remember_raw(one, {"session_token": number, "password": 2})
    home.ledger.remember_raw(RawRow("00" * 32, "none.json", 1, How.COPY, "raw/none"))
    home.ledger.close()
    return tmp_path / "home"


@pytest.fixture
def home(path: Path) -> Iterator[Home]:
    found = Home.open(path, create=False)
    yield found
    if found.is_ledger_open:
        found.ledger.close()


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path / "ledger.sqlite")) as connection:
        connection.execute(statement)
        connection.commit()


def seen(rows: tuple[Quarantined, ...]) -> list[tuple[Quarantined, datetime | None]]:
    """With the time, which two equal rows may differ in."""
    return [(one, one.first_seen_at) for one in rows]


def test_it_returns_what_the_ledger_returns_and_leaves_it_closed(home: Home) -> None:
    rows, files = light.quarantined(home), light.masked_files(home)
    assert not home.is_ledger_open
    assert seen(rows) == seen(home.ledger.quarantined())
    assert [one.file for one in rows] == ["z", "a.ndjson", "b.ndjson"]
    assert [one.first_seen_at for one in rows] == [NOW - timedelta(days=3), NOW, NOW]
    assert files == home.ledger.masked_files()
    assert [(raw.file, raw.how, kinds) for raw, kinds in files] == [
        ("a.json", How.REFERENCE, {"session_token": 2, "password": 2}),
        ("b.json", How.COPY, {"session_token": 1, "password": 2}),
    ]
    assert [raw.seen_at for raw, _ in files] == [NOW, NOW]


def test_an_open_ledger_reads_itself(home: Home) -> None:
    with home.ledger.together() as together:
        assert len(together.quarantined()) == 3
    assert seen(light.quarantined(home)) == seen(home.ledger.quarantined())


@pytest.mark.parametrize("value", ["x'00ff'", "'soon'", "17"])
def test_a_value_that_keyroll_never_wrote_is_refused_by_the_ledger(path: Path, home: Home, value: str) -> None:
    change(path, f"UPDATE quarantine SET first_seen_at = {value} WHERE file = 'z'")
    with pytest.raises(EvidenceRefused, match="a time in it is not valid"):
        light.quarantined(home)


def test_a_text_that_is_bytes_is_refused_by_the_ledger(path: Path, home: Home) -> None:
    change(path, "UPDATE raws SET path = x'00ff' WHERE file = 'a.json'")
    with pytest.raises(EvidenceRefused, match="a text in it is not valid"):
        light.masked_files(home)


def test_rows_of_a_writer_that_has_the_ledger_open_are_seen(path: Path, home: Home) -> None:
    with closing(sqlite3.connect(path / "ledger.sqlite")) as writer:
        writer.execute("UPDATE quarantine SET place = 99 WHERE file = 'z'")
        writer.commit()
        assert {one.file: one.place for one in light.quarantined(home)}["z"] == 99
    assert not home.is_ledger_open


def test_a_ledger_that_may_not_be_written_is_read(path: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(light, "_writable", lambda _: False)
    assert [one.file for one in light.quarantined(home)] == ["z", "a.ndjson", "b.ndjson"]
    assert home.is_ledger_open
