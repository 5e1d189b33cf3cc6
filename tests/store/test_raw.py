"""Raw: what came in is kept by content, private, and found again only while it is the same."""

import gzip
import hashlib
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, example, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from keyroll.errors import KeyrollError
from keyroll.store import held
from keyroll.store.raw import Damaged, RawStore, Unreadable, chunks, contents
from keyroll.store.unpacking import PACKED


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    return RawStore(tmp_path / "raw")


def given(tmp_path: Path, content: bytes, name: str = "file") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def unpacked(path: Path) -> bytes:
    return b"".join(chunks(path))


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"", ".zst"),
        (b"hello\n" * 9999, ".zst"),
        (gzip.compress(b"hello"), ".gz"),
        (zstandard.compress(b"hello"), ".zst"),
        (b"\x1f\x8b", ".gz"),
    ],
    ids=["empty", "lines", "gzip", "zstd", "cut"],
)
def test_a_file_is_kept_under_the_hash_of_what_was_delivered(
    store: RawStore, tmp_path: Path, content: bytes, ending: str
) -> None:
    file = given(tmp_path, content)
    kept = store.keep(file)
    assert (kept.sha256, kept.size, kept.how) == (hashlib.sha256(content).hexdigest(), len(content), "copy")
    assert kept.path == tmp_path / "raw" / f"{kept.sha256}{ending}"
    if content not in (b"\x1f\x8b",):
        assert unpacked(kept.path) == unpacked(file)
    file.unlink()
    assert store.find(kept.sha256) == kept.path


def test_only_the_owner_may_read_it(store: RawStore, tmp_path: Path) -> None:
    file = given(tmp_path, b"hello")
    file.chmod(0o644)
    kept = store.keep(file)
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.path.parent.stat().st_mode) == 0o700


def test_the_same_content_is_kept_once(store: RawStore, tmp_path: Path) -> None:
    one = store.keep(given(tmp_path, b"hello", "one"))
    before = one.path.stat()
    two = store.keep(given(tmp_path, b"hello", "two"))
    assert two == one
    assert one.path.stat().st_mtime_ns == before.st_mtime_ns
    assert len(list((tmp_path / "raw").iterdir())) == 1


def test_by_reference_nothing_is_copied_and_a_change_is_noticed(store: RawStore, tmp_path: Path) -> None:
    file = given(tmp_path, b"a secret")
    kept = store.keep(file, reference=True)
    assert (kept.path, kept.how, kept.size) == (file, "reference", 8)
    assert not (tmp_path / "raw").exists()
    assert store.find(kept.sha256, str(file)) == file
    file.write_bytes(b"A secret")
    with pytest.raises(KeyrollError, match="is no longer the file that was read"):
        store.find(kept.sha256, str(file))
    file.unlink()
    with pytest.raises(KeyrollError, match="is not kept here"):
        store.find(kept.sha256, str(file))
    with pytest.raises(KeyrollError, match="is not kept here"):
        store.find(kept.sha256)


def test_what_cannot_be_read_leaves_nothing(store: RawStore, tmp_path: Path) -> None:
    for unreadable in (tmp_path / "nowhere", tmp_path, Path("/proc/self/mem")):
        for reference in (False, True):
            with pytest.raises(Unreadable, match="the file cannot be read: "):
                store.keep(unreadable, reference=reference)
        with pytest.raises(Damaged):
            unpacked(unreadable)
    assert not (tmp_path / "raw").exists() or list((tmp_path / "raw").iterdir()) == []


@pytest.mark.parametrize("place", ["raw.file-written", "raw.kept"])
def test_a_killed_writer_leaves_all_or_nothing(tmp_path: Path, place: str) -> None:
    def kill(where: str) -> None:
        if where == place:
            raise KeyboardInterrupt

    file = given(tmp_path, b"hello")
    with pytest.raises(KeyboardInterrupt):
        RawStore(tmp_path / "raw", fault=kill).keep(file)
    store = RawStore(tmp_path / "raw")
    store.sweep()
    assert len(list((tmp_path / "raw").iterdir())) == (place == "raw.kept")
    assert unpacked(store.keep(file).path) == b"hello"
    store.sweep()
    assert len(list((tmp_path / "raw").iterdir())) == 1


def test_a_sweep_of_nothing(store: RawStore) -> None:
    store.sweep()


# Contents of a plain file: read where it came from while it is the same, else where it is kept ------------------------


def appended(file: Path) -> None:
    with file.open("ab") as stream:
        stream.write(b"more\n")


def cut(file: Path) -> None:
    file.write_bytes(b"")


def replaced(file: Path) -> None:
    other = file.with_name("other")
    other.write_bytes(b"x" * file.stat().st_size)
    other.replace(file)


def left(_: Path) -> None:
    pass


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@for_all(
    lines=st.lists(st.binary(max_size=30), max_size=20),
    size=st.integers(1, 64),
    after=st.integers(0, 5),
    change=st.sampled_from([left, appended, cut, replaced, Path.unlink]),
)
@example(lines=[b"a" * 20, b"b" * 20], size=8, after=1, change=replaced)
def test_contents_are_those_that_were_hashed_whatever_becomes_of_the_file(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lines: list[bytes],
    size: int,
    after: int,
    change: Callable[[Path], None],
) -> None:
    monkeypatch.setattr(held, "_SETTLED_NS", -(10**12))
    content = b"\n".join(lines)
    if content[:2] in PACKED:
        return
    file = given(tmp_path, content)
    kept = RawStore(Path(tempfile.mkdtemp(dir=tmp_path))).keep(file)
    assert kept.origin is not None
    coming, found = contents(kept, size), []
    for piece in coming:
        found.append(piece)
        if len(found) == after:
            change(file)
    assert b"".join(found) == content
    file.unlink(missing_ok=True)


def test_pieces_end_with_a_line(store: RawStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held, "_SETTLED_NS", -(10**12))
    kept = store.keep(given(tmp_path, b"one\ntwo\nthree\nfour"))
    assert list(contents(kept, 5)) == [b"one\ntwo\n", b"three\n", b"four"]


def test_a_file_that_changed_a_moment_ago_is_read_where_it_is_kept(store: RawStore, tmp_path: Path) -> None:
    file = given(tmp_path, b"fresh")
    kept = store.keep(file)
    file.write_bytes(b"other")
    assert (kept.origin, b"".join(contents(kept, 5))) == (None, b"fresh")


def test_a_packed_file_is_unpacked_where_it_is_kept(
    store: RawStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "_SETTLED_NS", -(10**12))
    kept = store.keep(given(tmp_path, gzip.compress(b"hello")))
    assert (kept.origin, b"".join(contents(kept, 2))) == (None, b"hello")
