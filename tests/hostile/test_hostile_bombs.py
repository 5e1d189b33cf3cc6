"""A sync of bombs takes bounded memory and time, names what it does not read, and reads all else."""

from pathlib import Path

import pytest
from bomb_corpus import lay, lay_bombs, packed
from measured_sync import Took, check

pytestmark = pytest.mark.hostile


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
def test_packings(tmp_path: Path, empty: Took) -> None:
    files = packed(64 << 20)
    lay(tmp_path / "in", files)
    check(tmp_path, [one for one in files if "empty-members" not in one], empty, 120)
