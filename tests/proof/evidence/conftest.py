"""A ledger for evidence, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from evidence_logs import NOW, whole

from keyroll.clock import FixedClock
from keyroll.store.ledger.ledger import Ledger


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def evidence_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def ledger(evidence_url: str) -> Iterator[Ledger]:
    one = Ledger.open(evidence_url, FixedClock(NOW))
    yield one
    one.close()


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A bundle of four statements out of a log of seven."""
    ledger = Ledger.open(tmp_path_factory.mktemp("sound") / "ledger.sqlite", FixedClock(NOW))
    content = whole(ledger)
    ledger.close()
    return content
