"""A table that is open is as new as its log, also where the time of the log's folder tells nothing."""

import os
import shutil
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.store.lake import Lake
from keyroll.store.session import Session
from keyroll.store.snapshots import Snapshots

TABLE = "derived/t"


def write(root: Path, number: int) -> None:
    with Session(root / "spill", threads=1) as session:
        Lake(root).publish(session, f"SELECT {number} AS n", TABLE)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["write", "read", "write unseen"]), st.integers(0, 3)), max_size=8))
def test_what_is_open_is_the_newest(tmp_path_factory, steps: list[tuple[str, int]]) -> None:
    root = tmp_path_factory.mktemp("lake")
    own, log = Snapshots(root), root / TABLE / "_delta_log"
    for step, number in steps:
        before = log.stat().st_mtime_ns if log.is_dir() else None
        if step != "read":
            write(root, number)
        if step == "write unseen" and before is not None:
            os.utime(log, ns=(before, before))
        read, fresh = own.newest(TABLE), Snapshots(root).newest(TABLE)
        assert (read and read.version()) == (fresh and fresh.version())
        assert (read and read.file_uris()) == (fresh and fresh.file_uris())


def test_a_table_that_went_is_not_open(tmp_path: Path) -> None:
    own = Snapshots(tmp_path)
    assert own.newest(TABLE) is None
    write(tmp_path, 1)
    assert own.newest(TABLE) is own.kept(TABLE) is not None
    shutil.rmtree(tmp_path / TABLE)
    assert own.newest(TABLE) is own.kept(TABLE) is None
    write(tmp_path, 2)
    assert own.newest(TABLE) is not None
