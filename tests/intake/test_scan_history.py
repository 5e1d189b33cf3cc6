"""A history is read as git reads it: same objects, dates and findings, in every form that git gives a repository."""

import random
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from git_repositories import CLEAN, build, run_git
from keyroll.intake.scan.placing import Root
from keyroll.intake.scan.repository import stores, view
from keyroll.intake.scan.repository.commits import authored
from keyroll.intake.scan.repository.limits import Corrupt, UnpackBudget
from keyroll.intake.scan.root import scan_root
from keyroll.intake.scan.scanner import Scanner, ScanOutcome, installed
from keyroll.intake.scan.tree import Tree
from keyroll.intake.scan.values import shapes, value_of
from keyroll.reveal import reveal


def nothing(_: Path) -> None:
    """Leave every object loose."""


def packed(folder: Path, *options: str) -> None:
    run_git(folder, *options, "repack", "-adq", "--depth=50", "--window=20")


def several(folder: Path) -> None:
    """Two packs and loose objects, one of which no commit names."""
    packed(folder)
    chance = random.Random(5)
    for number in range(2):
        tree = run_git(folder, "mktree", given=b"100644 blob %s\tn\n" % blob(folder, chance).strip()).strip().decode()
        made = run_git(folder, "commit-tree", "-m", "x", tree).strip().decode()
        run_git(folder, "update-ref", f"refs/heads/extra{number}", made)
        if not number:
            run_git(folder, "repack", "-dq")
    blob(folder, chance)


def blob(folder: Path, chance: random.Random) -> bytes:
    return run_git(folder, "hash-object", "-w", "--stdin", given=f"no = '{chance.random()}'\n".encode() * 9)


FORMS: dict[str, Callable[[Path], None]] = {
    "loose": nothing,
    "packed": packed,
    "bases by their ids": lambda folder: packed(folder, "-c", "repack.useDeltaBaseOffset=false"),
    "an index of version 1": lambda folder: packed(folder, "-c", "pack.indexVersion=1"),
    "no deltas": lambda folder: packed(folder, "-c", "pack.depth=0"),
    "packs and loose objects": several,
    "stored, not compressed": lambda folder: packed(folder, "-c", "core.compression=0"),
}


def viewed(root: Path, git: str, folder: Path) -> tuple[view.RepositoryView, list[str]]:
    faults: list[str] = []
    tree = Tree(root)
    where = stores.stores(tree, stores.ScannedRepository("", git, (root / git).is_file()), faults.append)
    seen = view.build(tree, where, folder, UnpackBudget(time.monotonic() + 60), faults.append)
    return seen, faults


def objects(folder: Path) -> list[bytes]:
    return sorted(run_git(folder, "cat-file", "--batch-all-objects", "--batch-check").splitlines())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", [1, 2])
def test_all_objects_dates_and_contents_are_as_git_reads_them(form: str, seed: int, tmp_path: Path) -> None:
    build(tmp_path / "r", seed)
    FORMS[form](tmp_path / "r")
    seen, faults = viewed(tmp_path, "r", tmp_path / "view")
    assert faults == []
    assert objects(seen.folder) == objects(tmp_path / "r")
    if "version 1" not in form:  # such an index holds no checksums
        run_git(seen.folder, "fsck", "--full", "--strict")
    told = run_git(tmp_path / "r", "log", "--all", "--format=%H %at").decode().split()
    dates = {name: datetime.fromtimestamp(int(at), UTC) for name, at in zip(told[::2], told[1::2], strict=True)}
    assert authored(seen, dates) == dates
    kinds = {b"commit": 1, b"tree": 2, b"blob": 3, b"tag": 4}
    for line in objects(tmp_path / "r"):
        name, kind, _ = line.split()
        content = run_git(tmp_path / "r", "cat-file", kind.decode(), name.decode())
        assert seen.content(name.decode(), 1 << 20) == (kinds[kind], content)


def met_by(scanner: Scanner, path: Path) -> set[tuple[str, str, int, str]]:
    """What the scanner finds in a history when it is given the repository itself, as an earlier version did."""
    outcome = ScanOutcome()
    found = set()
    for finding in scanner.scan(path, shapes(), history=True, outcome=outcome):
        value = value_of(finding)
        if value and finding.commit:
            with reveal(value.secret) as raw:
                found.add((finding.path, finding.commit, finding.line, raw.decode()))
    assert outcome.because == ""
    return found


