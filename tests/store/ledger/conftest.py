"""The same tests run on both databases."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from keyroll.clock import FixedClock
from keyroll.store.ledger.engine import open_engine
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.migrations import migrate

NOW = datetime(2023, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def connect() -> Iterator[Callable[[str], Engine]]:
    """Open engines that are closed at the end of the test."""
    opened: list[Engine] = []

    def open_one(url: str) -> Engine:
        opened.append(open_engine(url))
        return opened[-1]

    yield open_one
    for engine in opened:
        engine.dispose()


@pytest.fixture
def engine(ledger_url: str, connect: Callable[[str], Engine]) -> Engine:
    """A ledger of the newest layout."""
    one = connect(ledger_url)
    migrate(one)
    return one


@pytest.fixture
def ledger(engine: Engine) -> Ledger:
    return Ledger(engine, FixedClock(NOW))
