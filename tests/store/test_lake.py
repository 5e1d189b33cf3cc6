"""The lake: whoever writes, in whatever order, and wherever it stops, each record is there once."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.errors import KeyrollError
from keyroll.store import patches
from keyroll.store.lake import Lake
from keyroll.store.session import Session

TABLE = "events/a.b"
Arrive = Callable[..., str]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with Session(tmp_path_factory.mktemp("spill"), threads=1) as one:
        yield one


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "lake"


def arrive(session: Session, *ids: str, source: str = "a@main", day: int = 14, name: str = "arrived") -> str:
    """Make a relation of records; return its name."""
    session.run(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT $source AS source, make_date(2023, 11, $day::BIGINT) AS day, "
        "id AS event_id, make_timestamptz(2023, 11, $day::BIGINT, 9, 0, 0) AS happened_at, "
        "(row_number() OVER ())::BIGINT AS record FROM (SELECT unnest($ids::VARCHAR[]) AS id)",
        {"source": source, "day": day, "ids": list(ids)},
    )
    return name


def ids(session: Session, lake: Lake, table: str = TABLE) -> list[str]:
    if not lake.view(session, table, "those"):
        return []
    return [str(one) for (one,) in session.tuples("SELECT event_id FROM those ORDER BY 1")]


def test_a_record_that_is_there_is_left_out(session: Session, root: Path) -> None:
    lake = Lake(root)
    assert lake.append(session, arrive(session, "a", "b", "b"), TABLE, "one", 1) == 2
    assert lake.append(session, arrive(session, "b", "c"), TABLE, "two", 1) == 1
    assert lake.append(session, arrive(session, "c"), TABLE, "three", 1) == 0
    assert ids(session, Lake(root)) == ["a", "b", "c"]


def test_ids_are_of_their_source(session: Session, root: Path) -> None:
    lake = Lake(root)
    lake.append(session, arrive(session, "a"), TABLE, "one", 1)
    assert lake.append(session, arrive(session, "a", source="a@other"), TABLE, "two", 1) == 1
    assert lake.append(session, arrive(session, "a", source="it's@%20/é"), TABLE, "three", 1) == 1
    assert lake.append(session, arrive(session, "a", source="it's@%20/é"), TABLE, "four", 1) == 0


def test_a_batch_that_is_committed_is_not_read_again(session: Session, root: Path) -> None:
    lake = Lake(root)
    assert lake.batches_done(TABLE, "one") == 0
    lake.append(session, arrive(session, "a"), TABLE, "one", 2)
    assert lake.batches_done(TABLE, "one") == 2
    assert lake.append(session, arrive(session, "b"), TABLE, "one", 2) == 0
    assert lake.append(session, arrive(session, "b"), TABLE, "one", 1) == 0
    assert lake.batches_done(TABLE, "another") == 0
    assert ids(session, lake) == ["a"]
    assert lake.append(session, arrive(session, "b"), TABLE, "one", 3) == 1
    assert Lake(root).batches_done(TABLE, "one") == 3


def test_a_batch_without_new_records_still_moves_the_stream(session: Session, root: Path) -> None:
    lake = Lake(root)
    lake.append(session, arrive(session), TABLE, "one", 1)
    assert lake.batches_done(TABLE, "one") == 1
    assert ids(session, lake) == []
    lake.append(session, arrive(session, "a"), TABLE, "one", 2)
    lake.append(session, arrive(session, "a"), TABLE, "two", 1)
    assert lake.batches_done(TABLE, "two") == 1
    assert len(list((root / TABLE).glob("*.parquet"))) == 1


@pytest.mark.parametrize("there_before", [False, True])
@pytest.mark.parametrize("stream", ["one", "two"])
def test_a_commit_on_a_stale_snapshot_is_done_again(
    session: Session, root: Path, there_before: bool, stream: str
) -> None:
    first = Lake(root)
    meets: list[Any] = []

    def meet(place: str) -> None:
        if place == "lake.before-commit" and not meets:
            meets.append(place)
            assert first.append(session, arrive(session, "a", "b", name="theirs"), TABLE, "one", 1) == 2

    second = Lake(root, fault=meet)
    if there_before:
        first.append(session, arrive(session, "z"), TABLE, "zero", 1)
        assert ids(session, second) == ["z"]
    expected = 0 if stream == "one" else 1  # the same batch was committed meanwhile; or what is new of another
    assert second.append(session, arrive(session, "b", "c"), TABLE, stream, 1) == expected
    there = ["a", "b", "c"][: 2 + expected] + ["z"] * there_before
    assert ids(session, second) == ids(session, first) == there
    assert second.sweep() == 0  # what the first try wrote is gone


def test_a_commit_that_never_comes_through_is_an_error_with_a_hint(session: Session, root: Path) -> None:
    others = Lake(root)
    turns = iter(range(100))

    def meet(place: str) -> None:
        if place == "lake.before-commit":
            turn = str(next(turns))
            others.append(session, arrive(session, turn, name="theirs"), TABLE, turn, 1)

    with pytest.raises(KeyrollError, match="accepted no rows in 5 attempts") as caught:
        Lake(root, fault=meet).append(session, arrive(session, "a"), TABLE, "one", 1)
    assert caught.value.hint
    assert ids(session, others) == ["0", "1", "2", "3", "4"]


RECORDS = st.lists(st.sampled_from("abcde"), max_size=4)
#: Which writer appends which records to which stream, and whether it meets the other one or is killed.
STEP = st.tuples(st.integers(0, 1), st.sampled_from("xy"), RECORDS, st.booleans(), st.booleans())


class KilledError(Exception):
    """Stands for the end of a process."""


@settings(max_examples=20, deadline=None)
@given(steps=st.lists(STEP, min_size=1, max_size=6))
def test_any_writers_in_any_order_give_each_record_once(
    steps: list[tuple[int, str, list[str], bool, bool]], session: Session, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two writers append overlapping records to two streams; some appends meet the other writer's, some are killed."""
    root = tmp_path_factory.mktemp("lake")
    done = {"x": 0, "y": 0}
    expected: set[str] = set()
    waiting: list[tuple[str, list[str]]] = []

    def meet(place: str) -> None:
        if place == "lake.before-commit" and waiting:
            stream, records = waiting.pop()
            arrive(session, *records, name="theirs")
            Lake(root).append(session, "theirs", TABLE, stream, done[stream] + 1)
            done[stream] += 1
            expected.update(records)

    def kill(place: str) -> None:
        if place == "lake.before-commit":
            raise KilledError

    lakes = [Lake(root, fault=meet), Lake(root, fault=meet)]
    for who, stream, records, met, killed in steps:
        relation = arrive(session, *records)
        if killed:
            with pytest.raises(KilledError):
                Lake(root, fault=kill).append(session, relation, TABLE, stream, done[stream] + 1)
            continue
        if met:
            waiting.append(("y" if stream == "x" else "x", [*records[1:], "m"]))
        number = lakes[who].append(session, relation, TABLE, stream, done[stream] + 1)
        done[stream] += 1
        assert number <= len(set(records))
        expected.update(records)
        waiting.clear()
    for lake in lakes:
        assert ids(session, lake) == sorted(expected)
    lakes[0].sweep()
    assert ids(session, Lake(root)) == sorted(expected)
    for stream, batch in done.items():
        assert batch == 0 or lakes[0].append(session, arrive(session, "q"), TABLE, stream, batch) == 0


