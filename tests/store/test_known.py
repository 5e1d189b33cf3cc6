"""Which event ids are there: by hashes, then by the ids themselves; each comes in once."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.store import known
from keyroll.store.known import KnownEventIds, WrittenPart, repeats
from keyroll.store.lake import Lake
from keyroll.store.session import Session

DAY = date(2023, 11, 14)
IDS = st.lists(st.integers(0, 60), max_size=20)
TABLE = "events/test.log"


@given(st.lists(IDS, max_size=8), IDS)
def test_known_is_a_set_of_hashes(added: list[list[int]], asked: list[int]) -> None:
    held = KnownEventIds()
    for one in added:
        held.add("a@main", DAY, np.array(one, np.uint64))
    everything = {number for one in added for number in one}
    assert held.met("a@main", DAY, np.array(asked, np.uint64)) == bool(everything & set(asked))
    assert not held.met("b@main", DAY, np.array(asked, np.uint64))
    assert repeats(np.array(asked, np.uint64)) == (len(set(asked)) < len(asked))


def test_what_was_not_asked_for_longest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "HELD", 5)
    held = KnownEventIds()
    for name in ("a", "b", "a"):
        held.add(name, DAY, np.arange(2, dtype=np.uint64))
    held.trim()
    assert not held.has_day("b", DAY)
    assert held.has_day("a", DAY)


def written(session: Session, lake: Lake, ids: list[str]) -> WrittenPart:
    path = lake.fresh(TABLE)
    session.run(
        "COPY (SELECT 'a@main' AS source, $day::DATE AS day, unnest($ids) AS event_id, "
        f"$at::TIMESTAMPTZ AS happened_at, 1::BIGINT AS record) TO '{path}' (FORMAT parquet)",
        {"day": DAY, "ids": ids, "at": datetime(2023, 11, 14, tzinfo=UTC)},
    )
    hashes = session.hashes(f"SELECT hash(event_id) FROM read_parquet('{path}')")
    return WrittenPart(path, "a@main", DAY, len(ids), hashes)


def test_adopted_files_lose_what_is_there_already(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    with Session(tmp_path / "spill") as session:
        first = [written(session, lake, ["1", "2"]), written(session, lake, ["2", "3"])]
        assert lake.adopt(session, TABLE, first, {"one": 1}) == 3
        assert lake.adopt(session, TABLE, [written(session, lake, ["3"])], {"two": 1}) == 0
        # Another writer knows nothing of what this one holds in memory, and a batch comes in once.
        other = Lake(tmp_path / "lake")
        assert other.adopt(session, TABLE, [written(session, other, ["1", "4"])], {"three": 1}) == 1
        assert lake.adopt(session, TABLE, [written(session, lake, ["4", "5"])], {"four": 1}) == 1
        assert lake.adopt(session, TABLE, [written(session, lake, ["6"])], {"four": 1}) == 0
        assert lake.view(session, TABLE, "rows")
        assert session.tuples("SELECT event_id FROM rows ORDER BY 1") == [(one,) for one in "12345"]
        assert lake.batches_done(TABLE, "two") == 1
    assert lake.sweep() == 0
