"""Fixtures of the tests of Sigma rules."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sigma_world import Logs

from keyroll.store.session import Session


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Logs]:
    """An empty session for logs."""
    with Session(tmp_path / "spill", threads=1) as session:
        yield Logs(session)


@pytest.fixture(scope="session")
def shared_logs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Logs]:
    """One session for tests that make their logs again each time."""
    with Session(tmp_path_factory.mktemp("spill"), threads=1) as session:
        yield Logs(session)
