"""The small home of these tests, made once; each test works in a copy of its own."""

import pytest
from console_home import small_home

from small_world import SmallWorld


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    return small_home(tmp_path_factory.mktemp("made"))
