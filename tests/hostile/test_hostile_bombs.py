"""A sync of bombs takes bounded memory and time, names what it does not read, and reads all else."""

from pathlib import Path

import pytest
from bomb_corpus import CONTENTS, GOOD, PLACES, lay, lay_bombs, packed
from measured_sync import MOST_MB, Took, good_is_read, reasons, sync

pytestmark = pytest.mark.hostile


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Took:
    """Return what a sync of the good files alone takes."""
    folder = tmp_path_factory.mktemp("good")
    lay(folder / "in", GOOD)
    return sync(folder / "in", folder / "home")


def is_blank_log(name: str) -> bool:
    """Say whether a file is a log of nothing but blank lines: nothing of it is lost, so nothing is named."""
    return "/logs/" in name and Path(name).name.partition(".")[0] in ("blanks", "line-ends")


def check(tmp_path: Path, laid: list[str], empty: Took, seconds: float) -> None:
    lay(tmp_path / "in", GOOD)
    took = sync(tmp_path / "in", tmp_path / "home")
    assert (took.code, "Traceback" in took.said) == (11, False), took.said[-2000:]
    assert good_is_read(tmp_path / "home")
    named = reasons(tmp_path / "home")
    assert [one for one in laid if one not in named and not is_blank_log(one)] == []
    assert took.memory - empty.memory < MOST_MB
    assert took.seconds - empty.seconds < seconds


def test_bombs_of_each_place_together(tmp_path: Path, empty: Took) -> None:
    contents = ("arrays", "envelope-of-blanks", "tiny-objects")
    check(tmp_path, lay_bombs(tmp_path / "in", 1 << 20, contents=contents), empty, 60)


@pytest.mark.long
def test_all_bombs_together(tmp_path: Path, empty: Took) -> None:
    files = packed(1 << 20)
    lay(tmp_path / "in", files)
    laid = [*lay_bombs(tmp_path / "in", 256 << 10), *(one for one in files if "empty-members" not in one)]
    check(tmp_path, laid, empty, 300)


@pytest.mark.long
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("content", CONTENTS)
def test_each_bomb_by_itself(tmp_path: Path, empty: Took, content: str, place: str) -> None:
    laid = lay_bombs(tmp_path / "in", 96 << 20, contents=(content,), places=(place,))
    check(tmp_path, laid, empty, 60)


@pytest.mark.long
def test_packings(tmp_path: Path, empty: Took) -> None:
    files = packed(64 << 20)
    lay(tmp_path / "in", files)
    check(tmp_path, [one for one in files if "empty-members" not in one], empty, 120)