def test_files_that_go_in_together_are_all_done_or_none(session: Session, root: Path) -> None:
    lake = Lake(root)
    assert lake.append(session, arrive(session, "a", "b"), TABLE, "one", 9, with_it=["two"]) == 2
    assert [lake.batches_done(TABLE, stream) for stream in ("one", "two", "three")] == [9, 9, 0]
    # One of them came in by itself meanwhile: the others are still to be read.
    stale = Lake(root)
    assert stale.batches_done(TABLE, "four") == 0
    lake.append(session, arrive(session, "c"), TABLE, "four", 9)
    assert stale.append(session, arrive(session, "c", "d"), TABLE, "four", 9, with_it=["five"]) == 1
    assert ids(session, lake) == ["a", "b", "c", "d"]
    assert lake.append(session, arrive(session, "e"), TABLE, "five", 9, with_it=["one", "four"]) == 0


def test_a_table_that_is_not_there_has_no_view(session: Session, root: Path) -> None:
    lake = Lake(root)
    assert lake.view(session, TABLE, "none") is False
    assert lake.names() == []
    assert lake.sweep() == 0


def test_a_table_without_rows_has_an_empty_view(session: Session, root: Path) -> None:
    lake = Lake(root)
    lake.append(session, arrive(session), TABLE, "one", 1)
    assert lake.view(session, TABLE, "empty") is True
    assert session.tuples('SELECT event_id, day, record FROM "empty"') == []
    full = Lake(root)
    full.append(session, arrive(session, "a"), TABLE, "one", 2)
    types = session.columns('"empty"')
    assert full.view(session, TABLE, "full") is True
    assert session.columns('"full"') == types
    # Two empty views in one session do not share their rows.
    lake.append(session, arrive(session), "events/c.d", "one", 1)
    lake.view(session, "events/c.d", "other")
    assert session.tuples('SELECT count(*) FROM "empty"') == [(0,)]


