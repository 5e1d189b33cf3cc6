"""No configuration of a scanned repository runs a program: every key of git's, and every other way to name one."""

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from git_repositories import CLEAN, run_git
from hostile_repositories import base, keys, line_of, started, watched
from keyroll.api import Keyroll
from keyroll.intake.scan.placing import Root, Scan
from keyroll.intake.scan.root import scan_root
from keyroll.intake.scan.scanner import ScanMatch, Scanner, ScanOutcome, installed
from keyroll.providers.contracts.secrets import Shape
from keyroll.secret import Secret

pytestmark = pytest.mark.hostile


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    base(folder / "bare", folder / "CANARY")
    return folder


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scanner's folder, whose compiled rules serve all tests."""
    return tmp_path_factory.mktemp("own")


def scanned(folder: Path, scanner: Scanner, tmp_path: Path, canary: Path) -> Scan:
    """Scan with everything that could be run watched; no other program may start."""
    with watched(tmp_path / "watch") as notes, started() as programs:
        scan = scan_root(scanner, Root(folder, "in"))
    assert not notes.exists(), notes.read_text()
    assert not canary.exists()
    names = {Path(one[0]).name for one in programs}
    assert not {one for one in names if not one.startswith(("python", "kingfisher"))}, programs
    return scan


def test_git_itself_would_run_the_program(made: Path) -> None:
    """The repository is as dangerous as it is meant to be: an earlier version ran this."""
    head = run_git(made / "bare", "rev-parse", "main")
    command = ["git", "-C", str(made / "bare"), "log", "--no-walk=unsorted", "--stdin", "--format=%H %at"]
    subprocess.run(command, input=head, capture_output=True, check=True, env=CLEAN)
    assert (made / "CANARY").exists()
    (made / "CANARY").unlink()


@dataclass(frozen=True, slots=True)
class Looking(Scanner):
    """Stands for the scanner: looks at what it would see, and finds one value in one commit."""

    commit: str = ""

    def scan(self, path: Path, shapes: Sequence[Shape], *, history: bool, outcome: ScanOutcome) -> Iterator[ScanMatch]:
        for one in path.rglob("*"):
            assert not one.is_symlink()
            assert one.name.lower() not in (
                ".git",
                "hooks",
                "alternates",
                "replace",
                "shallow",
                "attributes",
                "worktrees",
            )
            assert history or one.name.lower() not in ("head", "objects", "refs")
        for seen in sorted(path.iterdir()) if history else ():
            assert (seen / "config").read_text() == "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
            assert {one.name for one in seen.iterdir()} == {"HEAD", "config", "objects", "refs"}
            value = Secret(b"glpat-Zx3kQ9vT7bLm2RwY8sHd")
            yield ScanMatch("betterleaks.gitlab-pat", value, {}, "a", 1, self.commit, str(seen))


def test_every_key_that_git_knows(made: Path, tmp_path: Path) -> None:
    root, canary = tmp_path / "in", made / "CANARY"
    known = keys()
    assert len(known) > 700
    commands = (f"touch {canary}", f"!touch {canary}", f"ext::touch {canary}")
    for number, key in enumerate(known):
        folder = root / f"r{number}"
        folder.mkdir(parents=True)
        shutil.copytree(made / "bare/objects/pack", folder / "objects/pack")
        (folder / "refs").mkdir()
        (folder / "HEAD").write_text("ref: refs/heads/main\n")
        text = (made / "bare/config").read_text() + "".join(line_of(key, one) for one in commands)
        (folder / "config").write_text(text)
        (folder / "config.worktree").write_text(text)
    commit = run_git(made / "bare", "rev-parse", "main").decode().strip()
    scan = scanned(root, Looking(Path("/nonexistent"), tmp_path / "own", commit=commit), tmp_path, canary)
    assert scan.outcome.because == ""
    assert len({one.where for one in scan.placed}) == len(known)
    assert all(one.since for one in scan.placed)


def test_all_keys_together_and_the_real_scanner(made: Path, own: Path, tmp_path: Path) -> None:
    root, canary = tmp_path / "in", made / "CANARY"
    for part in range(4):
        shutil.copytree(made / "bare", root / f"r{part}")
        with (root / f"r{part}/config").open("a") as stream:
            stream.write("".join(line_of(key, f"touch {canary}") for key in keys()[part::4]))
    scan = scanned(root, installed(own), tmp_path, canary)
    assert scan.outcome.because == ""
    kinds = [one.where for one in scan.placed if one.kind == "git_history"]
    assert {one.partition("/")[0] for one in kinds} == {f"history:r{part}" for part in range(4)}
    assert all(one.since for one in scan.placed if one.kind == "git_history")


def test_the_command_from_end_to_end(made: Path, tmp_path: Path) -> None:
    """The whole way of ``keyroll sync --scan``, where an earlier version ran the program."""
    shutil.copytree(made / "bare", tmp_path / "in/bare")
    with watched(tmp_path / "watch") as notes:
        summary, _ = Keyroll.open(tmp_path / "home").exports.scan([str(tmp_path / "in")])
    assert not notes.exists(), notes.read_text()
    assert not (made / "CANARY").exists()
    assert not summary.partial
    rows = [
        one
        for one in Keyroll.open(tmp_path / "home").inventory.listed("locations").rows
        if one["kind"] == "git_history"
    ]
    assert rows
    assert all(row["since"] for row in rows)