@pytest.mark.nightly
@pytest.mark.parametrize("form", ["loose", "packed", "packs and loose objects"])
def test_findings_are_those_of_the_scanner_on_the_repository_itself(form: str, tmp_path: Path) -> None:
    tokens = build(tmp_path / "in" / "r", 7, commits=40)
    FORMS[form](tmp_path / "in" / "r")
    expected = met_by(Scanner(installed(tmp_path).program, tmp_path / "plain"), tmp_path / "in" / "r")
    scan = scan_root(installed(tmp_path / "own"), Root(tmp_path / "in", "in"))
    assert scan.outcome.because == ""
    histories = [one for one in scan.placed if one.kind == "git_history"]
    told = run_git(tmp_path / "in/r", "log", "--all", "--format=%H %at").decode().split()
    dates = dict(zip(told[::2], told[1::2], strict=True))
    first: dict[tuple[str, str], tuple[int, str, int]] = {}
    for path, commit, line, value in expected:
        sight = (int(dates[commit]), commit, line)
        first[path, value] = min(sight, first.get((path, value), sight))
    found = {}
    for one in histories:
        with reveal(one.value.secret) as raw:
            assert one.since is not None
            key = one.where.removeprefix("history:r/"), raw.decode()
            found[key] = (int(one.since.timestamp()), one.commit, one.line)
    assert found == first
    assert {value for _, value in found} == set(tokens)


def test_a_worktree_a_submodule_and_an_alternate_inside_the_root(tmp_path: Path) -> None:
    root = tmp_path / "in"
    build(root / "main.git", 3)
    run_git(root / "main.git", "worktree", "add", "-q", str(root / "checkout"), "main")
    (root / "second").mkdir()
    run_git(root / "second", "init", "-q", "-b", "main")
    (root / "second/.git/objects/info/alternates").write_text("# a comment\n../../../main.git/objects\n")
    seen, faults = viewed(root, "checkout/.git", tmp_path / "view")
    assert faults == []
    assert objects(seen.folder) == objects(root / "main.git")
    (root / "module").mkdir()
    (root / "module/.git").write_text("gitdir: ../main.git\n")
    for number, git in enumerate(("second/.git", "module/.git")):
        seen, faults = viewed(root, git, tmp_path / f"view{number}")
        assert faults == []
        assert objects(seen.folder) == objects(root / "main.git")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"author A <a@x> 1700000000 +0000", 1700000000),
        (b"author A > B <a@x> 5 -0700", 5),
        (b"author A <a@x> 99999999999999 +0000", None),
        (b"author A <a@x>", None),
        (b"author A <a@x> soon +0000", None),
        (b"author A <a@x> -5 +0000", None),
        (b"committer A <a@x> 7 +0000", None),
    ],
)
def test_the_date_of_an_odd_author(line: bytes, said: int | None, tmp_path: Path) -> None:
    root = tmp_path / "r"
    build(root, 1, commits=1)
    tree = run_git(root, "rev-parse", "main^{tree}").strip()
    text = b"tree %b\n%b\ncommitter C <c@x> 9 +0000\n\nauthor X <x@y> 77 +0000\n" % (tree, line)
    name = run_git(root, "hash-object", "-t", "commit", "-w", "--stdin", "--literally", given=text).strip().decode()
    seen, _ = viewed(tmp_path, "r", tmp_path / "view")
    assert authored(seen, {name, "0" * 40, "--help"}) == ({name: datetime.fromtimestamp(said, UTC)} if said else {})


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    root = tmp_path / "in"
    build(root / "r", 1)
    (root / "r/shallow").write_text("0" * 40 + "\n")
    _, faults = viewed(root, "r", tmp_path / "view")
    assert ["shallow" in one for one in faults] == [True]
    packed(root / "r")
    next((root / "r/objects/pack").glob("*.pack")).with_suffix(".promisor").touch()
    _, faults = viewed(root, "r", tmp_path / "view2")
    assert any("partial clone" in one for one in faults)
    subprocess.run(["git", "init", "-q", "--object-format=sha256", str(root / "n")], check=True, env=CLEAN)
    run_git(root / "n", "hash-object", "-w", "--stdin", given=b"text")
    seen, faults = viewed(root / "n", ".git", tmp_path / "view3")
    assert (seen.objects, ["SHA-256" in one for one in faults]) == (0, [True])
    (root / "out").mkdir()
    for target in (tmp_path, Path("/etc"), Path("../../elsewhere")):
        (root / "out/.git").write_text(f"gitdir: {target}\n")
        with pytest.raises(Corrupt, match="outside the scanned folder"):
            viewed(root, "out/.git", tmp_path / "view4")
