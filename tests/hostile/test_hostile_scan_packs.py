"""Broken and hostile objects: each costs itself and is said, and all else is still read, in bounded time and memory."""

import os
import random
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from git_repositories import run_git, token
from hostile_repositories import back, blob_id, entry, number, write_pack
from keyroll.intake.scan.placing import Root
from keyroll.intake.scan.repository import limits, stores, view
from keyroll.intake.scan.repository.limits import UnpackBudget
from keyroll.intake.scan.root import scan_root
from keyroll.intake.scan.scanner import installed
from keyroll.intake.scan.tree import Tree
from keyroll.reveal import reveal

pytestmark = pytest.mark.hostile

GOOD = b'token = "glpat-Zx3kQ9vT7bLm2RwY8sHd"\n'
BLOB, OFFSET, REFERENCE = 3, 6, 7
ODD, SAME = b"\x11" * 20, b"\x90\x09"
COPY_ALL = bytes([0x80 | 0x10 | 0x20, 0xFF, 0xFF])  # 65,535 bytes from the beginning


def named(content: bytes, one: bytes = b"") -> tuple[bytes, bytes]:
    return blob_id(content), one or entry(BLOB, content)


def delta(before: int, after: int, code: bytes) -> bytes:
    return number(before) + number(after) + code


def rewritten(folder: Path, change: Callable[[bytearray], object]) -> None:
    """Change the index of a pack that is sound."""
    path = write_pack(folder, [named(GOOD), named(b"x" * 50)]).with_suffix(".idx")
    text = bytearray(path.read_bytes())
    change(text)
    path.write_bytes(text)


def beside(kind: int, content: bytes, size: int = -1, head: bytes = b"") -> Callable[[Path], object]:
    """Write a pack with a sound object and, after it, one entry that is not."""
    return lambda folder: write_pack(folder, [named(GOOD), (ODD, entry(kind, content, size, head))])


def changed(where: slice, text: bytes) -> Callable[[Path], object]:
    """Write a pack apart whose index is changed at a place."""
    return lambda folder: rewritten(folder / "broken", lambda index: index.__setitem__(where, text))


def chain(length: int) -> list[tuple[bytes, bytes]]:
    """Deltas, each on the one before it."""
    entries = [named(b"a" * 40)]
    for place in range(length):
        one = entry(OFFSET, delta(40, 40, b"\x90\x28"), head=back(len(entries[-1][1])))
        entries.append((struct.pack(">I", place) + bytes(16), one))
    return entries