def test_publishing_the_same_again_changes_nothing(session: Session, root: Path) -> None:
    lake = Lake(root)
    queries = ["SELECT 1 AS a, [2] AS b", "SELECT 1 AS a, NULL::INTEGER[] AS b", "SELECT 1 AS a, [2] AS b WHERE false"]
    for query in queries:
        assert lake.publish(session, query, "inventory/x") is True
        version = DeltaTable(str(root / "inventory/x")).version()
        assert lake.publish(session, query, "inventory/x") is False
        assert Lake(root).publish(session, query, "inventory/x") is False
        assert DeltaTable(str(root / "inventory/x")).version() == version
        assert lake.view(session, "inventory/x", "published")
        assert session.tuples("FROM published") == session.tuples(query)


def test_publishing_an_empty_table_is_not_mistaken_for_the_one_before(session: Session, root: Path) -> None:
    lake = Lake(root)
    for _ in range(2):
        lake.publish(session, "SELECT 1 AS a", "inventory/full")
        lake.publish(session, "SELECT 1 AS a WHERE false", "inventory/empty")
    lake.view(session, "inventory/empty", "published")
    assert session.tuples("FROM published") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SELECT unnest([1, 1]) AS a", "SELECT unnest([2, 2]) AS a"),
        ("SELECT 1 AS a", "SELECT 1 AS b"),
        ("SELECT 1 AS a", "SELECT 1::BIGINT AS a"),
        ("SELECT 1 AS a, 2 AS b", "SELECT 2 AS a, 1 AS b"),
        ("SELECT 1 AS a", "SELECT 1 AS a, NULL::VARCHAR AS b"),
    ],
)
def test_publishing_something_else_replaces_it(session: Session, root: Path, before: str, after: str) -> None:
    lake = Lake(root)
    lake.publish(session, before, "inventory/x")
    assert lake.publish(session, after, "inventory/x") is True
    lake.view(session, "inventory/x", "published")
    assert session.rows("FROM published") == session.rows(after)


KEYED = st.dictionaries(st.sampled_from("abcd"), st.lists(st.integers(0, 3), max_size=2))


