"""Sessions: UTC, typed columns, and lines that are text or are told apart."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyroll.errors import ConfigError, MemoryExceeded
from keyroll.store.session import Session, matching


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with Session(tmp_path_factory.mktemp("it's spill"), threads=1) as one:
        yield one


def is_text(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_times_are_utc(session: Session) -> None:
    assert session.one("SELECT TIMESTAMPTZ '2023-11-14 10:22:49+01'") == datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)
    assert session.one("SELECT '2023-11-14 09:22:49'::TIMESTAMPTZ") == datetime(2023, 11, 14, 9, 22, 49, tzinfo=UTC)


def test_rows_come_by_name_or_as_tuples(session: Session) -> None:
    assert session.rows("SELECT 1 AS a, [2] AS b, {'c': 3} AS d") == [{"a": 1, "b": [2], "d": {"c": 3}}]
    assert session.tuples("SELECT $x, $y", {"x": 1, "y": "z"}) == [(1, "z")]
    assert session.one("SELECT 1 WHERE false") is None
    assert session.columns("(SELECT 1::BIGINT AS a)") == {"a": "BIGINT"}


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.binary(max_size=12), st.text(max_size=6).map(str.encode)), max_size=8))
def test_lines_that_are_not_text_are_null_and_told(session: Session, lines: list[bytes]) -> None:
    numbers = [place * 2 + 1 for place in range(len(lines))]
    files = [place % 3 for place in range(len(lines))]
    lost = session.load_lines("loaded", lines, numbers, files)
    assert lost == [place for place, line in enumerate(lines) if not is_text(line)]
    texts = [line.decode() if is_text(line) else None for line in lines]
    found = session.tuples("SELECT file, record, line FROM loaded ORDER BY record")
    assert found == list(zip(files, numbers, texts, strict=True))


def test_columns_get_the_types_that_are_asked_for(session: Session) -> None:
    types = {"a": "VARCHAR", "b": "VARCHAR[]", "c": "STRUCT(x VARCHAR)[]", "d": "TIMESTAMPTZ", "select": "BIGINT"}
    at = datetime(2023, 11, 14, tzinfo=UTC)
    values: dict[str, list[Any]] = {
        "a": ["x", None],
        "b": [[], ["y"]],
        "c": [[], []],
        "d": [at, None],
        "select": [1, 2],
    }
    session.load_columns("made", types, values)
    described = session.columns("made")
    assert described == {name: kind.replace("TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE") for name, kind in types.items()}
    assert session.tuples("FROM made") == [("x", [], [], at, 1), (None, ["y"], [], None, 2)]
    few = {"a": "VARCHAR", "d": "TIMESTAMPTZ", "n": "BIGINT", "ok": "BOOLEAN"}
    session.load_columns("made", few, {"a": ["x", None], "d": [None, at], "n": [1, None], "ok": [True, None]})
    assert session.tuples("FROM made") == [("x", None, 1, True), (None, at, None, None)]
    session.load_columns("made", {"a": "VARCHAR"}, {"a": []})
    assert session.tuples("FROM made") == []


def test_a_pattern_is_read_as_the_log_reader_reads_it() -> None:
    assert matching("a TOKEN=", [r"^(\S+) (?i:token)=$", r"^b"]) == {r"^(\S+) (?i:token)=$"}
    assert not matching("a b", [r"^(\S+)$"])
    assert not matching("a" * 100_000 + "b", [r"^(a+)+$"])


def test_a_closed_session_is_closed(tmp_path: Path) -> None:
    with Session(tmp_path) as session:
        pass
    with pytest.raises(Exception, match=r"[Cc]losed"):
        session.one("SELECT 1")


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.none() | st.integers(0, 9), st.none() | st.lists(st.text(max_size=2), max_size=2))))
def test_rows_go_in_and_come_out_some_at_a_time(
    session: Session, monkeypatch: pytest.MonkeyPatch, rows: list[tuple[int | None, list[str] | None]]
) -> None:
    monkeypatch.setattr("keyroll.store.session.ROWS", 3)
    session.load_rows("kept", {"number": "BIGINT", "texts": "VARCHAR[]"}, iter(rows))
    assert session.columns("kept") == {"number": "BIGINT", "texts": "VARCHAR[]"}
    assert [(row["number"], row["texts"]) for row in session.stream("FROM kept")] == rows


@pytest.mark.parametrize("memory", ["lots", "1GB'; SET threads=1; --", ""])
def test_a_wrong_limit_of_memory_is_told(tmp_path: Path, memory: str) -> None:
    with pytest.raises(ConfigError, match="memory is") as told:
        Session(tmp_path, memory=memory)
    assert "KEYROLL_MEMORY" in told.value.hint


def test_a_query_that_needs_more_memory_says_how_to_allow_it(tmp_path: Path) -> None:
    with Session(tmp_path, memory="8MB", threads=1) as small:
        for ask in (small.tuples, small.rows, small.run, lambda sql: list(small.stream(sql))):
            with pytest.raises(MemoryExceeded, match="more memory") as told:
                ask("SELECT list(range) FROM range(20000000)")
            assert "KEYROLL_MEMORY" in told.value.hint
