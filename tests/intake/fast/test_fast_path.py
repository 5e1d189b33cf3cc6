"""The fast path gives what the careful one gives: row for row, quarantine for quarantine, count for count."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_exports import NOW, cloudtrail, okta

from keyroll.intake import records
from keyroll.intake.events import LogFile, Read, read_carefully, table_of
from keyroll.intake.fast import run, segments
from keyroll.intake.records import Bad
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log
from keyroll.store import held
from keyroll.store.lake import Lake
from keyroll.store.raw import RawStore
from keyroll.store.session import Session

TRAIL, SYSTEM_LOG = catalogue.logs("aws")["cloudtrail"], catalogue.logs("okta")["system_log"]
STAGED = catalogue.logs("kubernetes")["audit"]
WAYS = ("fast", "careful")


@dataclass
class Way:
    """One path, with a lake of its own and what it was told."""

    root: Path
    fast: bool
    bad: dict[str, list[Bad]] = field(default_factory=dict)

    def read(
        self, log: Log, source: Source, files: list[bytes], ending: str = ""
    ) -> tuple[Read, list[tuple[Any, ...]]]:
        """Read files; return what was counted, and all rows of the table."""
        lake, raw = Lake(self.root / "lake"), RawStore(self.root / "raw")
        found = []
        for number, content in enumerate(files):
            path = self.root / f"{number}{ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            kept = raw.keep(path)
            found.append(LogFile(kept, self.bad.setdefault(kept.sha256, []).extend))
        total = Read()
        with Session(self.root / "spill", threads=1) as session:
            if self.fast:
                steps = run.read_logs(session, self.worker, lake, source, log, iter(found), NOW)
            else:
                steps = read_carefully(session, lake, source, log, iter(found), NOW)
            for one in steps:
                total += one
            if not lake.view(session, table_of(source.provider, log), "rows"):
                return total, []
            return total, sorted(session.tuples("SELECT * FROM rows"), key=repr)

    @contextmanager
    def worker(self) -> Iterator[Session]:
        with Session(self.root / "spill", threads=1, ordered=True) as session:
            yield session


def both(root: Path, log: Log, source: str, files: list[bytes], ending: str = "") -> tuple[Read, list[tuple[Any, ...]]]:
    """Read files on both ways and compare; return what came of it."""
    ways = [Way(root / name, fast=name == "fast") for name in WAYS]
    fast, careful = (way.read(log, Source.parse(source), files, ending) for way in ways)
    quarantines = [{raw: sorted(map(repr, bad)) for raw, bad in way.bad.items()} for way in ways]
    assert quarantines[0] == quarantines[1]
    assert fast[1] == careful[1]
    assert fast[0] == careful[0]
    return fast


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of a size that a test fills: everything that can be is read fast."""
    monkeypatch.setattr(segments, "TINY", 1)
    monkeypatch.setattr(segments, "SIZE", 3000)
    # Files are read where they came from, too.
    monkeypatch.setattr(held, "_SETTLED_NS", -(10**12))
    monkeypatch.setattr(records, "LONGEST", 4000)
    monkeypatch.setattr(run, "COMMIT", 5)


def trail(number: int, **more: Any) -> bytes:
    return cloudtrail(number, **more).encode()


DRIFT: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
GOOD = st.integers(0, 9).map(trail)
DRIFTED = st.tuples(
    st.integers(0, 9), st.dictionaries(st.sampled_from([*TRAIL.columns, "eventid"]), DRIFT, max_size=4)
).map(lambda pair: trail(pair[0], **pair[1]))
INNER = st.tuples(st.sampled_from(["userIdentity", "responseElements", "resources", "additionalEventData"]), DRIFT).map(
    lambda pair: trail(1, **{pair[0]: {"arn": pair[1], "type": pair[1], "accessKeyId": pair[1]}})
)
TIMES = st.sampled_from(
    ["1969-12-31T00:00:00Z", "2099-01-01T00:00:00Z", "infinity", "99999-01-01", "2023-11-14T10:00:00+05:00", "x", 7]
).map(lambda time: trail(3, eventTime=time))
BROKEN = st.sampled_from(
    [
        b"", b" ", b"\r", b"oops", b"{", b"[1]", b'"text"', b"5", b"null", b"{}", b"\xff", b"\x00", b" \t" + trail(5),
        trail(6)[:-1], trail(6) + trail(7),
        trail(6) + b"\r", b"\r" + trail(6), b"\xef\xbb\xbf" + trail(6), trail(6) + b",",
        trail(6).replace(b"aws", b"\xff"), trail(6).replace(b"aws", b"\xed\xa0\x80"), trail(6) + b"\xff",
        trail(6).replace(b"{", b'{"eventID":"first",', 1), trail(6).replace(b"}", b",}"), b"x" * 4500,
        trail(8, requestParameters={"a": "b" * 5000}), trail(8, userAgent="a\u0000b"), trail(8, userAgent="\ud800"),
        b'{"Records":[' + trail(4) + b"]}", b"[" + trail(4) + b"]",
    ]
)  # fmt: skip
LINE = GOOD | DRIFTED | INNER | TIMES | BROKEN
CALM = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.long
@CALM
@given(
    files=st.lists(
        st.tuples(st.lists(LINE, max_size=12), st.sampled_from([b"\n", b"\r\n"])),
        min_size=1,
        max_size=3,
        unique_by=repr,
    )
)
def test_any_lines_come_out_alike(files: list[tuple[list[bytes], bytes]], small: None, tmp_path_factory: Any) -> None:
    contents = list(dict.fromkeys(end.join(lines) + end for lines, end in files))
    both(tmp_path_factory.mktemp("lines"), TRAIL, "aws@main", contents)