@settings(max_examples=15)
@given(KEYED, st.lists(st.tuples(st.sets(st.sampled_from("abcde")), KEYED), max_size=3), st.sampled_from([0.25, 100]))
def test_a_patch_replaces_the_rows_of_touched_keys(
    session: Session, tmp_path_factory: pytest.TempPathFactory, first: dict, syncs: list, share: float
) -> None:
    lake = Lake(tmp_path_factory.mktemp("lake"))

    def made(rows: dict[str, list[int]]) -> str:
        columns: dict[str, list[Any]] = {
            "id": [key for key in rows for _ in rows[key]],
            "n": [n for key in rows for n in rows[key]],
        }
        session.load_columns("made", {"id": "VARCHAR", "n": "BIGINT"}, columns)
        return "made"

    lake.publish_table(session, made(first), "inventory/x")
    now = first
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(patches, "SHARE", share)
        for keys, told in syncs:
            new = {key: rows for key, rows in told.items() if key in keys}
            now = {key: rows for key, rows in now.items() if key not in keys} | new
            columns = {"key": sorted(keys)}
            session.load_columns("names", {"key": "VARCHAR"}, columns)
            session.run("CREATE OR REPLACE TEMP TABLE touched AS SELECT hash(key) AS key FROM names")
            lake.patch(session, made(new), "inventory/x", "id", "touched")
            for reader in (lake, Lake(lake._root)):
                assert reader.view(session, "inventory/x", "patched", "id")
                shown = session.tuples("SELECT id, n FROM patched ORDER BY ALL")
                assert shown == sorted((key, n) for key, rows in now.items() for n in rows)
            lake.sweep()
    assert lake.files("inventory/x") <= 2


def test_a_sweep_removes_what_no_commit_names_and_nothing_else(session: Session, root: Path) -> None:
    lake = Lake(root)
    for number in range(3):
        lake.append(session, arrive(session, f"{number}", day=10 + number), TABLE, "one", number + 1)
    lake.publish(session, "SELECT 1 AS a", "inventory/x")
    named = {path for path in root.rglob("*") if path.is_file()}
    lost = root / TABLE / "keyroll-0123.parquet"
    lost.write_bytes(b"of a killed writer")
    assert Lake(root).sweep() == 1
    assert {path for path in root.rglob("*") if path.is_file()} == named
    assert ids(session, lake) == ["0", "1", "2"]


@pytest.mark.parametrize("name", ["with space", "quo'te", "é#?", "a&b=+", "50%", "star*"])
def test_a_lake_may_lie_under_any_name(session: Session, tmp_path: Path, name: str) -> None:
    lake = Lake(tmp_path / name)
    lake.append(session, arrive(session, "a"), TABLE, "one", 1)
    assert lake.append(session, arrive(session, "a", "b"), TABLE, "two", 1) == 1
    assert lake.sweep() == 0
    assert ids(session, lake) == ["a", "b"]


def test_a_lake_may_be_named_from_where_one_stands(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lake = Lake(Path("lake"))
    lake.append(session, arrive(session, "a"), TABLE, "one", 1)
    assert lake.sweep() == 0
    monkeypatch.chdir("/")
    assert ids(session, lake) == ["a"]


def test_rows_are_partitioned_by_source_and_day(session: Session, root: Path) -> None:
    lake = Lake(root)
    arrive(session, "a", "b", name="first")
    arrive(session, "c", day=15, name="second")
    session.run("CREATE OR REPLACE TEMP VIEW two_days AS FROM first UNION ALL FROM second")
    assert lake.append(session, "two_days", TABLE, "one", 1) == 3
    table = DeltaTable(str(root / TABLE))
    assert table.metadata().partition_columns == ["source", "day"]
    assert len(table.file_uris()) == 2
    assert lake.names("events/") == [TABLE]
    assert lake.names("inventory/") == []
    lake.view(session, TABLE, "those")
    assert session.tuples("SELECT DISTINCT day FROM those ORDER BY 1") == [(date(2023, 11, 14),), (date(2023, 11, 15),)]
