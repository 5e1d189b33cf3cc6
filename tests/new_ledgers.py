"""New ledgers of tests: each is a copy of one that was laid out once; to lay one out takes as long as many tests.

What lays out or upgrades a ledger is tested by ``tests/store/ledger``, which calls it itself; commands that tests start
as processes lay out their own.
"""

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from keyroll.store.ledger.engine import open_engine, sqlite_url
from keyroll.store.ledger.migrations import migrate


def laid_out(folder: Path) -> bytes:
    """Return the bytes of a new ledger."""
    engine = open_engine(sqlite_url(folder / "ledger.sqlite"))
    migrate(engine)
    engine.dispose()
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as connection:
        connection.execute("VACUUM INTO ?", (str(folder / "copy.sqlite"),))
    return (folder / "copy.sqlite").read_bytes()


@pytest.fixture(scope="session", autouse=True)
def new_ledgers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    new = laid_out(tmp_path_factory.mktemp("new_ledger"))

    def copied(engine: Engine) -> None:
        file = Path(str(engine.url.database))
        if engine.dialect.name == "sqlite" and not file.stat().st_size:
            file.write_bytes(new)
        else:
            migrate(engine)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("keyroll.store.ledger.ledger.migrate", copied)
        yield


@pytest.fixture(scope="session", autouse=True)
def rare_garbage_search() -> None:
    """All tests and modules stay to the end: a search for garbage after each 700 new objects looks at them in vain."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)