def hooks(folder: Path, canary: Path) -> None:
    for name in ("post-checkout", "pre-commit", "reference-transaction", "post-index-change", "fsmonitor-watchman"):
        (folder / "hooks").mkdir(exist_ok=True)
        (folder / "hooks" / name).write_text(f"#!/bin/sh\n/usr/bin/touch {canary}\n")
        (folder / "hooks" / name).chmod(0o755)


def attributes(folder: Path, canary: Path) -> None:
    text = "* filter=x diff=x merge=x ident working-tree-encoding=UTF-16 export-subst\n"
    (folder / "info").mkdir(exist_ok=True)
    (folder / "info/attributes").write_text(text)
    (folder / ".gitattributes").write_text(text)
    with (folder / "config").open("a") as stream:
        stream.write(
            "".join(line_of(f"{key}", f"touch {canary}") for key in keys() if key.startswith(("filter.", "diff.")))
        )


def included(folder: Path, canary: Path) -> None:
    (folder / "more").write_text(
        line_of("core.fsmonitor", f"touch {canary}") + line_of("core.sshCommand", f"touch {canary}")
    )
    with (folder / "config").open("a") as stream:
        for section in ("include", 'includeIf "gitdir:/"', 'includeIf "onbranch:**"'):
            stream.write(f"[{section}]\n\tpath = more\n")


def replaced(folder: Path, canary: Path) -> None:
    commits = run_git(folder, "rev-list", "--all").decode().split()
    (folder / "refs/replace").mkdir(parents=True, exist_ok=True)
    (folder / "refs/replace" / commits[0]).write_text(f"{'12345678' * 5}\n")
    (folder / "info").mkdir(exist_ok=True)
    (folder / "info/grafts").write_text(f"{commits[0]} {'12345678' * 5}\n")


def refs(folder: Path, canary: Path) -> None:
    (folder / "HEAD").write_text("ref: refs/heads/loop\n")
    (folder / "refs/heads/loop").write_text("ref: refs/heads/pool\n")
    (folder / "refs/heads/pool").write_text("ref: refs/heads/loop\n")
    (folder / "packed-refs").write_bytes(b"# pack-refs with: peeled\n" + b"^" * 5_000_000 + b"\n\x00 refs/../../x\n")


def graphs(folder: Path, canary: Path) -> None:
    (folder / "objects/info").mkdir(exist_ok=True)
    (folder / "objects/info/commit-graph").write_bytes(b"CGPH" + b"\xff" * 4000)
    (folder / "objects/info/packs").write_bytes(b"P ../../../../etc/passwd\n")
    (folder / "objects/pack").mkdir(exist_ok=True)
    (folder / "objects/pack/multi-pack-index").write_bytes(b"MIDX" + b"\xff" * 4000)


def names(folder: Path, canary: Path) -> None:
    (folder / f"$(touch {canary.name})").write_text("x")
    (folder / "--help").write_text("x")
    (folder / ";touch CANARY").write_text("x")
    (folder / "kingfisher.yaml").write_text(f"alert_webhook: http://127.0.0.1:9\noutput: {canary}\n")
    (folder / ".kingfisher.yaml").write_text(f"output: {canary}\n")


OTHERS: dict[str, Callable[[Path, Path], None]] = {
    one.__name__: one for one in (hooks, attributes, included, replaced, refs, graphs, names)
}


@pytest.mark.parametrize("way", OTHERS)
@pytest.mark.parametrize("bare", [True, False])
def test_other_ways(way: str, bare: bool, made: Path, own: Path, tmp_path: Path) -> None:
    root, canary = tmp_path / "in", made / "CANARY"
    folder = root / ("r" if bare else "r/.git")
    shutil.copytree(made / "bare", folder)
    OTHERS[way](folder, canary)
    scan = scanned(root, installed(own), tmp_path, canary)
    assert scan.outcome.because == ""
    history = [one for one in scan.placed if one.kind == "git_history"]
    assert history
    assert all(one.since and one.where.startswith("history:r/") for one in history)


@pytest.mark.parametrize("pointer", ["gitdir", "commondir", "alternates", "link", "objects"])
def test_a_repository_elsewhere_is_not_read(pointer: str, made: Path, own: Path, tmp_path: Path) -> None:
    root, canary = tmp_path / "in", made / "CANARY"
    (root / "r").mkdir(parents=True)
    (root / "a.txt").write_text('token = "glpat-Zx3kQ9vT7bLm2RwY8sHd"\n')
    out = made / "bare"
    git = root / "r/.git"
    if pointer == "gitdir":
        git.write_text(f"gitdir: {out}\n")
    elif pointer == "link":
        git.symlink_to(out)
    else:
        (git / "objects").mkdir(parents=True) if pointer != "objects" else git.mkdir()
        (git / "HEAD").write_text("ref: refs/heads/main\n")
        if pointer == "commondir":
            (git / "commondir").write_text(f"../../../../{out}\n")
        elif pointer == "alternates":
            (git / "objects/info").mkdir()
            (git / "objects/info/alternates").write_text(f"{out}/objects\n")
        else:
            (git / "objects").symlink_to(out / "objects")
    scan = scanned(root, installed(own), tmp_path, canary)
    assert scan.outcome.because.startswith(("the history of r: ", "r/.git is a link"))
    assert [one.where for one in scan.placed] == ["a.txt"]
