"""Nothing outside of a scanned root is read: through links, through races, or by names."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from keyroll.intake.scan.code_owners import CodeOwners
from keyroll.intake.scan.placing import Root
from keyroll.intake.scan.root import scan_root
from keyroll.intake.scan.scanner import ScanMatch, Scanner, ScanOutcome, installed
from keyroll.intake.scan.tree import MOST_DEEP, Tree
from keyroll.providers.contracts.secrets import Shape

pytestmark = pytest.mark.hostile

SECRET = b'token = "glpat-Zx3kQ9vT7bLm2RwY8sHd"\n'
OWN = b'token = "glpat-An0th3rV4lu3F0rTh1sT"\n'


@dataclass(frozen=True, slots=True)
class Reading(Scanner):
    """Stands for the scanner: keeps the content of all that it is shown."""

    seen: list[bytes] = None  # type: ignore[assignment]

    def scan(self, path: Path, shapes: Sequence[Shape], *, history: bool, outcome: ScanOutcome) -> Iterator[ScanMatch]:
        for one in sorted(path.rglob("*")):
            assert not one.is_symlink()
            if one.is_file():
                self.seen.append(one.read_bytes())
        yield from ()


def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    for name in ("secret.txt", "CODEOWNERS", "page.html"):
        (folder / name).write_bytes(SECRET)
    return folder


def link(path: Path, to: str | Path) -> Path:
    """Make a link, and the folder that it stands in."""
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(to)
    return path


LINKS: dict[str, Callable[[Path, Path], object]] = {
    "a file": lambda root, out: (root / "a.txt").symlink_to(out / "secret.txt"),
    "a folder": lambda root, out: (root / "a").symlink_to(out),
    "a relative one": lambda root, out: (root / "a.txt").symlink_to("../outside/secret.txt"),
    "a chain": lambda root, out: [link(root / "a", "b"), link(root / "b", out)],
    "a loop": lambda root, out: [link(root / "a", "b"), link(root / "b", "a")],
    "the system's": lambda root, out: (root / "a").symlink_to("/proc/self/environ"),
    "owners": lambda root, out: [link(root / "docs", out), link(root / "CODEOWNERS", out / "page.html")],
    "an export": lambda root, out: link(root / "wiki/page.html", out / "page.html"),
    "a pipe": lambda root, out: os.mkfifo(root / "pipe.txt"),
    "itself": lambda root, out: (root / "a").symlink_to("."),
    "a git folder": lambda root, out: link(root / "r/.git", out),
    "odd names": lambda root, out: ((root / "..\\x").write_bytes(OWN), (root / "a\nb\x1b[2J").write_bytes(OWN)),
    "a name of no encoding": lambda root, out: Path(os.fsdecode(bytes(root) + b"/\xff\xfe")).write_bytes(OWN),
}  # fmt: skip


@pytest.mark.parametrize("what", LINKS)
def test_a_link_is_not_followed(what: str, tmp_path: Path) -> None:
    root, out = tmp_path / "in", outside(tmp_path)
    root.mkdir()
    (root / "own.txt").write_bytes(OWN)
    LINKS[what](root, out)
    scanner = Reading(Path("/nonexistent"), tmp_path / "own", seen=[])
    scan = scan_root(scanner, Root(root, "in"))
    assert set(scanner.seen) == {OWN}
    assert (scan.outcome.because == "") == (what != "a git folder")
    assert CodeOwners(root).of("own.txt") == ""
    assert not list((tmp_path / "own").iterdir())


def test_a_folder_that_becomes_a_link_in_the_middle(tmp_path: Path) -> None:
    """Two threads change a folder and a file into links and back, as fast as they can, while the root is scanned."""
    root, out = tmp_path / "in", outside(tmp_path)
    (root / "a").mkdir(parents=True)
    (root / "spare").mkdir()
    for folder in (root / "a", root / "spare"):
        for name in ("secret.txt", *(f"f{place}" for place in range(50))):
            (folder / name).write_bytes(OWN)
    (root / "link").symlink_to(out)
    (out / "f1").write_bytes(SECRET)
    ended = threading.Event()

    def change() -> None:
        while not ended.is_set():
            for first, second in (("a", "x"), ("link", "a"), ("a", "link"), ("x", "a")):
                (root / first).rename(root / second)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for place in range(40):
            scanner = Reading(Path("/nonexistent"), tmp_path / f"own{place % 2}", seen=[])
            scan_root(scanner, Root(root, "in"))
            assert set(scanner.seen) <= {OWN}
        tree = Tree(root)
        for _ in range(3000):
            try:
                assert tree.read("a/secret.txt", 1000) == OWN
            except OSError:
                continue
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize(
    "shown", ["../outside/secret.txt", "/etc/passwd", "a/../../outside/secret.txt", "a//b", ".", ""]
)
def test_no_name_leads_out(shown: str, tmp_path: Path) -> None:
    outside(tmp_path)
    (tmp_path / "in/a").mkdir(parents=True)
    with pytest.raises(OSError):  # noqa: PT011 - which one differs by the name
        Tree(tmp_path / "in").read(shown, 1000)


def test_folders_that_lie_too_deep_are_said(tmp_path: Path) -> None:
    here = Path.cwd()
    (tmp_path / "in").mkdir()
    try:
        os.chdir(tmp_path / "in")
        for _ in range(MOST_DEEP + 20):
            Path("d").mkdir()
            os.chdir("d")
    finally:
        os.chdir(here)
    scanner = Reading(Path("/nonexistent"), tmp_path / "own", seen=[])
    assert "too deep" in scan_root(scanner, Root(tmp_path / "in", "in")).outcome.because


def test_long_and_clashing_names_are_read_all_the_same(tmp_path: Path) -> None:
    root = tmp_path / "in"
    folder = root / "/".join("n" * 200 for _ in range(18))
    folder.mkdir(parents=True)
    (folder / ("f" * 250)).write_bytes(SECRET)
    for name in ("HEAD", "HEAD-copy", "head", "objects", ".git-copy"):
        (root / name).write_bytes(OWN)
    (root / "b/refs").mkdir(parents=True)
    (root / "b/HEAD").write_bytes(b"ref: refs/heads/main\n")
    (root / "b/objects/aa").mkdir(parents=True)
    (root / "b/objects/readme.txt").write_bytes(SECRET)
    scan = scan_root(installed(tmp_path / "own"), Root(root, "in"))
    assert scan.outcome.because == ""
    found = {one.where for one in scan.placed}
    assert found == {
        "HEAD", "HEAD-copy", "head", "objects", ".git-copy", "b/objects/readme.txt",
        f"{folder.relative_to(root).as_posix()}/{'f' * 250}",
    }  # fmt: skip
