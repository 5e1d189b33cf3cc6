"""Fixtures of the posture tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from posture_world import Roll

from keyroll.store.session import Session


@pytest.fixture
def keyroll(tmp_path: Path) -> Iterator[Roll]:
    """An empty keyroll."""
    with Session(tmp_path, threads=1) as session:
        yield Roll(session)