#: Each writes one broken thing beside a sound object; the text is a part of what is said of it.
BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "a delta on itself by its id": (beside(REFERENCE, delta(9, 9, SAME), head=ODD), "circle"),
    "two deltas on each other": (
        lambda r: write_pack(
            r,
            [
                named(GOOD),
                (ODD, entry(REFERENCE, delta(9, 9, SAME), head=b"\x22" * 20)),
                (b"\x22" * 20, entry(REFERENCE, delta(9, 9, SAME), head=ODD)),
            ],
        ),
        "circle",
    ),
    "a base before the pack": (beside(OFFSET, delta(9, 9, SAME), head=back(1 << 40)), "a base lies outside"),
    "a base within an entry": (beside(OFFSET, delta(9, 9, SAME), head=back(7)), "a base is not in its pack"),
    "a base that is nowhere": (beside(REFERENCE, delta(9, 9, SAME), head=b"\x99" * 20), "a base is not in its pack"),
    "a chain that is too long": (lambda r: write_pack(r, [*chain(4200), named(GOOD)]), "longer than 4095"),
    "a bomb that says its size": (beside(BLOB, bytes(6_000_000), 1 << 34), "over 256 MB"),
    "a bomb that lies about its size": (beside(BLOB, bytes(60_000_000), 50), ""),
    "a delta that makes a bomb": (
        beside(REFERENCE, delta(len(GOOD), 65535 * 80000, COPY_ALL * 80000), head=blob_id(GOOD)),
        "over 256 MB",
    ),
    "a delta of no length": (beside(OFFSET, b"", head=back(len(entry(BLOB, GOOD)))), "a delta is broken"),
    "an entry of no kind": (beside(5, b"x" * 30), "unknown kind"),
    "an entry without an end": (lambda r: write_pack(r, [named(GOOD), (ODD, b"\xff" * 60)]), "cut off"),
    "an offset far outside": (lambda r: write_pack(r, [named(b"y" * 60), named(GOOD)], offsets=[1 << 30]), "outside"),
    "an offset in the header": (lambda r: write_pack(r, [named(b"y" * 60), named(GOOD)], offsets=[3]), "outside"),
    "a huge offset without a table": (changed(slice(1080, 1084), b"\xff" * 4), "index is broken"),
    "a count over all limits": (changed(slice(1028, 1032), b"\xff" * 4), "index is broken"),
    "an index that is cut off": (changed(slice(900, None), b""), "index is broken"),
    "an index of nothing": (changed(slice(0, None), b""), "index is broken"),
    "a count that is a lie": (lambda r: write_pack(r, [named(GOOD)], count=0xFFFFFFFF), "names 1 of 4294967295"),
    "a pack without an index": (
        lambda r: write_pack(r / "broken", [named(b"z" * 30)]).with_suffix(".idx").unlink(),
        "cannot be read: No such file",
    ),
    "a pack that is none": (
        lambda r: write_pack(r / "broken", [named(b"z" * 30)]).write_bytes(b"PICK" + bytes(400)),
        "no pack",
    ),
    "an empty pack": (lambda r: write_pack(r / "broken", [named(b"z" * 30)]).write_bytes(b""), "cut off"),
}


def build_view(root: Path, tmp_path: Path) -> tuple[view.RepositoryView, list[str]]:
    faults: list[str] = []
    tree = Tree(root)
    where = stores.stores(tree, stores.ScannedRepository("r", "r"), faults.append)
    return view.build(tree, where, tmp_path / "view", UnpackBudget(time.monotonic() + 60), faults.append), faults


def repository(root: Path) -> Path:
    folder = root / "r"
    (folder / "objects").mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    return folder


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_costs_itself_only(what: str, tmp_path: Path) -> None:
    make, said = BROKEN[what]
    folder = repository(tmp_path / "in")
    make(folder)
    moved(folder)
    began = time.process_time()
    seen, faults = build_view(tmp_path / "in", tmp_path)
    assert time.process_time() - began < 5
    assert any(said in one for one in faults) if said else faults == []
    # Git itself reads what was left of it, and finds the sound object there.
    assert run_git(seen.folder, "cat-file", "blob", blob_id(GOOD).hex()) == GOOD
    assert seen.content(blob_id(GOOD).hex(), 1 << 20) == (BLOB, GOOD)


def moved(folder: Path) -> None:
    """Bring what was made apart into the repository, and a sound object beside it."""
    apart = folder / "broken/objects/pack"
    for path in apart.iterdir() if apart.is_dir() else ():
        (folder / "objects/pack").mkdir(exist_ok=True)
        path.rename(folder / "objects/pack" / path.name)
    if apart.is_dir():
        write_pack(folder, [named(GOOD)])


def test_the_scanner_reads_what_is_left_of_all_of_them(tmp_path: Path) -> None:
    """Every broken thing at once beside sound ones: all is read that can be, and the scan says so."""
    chance, root = random.Random(3), tmp_path / "in"
    folder = repository(root)
    values = []
    for make, _ in BROKEN.values():
        make(folder)
        moved(folder)
        values.append(token(chance))
        write_pack(folder, [named(f'token = "{values[-1]}"\n'.encode())])
    (root / "a.txt").write_text(f'token = "{token(chance)}"\n')
    scan = scan_root(installed(tmp_path / "own"), Root(root, "in"))
    assert scan.outcome.because.startswith("the history of r: ")
    found = set()
    for one in scan.placed:
        with reveal(one.value.secret) as raw:
            found.add(raw.decode())
    assert found >= {*values, "glpat-Zx3kQ9vT7bLm2RwY8sHd"}
    assert "a.txt" in {one.where for one in scan.placed}


