"""A full disk, a file-size limit, a loose umask, loose rights: a clear end, nothing half-written, nothing readable."""

import os
import resource
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hostile_runs import Done, clean, run

from keyroll.errors import failed, refused
from small_world import SmallWorld, account, at, call, iso, jira_line, key

pytestmark = [pytest.mark.hostile, pytest.mark.skipif(os.name != "posix", reason="POSIX")]


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = SmallWorld(tmp_path_factory.mktemp("exports"))
    world.keys("10-06", *(key(f"K{number}") for number in range(40)))
    world.jira("10-06", *(account(f"svc{number}") for number in range(40)))
    world.trail(*(call("GetObject", iso("10-19"), f"K{number}", str(number)) for number in range(40)))
    world.log("jira@main", "access", *(jira_line(f"svc{number}", at("10-19")) for number in range(40)), ending="log")
    return world.exports


@pytest.fixture(scope="module")
def whole(exports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("whole") / "home"
    assert run("sync", "--from", str(exports), home=home).code == 0
    return home


@contextmanager
def limited(size: int) -> Iterator[None]:
    """Let no file grow over a size, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def rows(home: Path) -> str:
    return clean(run("list", "credentials", "--format", "csv", home=home)).out


def half_written(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.name.endswith(".part") or path.name.startswith("arriving-")]


@pytest.mark.parametrize("size", [0, 1, 512, 2_000, 20_000, 60_000, 250_000])
def test_a_file_size_limit_ends_clearly_and_a_later_run_completes(
    size: int, exports: Path, whole: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with limited(size):
        done = clean(run("sync", "--from", str(exports), home=home))
    if done.code:
        assert done.code == 1
        assert "ulimit" in done.err or "free some space" in done.err or "disk" in done.err, done.err
    assert not half_written(home)
    assert clean(run("sync", "--from", str(exports), home=home)).code == 0
    assert rows(home) == rows(whole)


def test_an_export_over_the_limit_leaves_no_file(whole: Path, tmp_path: Path) -> None:
    with limited(100):
        done = clean(run("list", "credentials", "--format", "csv", "-o", str(tmp_path / "keyroll.csv"), home=whole))
    assert done.code in (1, 2)
    assert not list(tmp_path.iterdir())


def loose(home: Path) -> list[str]:
    return [f"{path} {stat.S_IMODE(path.lstat().st_mode):o}" for path in (home, *home.rglob("*")) if _open(path)]


def _open(path: Path) -> bool:
    return not path.is_symlink() and bool(path.lstat().st_mode & 0o077)


def test_with_any_umask_everything_is_its_owners_alone(exports: Path, tmp_path: Path) -> None:
    """Ledger, its log and index, lake, raw copies, keys, settings, temporary files, exports."""
    before = os.umask(0)
    try:
        home = tmp_path / "home"
        assert run("sync", "--from", str(exports), home=home).code == 0
        run("hunt", home=home)
        run("incident", "open", "x", "--vendor", "Okta", "--from", "2023-09-01", "--to", "2023-10-01", home=home)
        run("report", "key", home=home)
        assert os.umask(0) == 0
    finally:
        os.umask(before)
    assert len(list(home.rglob("*.parquet"))) > 5
    assert not loose(home)


def refusal(done: Done) -> str:
    assert done.code == 2, done
    return clean(done).err


def test_a_home_that_others_could_read_is_made_private_and_that_is_said(
    whole: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    (home / "install.key").write_text("0" * 64)
    home.chmod(0o755)
    for name in ("ledger.sqlite", "install.key"):
        (home / name).chmod(0o644)
    (home / "lake").chmod(0o755)
    (home / "notes.txt").write_text("not ours")
    (home / "notes.txt").chmod(0o644)
    done = clean(run("list", "sources", home=home))
    assert done.code == 0
    assert f"others could read {home}" in caplog.text
    assert "install.key" in caplog.text
    for name in ("", "ledger.sqlite", "install.key", "lake"):
        assert not _open(home / name)
    assert _open(home / "notes.txt")
    caplog.clear()
    assert clean(run("list", "sources", home=home)).code == 0
    assert not caplog.text


@pytest.mark.parametrize("mode", [0o757, 0o777, 0o703])
def test_a_home_that_others_could_write_is_refused(mode: int, whole: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(whole, home)
    home.chmod(mode)
    assert "others can write to the home" in refusal(run("list", "sources", home=home))


def test_a_folder_that_others_can_write_holds_no_home(whole: Path, tmp_path: Path) -> None:
    above = tmp_path / "shared"
    shutil.copytree(whole, above / "deep" / "home")
    above.chmod(0o777)
    said = refusal(run("list", "sources", home=above / "deep" / "home"))
    assert f"others can write to {above}" in said
    assert f"chmod go-w {above}" in said
    above.chmod(0o1777)
    assert clean(run("list", "sources", home=above / "deep" / "home")).code == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a link away")
def test_a_link_of_another_user_leads_to_no_home(whole: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(whole)
    assert clean(run("list", "sources", home=link)).code == 0
    os.chown(link, 12345, 12345, follow_symlinks=False)
    assert "a link that belongs to another user" in refusal(run("list", "sources", home=link))


@pytest.mark.parametrize("name", ["ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM", "EMFILE", "EIO", "ENOENT"])
def test_every_refusal_of_the_system_says_what_to_do(name: str) -> None:
    import errno

    number = getattr(errno, name)
    known = failed(OSError(number, os.strerror(number), "/a/place"))
    assert "/a/place" in str(known)
    assert known.hint
    assert known.exit_code == 1
    told = refused(f"IO Error: cannot write: {os.strerror(number)} (os error {number})")
    assert (told is None) == (name == "ENOENT")