@pytest.mark.long
@CALM
@given(
    elements=st.lists(GOOD | DRIFTED | INNER | TIMES | BROKEN, max_size=8),
    between=st.sampled_from([b",", b" ,\n", b"", b",,"]),
    around=st.sampled_from(
        [(b'{"Records":[', b"]}"), (b"[", b"]"), (b' { "Records" : [ ', b" ] } \n"), (b'{"a":1,"Records":[', b"]}"),
         (b'{"Records":[', b'],"z":[1]}'), (b'{"Records":[', b"]"), (b"[", b"]}"), (b"[[", b"]]"), (b"[", b"],[]"),
         (b'{"Records":[', b']}{"Records":[]}'), (b"[", b"] [" + trail(9) + b"]"), (b'{"Records":[', b'}]}')]
    ),
)  # fmt: skip
def test_any_list_comes_out_alike(
    elements: list[bytes], between: bytes, around: tuple[bytes, bytes], small: None, tmp_path_factory: Any
) -> None:
    both(tmp_path_factory.mktemp("listed"), TRAIL, "aws@main", [around[0] + between.join(elements) + around[1]])


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_packed_files_and_damaged_ones(ending: str, small: None, tmp_path: Path) -> None:
    text = b"\n".join(trail(number) for number in range(30))
    packed = gzip.compress(text) if ending == ".gz" else zstandard.ZstdCompressor().compress(text)
    read, rows = both(tmp_path / "whole", TRAIL, "aws@main", [packed], ending)
    assert (read.new, len(rows)) == (30, 30)
    both(tmp_path / "cut", TRAIL, "aws@main", [packed[: len(packed) * 2 // 3]], ending)


def test_records_that_a_log_leaves_out_and_secrets(small: None, tmp_path: Path) -> None:
    lines = [
        json.dumps({"auditID": f"a{number}", "stage": stage, "verb": "get", "kind": "Event", "requestURI": "/api",
                    "requestReceivedTimestamp": "2023-11-14T09:22:49Z", "stageTimestamp": "2023-11-14T09:22:49Z"},
        ).encode()
        for number in range(9) for stage in ("RequestReceived", "ResponseComplete")
    ]  # fmt: skip
    read, _ = both(tmp_path / "kept", STAGED, "kubernetes@main", [b"\n".join(lines)])
    assert (read.records, read.left_out, read.new) == (18, 9, 9)


def test_each_file_under_its_own_hash_and_each_day_apart(small: None, tmp_path: Path) -> None:
    days = [b"\n".join(okta(day, published=f"2023-11-{day + 1:02d}T00:00:00Z").encode() for day in range(6)) + end
            for end in (b"", b"\n")]  # fmt: skip
    read, rows = both(tmp_path, SYSTEM_LOG, "okta@main", days)
    assert (read.records, read.new, len(rows)) == (12, 6, 6)


def test_a_large_file_goes_on_where_it_was_left(small: None, tmp_path: Path) -> None:
    text = b"\n".join(trail(number) for number in range(60))
    way = Way(tmp_path / "fast", fast=True)
    whole = Way(tmp_path / "whole", fast=True).read(TRAIL, Source.parse("aws@main"), [text])
    taken: list[int] = []
    adopt = Lake.adopt

    def dying(lake: Lake, *arguments: Any) -> int:
        taken.append(1)
        if len(taken) == 3:
            raise KeyboardInterrupt
        return adopt(lake, *arguments)

    with patch.object(Lake, "adopt", dying), pytest.raises(KeyboardInterrupt):
        way.read(TRAIL, Source.parse("aws@main"), [text])
    read, rows = way.read(TRAIL, Source.parse("aws@main"), [text])
    assert 0 < read.new < 60
    assert rows == whole[1]
    assert way.read(TRAIL, Source.parse("aws@main"), [text])[0] == Read(skipped=True)


def test_only_logs_with_a_vendors_id_are_read_fast() -> None:
    assert run.fits(TRAIL)
    assert not run.fits(catalogue.logs("jira")["access"])