LOOSE: dict[str, tuple[bytes, str]] = {
    "no stream": (b"plain text, which is no stream", "cannot be unpacked"),
    "no header": (zlib.compress(b"something else" * 9), "cannot be unpacked"),
    "a size that is no number": (zlib.compress(b"blob -1\x00x"), "cannot be unpacked"),
    "a huge size": (zlib.compress(b"blob 99999999999\x00x"), "over 256 MB"),
    "a header without an end": (zlib.compress(b"blob " + b"1" * 5000), "cannot be unpacked"),
    "more than it says": (zlib.compress(b"blob 30\x00" + os.urandom(60_000)), "longer than it says"),
    "empty": (b"", "cannot be unpacked"),
}


@pytest.mark.parametrize("what", LOOSE)
def test_a_loose_object_costs_itself_only(what: str, tmp_path: Path) -> None:
    text, said = LOOSE[what]
    folder = repository(tmp_path / "in")
    good = blob_id(GOOD).hex()
    for name, content in ((good, zlib.compress(b"blob %d\x00%b" % (len(GOOD), GOOD))), ("ab" * 20, text)):
        (folder / "objects" / name[:2]).mkdir()
        (folder / "objects" / name[:2] / name[2:]).write_bytes(content)
    seen, faults = build_view(tmp_path / "in", tmp_path)
    assert [said in one for one in faults] == [True]
    assert seen.objects == 1
    assert run_git(seen.folder, "cat-file", "blob", good) == GOOD


def test_limits_of_a_whole_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = repository(tmp_path / "in")
    for place in range(6):
        write_pack(folder, [named(b"%d" % place * 1000), named(b"b%d" % place * 900)])
    for name, most, said in (
        ("MOST_PACKS", 5, "over 5 packs"), ("MOST_PACKED", 40, "over the limit"), ("MOST_INDEX", 100, "over the limit"),
    ):  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(view, name, most)
            (tmp_path / name).mkdir()
            _, faults = build_view(tmp_path / "in", tmp_path / name)
        assert said in faults[0]
    faults = []
    budget = UnpackBudget(time.monotonic() + 60, unpacked=5000, objects=7)
    where = stores.stores(Tree(tmp_path / "in"), stores.ScannedRepository("r", "r"), faults.append)
    seen = view.build(Tree(tmp_path / "in"), where, tmp_path / "few", budget, faults.append)
    assert seen.objects <= 5
    assert {one.rpartition(": ")[2] for one in faults} == {
        "the repository unpacks to too much",
        "the repository has too many objects",
    }
    faults = []
    late = UnpackBudget(time.monotonic() - 1)
    view.build(Tree(tmp_path / "in"), where, tmp_path / "late", late, faults.append)
    assert "the time for this scan is over" in faults[0]
    assert limits.MOST_OBJECT == 256 << 20


def test_stores_that_lead_in_a_circle(tmp_path: Path) -> None:
    root = tmp_path / "in"
    for name, other in (("a", "b"), ("b", "a")):
        (root / name / "objects/info").mkdir(parents=True)
        (root / name / "objects/info/alternates").write_text(f"../../{other}/objects\n../../{name}/objects\n")
    faults: list[str] = []
    assert stores.stores(Tree(root), stores.ScannedRepository("a", "a"), faults.append) == ["a/objects", "b/objects"]
    assert faults == []
    for place in range(9):
        (root / f"c{place}/objects/info").mkdir(parents=True)
        (root / f"c{place}/objects/info/alternates").write_text(f"../../c{place + 1}/objects\n")
    (root / "c9/objects").mkdir(parents=True)
    assert len(stores.stores(Tree(root), stores.ScannedRepository("c0", "c0"), faults.append)) == 6
    assert "too deep" in faults[0]
