"""Threads that share commits: each block counts alone, none returns before it is on the disk."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import IntegrityError

from keyroll.clock import FixedClock
from keyroll.errors import Busy, KeyrollError, LeaseLost
from keyroll.store.ledger import shared, tables
from keyroll.store.ledger.engine import read, write
from keyroll.store.ledger.lease import acquire, hold
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.shared import SharedCommits

KEYS = tables.meta.c.key
NOW = datetime(2023, 11, 20, 8, 0, tzinfo=UTC)


def add(commits: SharedCommits, key: str) -> None:
    with commits.writing() as connection:
        connection.execute(tables.meta.insert().values(key=key, value="1"))


def kept(engine: Engine) -> set[str]:
    with read(engine) as connection:
        return set(connection.execute(select(KEYS)).scalars()) - {"format"}


@pytest.fixture
def commits(engine: Engine) -> SharedCommits:
    return SharedCommits(engine)


@pytest.fixture
def counted(engine: Engine) -> list[float]:
    """The times of commits."""
    times: list[float] = []
    event.listen(engine, "commit", lambda _: times.append(time.monotonic()))
    return times


def test_every_block_is_kept_when_it_returns_and_commits_are_fewer(
    engine: Engine, commits: SharedCommits, counted: list[float]
) -> None:
    def one(number: int) -> bool:
        add(commits, f"key{number}")
        return f"key{number}" in kept(engine)

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(one, range(160)))
    assert len(kept(engine)) == 160
    if engine.dialect.name == "sqlite":
        assert len(counted) < 160 + 160  # a read commits, too


def test_a_block_that_fails_is_undone_alone(engine: Engine, commits: SharedCommits) -> None:
    def one(number: int) -> str:
        try:
            with commits.writing() as connection:
                connection.execute(tables.meta.insert().values(key=f"key{number}", value="1"))
                if number % 3 == 0:
                    1 / 0  # noqa: B018 - an error in a block
                if number % 3 == 1:
                    connection.execute(tables.meta.insert().values(key="key2", value="again"))
        except (ZeroDivisionError, IntegrityError) as error:
            return type(error).__name__
        return ""

    add(commits, "key2")
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(one, range(3, 33)))
    assert said == ["ZeroDivisionError", "IntegrityError", ""] * 10
    assert kept(engine) == {"key2", *(f"key{number}" for number in range(5, 33, 3))}


def test_a_lease_that_was_lost_holds_up_no_other_block(engine: Engine, commits: SharedCommits) -> None:
    ledger = Ledger(engine, FixedClock(NOW), shared=commits)
    stale = acquire(engine, "one", holder="pid 7 on another-host: rotate", seconds=0.001)
    time.sleep(0.01)
    acquire(engine, "one", holder="pid 8 on another-host: rotate")
    with hold(engine, "two", holder="pid 9 on another-host: rotate", writing=commits.writing) as lease:

        def write_under(number: int) -> bool:
            return ledger.under(lease if number % 2 else stale).add_alias(f"old{number}", "new", "merge")

        def lost(number: int) -> bool:
            try:
                return write_under(number)
            except LeaseLost:
                return False

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(lost, range(24))) == [False, True] * 12
    assert len(ledger.aliases()) == 12


def test_a_commit_that_fails_is_the_failure_of_each_of_its_blocks(
    engine: Engine, commits: SharedCommits, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("each block has its own transaction there")
    begun, go = threading.Event(), threading.Event()

    def first() -> None:
        with commits.writing() as connection:
            connection.execute(tables.meta.insert().values(key="first", value="1"))
            begun.set()
            go.wait(10)

    def fails(_: object) -> None:
        raise Busy("the disk is full", hint="")

    with ThreadPoolExecutor(4) as pool:
        blocks = [pool.submit(first)]
        begun.wait(10)
        blocks += [pool.submit(add, commits, f"more{number}") for number in range(3)]
        while len(commits._waiting) < 3:
            time.sleep(0.001)
        event.listen(engine, "commit", fails)
        go.set()
        for block in blocks:
            with pytest.raises(Busy):
                block.result(10)
        event.remove(engine, "commit", fails)
    assert kept(engine) == set()
    add(commits, "later")
    assert kept(engine) == {"later"}


def test_a_transaction_that_the_database_ended_keeps_nothing_of_its_blocks(
    engine: Engine, commits: SharedCommits
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("each block has its own transaction there")
    with pytest.raises(KeyrollError, match="savepoint"), commits.writing() as connection:  # noqa: PT012 - as a block does
        connection.execute(tables.meta.insert().values(key="lost", value="1"))
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.rollback()
    add(commits, "later")
    assert kept(engine) == {"later"}


def test_a_write_inside_of_a_write_is_refused(engine: Engine, commits: SharedCommits) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("each block has its own transaction there")
    with pytest.raises(RuntimeError, match="inside of another"), commits.writing():
        add(commits, "inner")
    add(commits, "later")
    assert kept(engine) == {"later"}


def test_who_waits_too_long_for_its_turn_is_told(
    engine: Engine, commits: SharedCommits, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("each block has its own transaction there")
    monkeypatch.setattr(shared, "PATIENCE_SECONDS", 0.2)
    with ThreadPoolExecutor(1) as pool:
        with commits.writing(), pytest.raises(Busy):
            pool.submit(add, commits, "late").result(10)
        pool.submit(add, commits, "later").result(10)
    assert kept(engine) == {"later"}


def test_another_process_that_writes_is_waited_for(
    engine: Engine, commits: SharedCommits, ledger_url: str, connect: Callable[[str], Engine], tmp_path: Path
) -> None:
    with ThreadPoolExecutor(4) as pool:
        with write(connect(ledger_url)) as other:
            other.execute(tables.meta.insert().values(key="theirs", value="1"))
            ours = [pool.submit(add, commits, f"ours{number}") for number in range(4)]
            time.sleep(0.1)
        for one in ours:
            one.result(30)
    assert kept(engine) == {"theirs", "ours0", "ours1", "ours2", "ours3"}
