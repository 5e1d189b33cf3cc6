"""A sync of one bomb in a log's folder or nowhere takes bounded memory and time, names it, and reads all else."""

from pathlib import Path

import pytest
from bomb_corpus import CONTENTS, LISTS, PLACES, lay_bombs
from measured_sync import Took, check

pytestmark = [pytest.mark.hostile, pytest.mark.long]


@pytest.mark.parametrize("place", [one for one in PLACES if one not in LISTS])
@pytest.mark.parametrize("content", CONTENTS)
def test_each_bomb_by_itself(tmp_path: Path, empty: Took, content: str, place: str) -> None:
    laid = lay_bombs(tmp_path / "in", 96 << 20, contents=(content,), places=(place,))
    check(tmp_path, laid, empty, 60)
