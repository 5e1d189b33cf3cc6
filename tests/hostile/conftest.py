"""What hostile tests share: every one of them carries the marker, and runs under a limit of memory that it may add."""

from pathlib import Path

import pytest
from bomb_corpus import GOOD, lay
from measured_sync import Took, sync

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder: none is run by ``make test`` because its author forgot the marker."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.hostile)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Took:
    """Return what a sync of the good files alone takes."""
    folder = tmp_path_factory.mktemp("good")
    lay(folder / "in", GOOD)
    return sync(folder / "in", folder / "home")
