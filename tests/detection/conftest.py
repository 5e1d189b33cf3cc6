"""Fixtures of the detection tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from detection_world import World

from keyroll.store.session import Session


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An empty world."""
    with Session(tmp_path, threads=1) as session:
        yield World(session)
