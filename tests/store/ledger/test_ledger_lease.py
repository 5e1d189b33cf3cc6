"""One writer at a time, whatever is killed and however many ask."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text

from keyroll.clock import FixedClock
from keyroll.errors import Busy, LeaseLost
from keyroll.store.ledger import tables
from keyroll.store.ledger.engine import read, write
from keyroll.store.ledger.lease import WRITER, Lease, acquire, hold, this_process
from keyroll.store.ledger.ledger import Ledger

NOW = datetime(2023, 11, 20, 8, 0, tzinfo=UTC)

Connect = Callable[[str], Engine]
ELSEWHERE = "pid 7 on another-host: sync"


@dataclass
class MovingClock:
    """A clock that the test moves."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def pass_by(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


def holder_of(engine: Engine) -> tuple[str, int]:
    with read(engine) as connection:
        return tuple(connection.execute(select(tables.leases.c.holder, tables.leases.c.fence)).one())


def test_a_second_writer_hears_who_writes_since_when(engine: Engine, clock: MovingClock) -> None:
    with hold(engine, holder=ELSEWHERE, clock=clock):
        clock.pass_by(5)
        with pytest.raises(Busy) as caught, hold(engine, holder="pid 1 on here: sync", clock=clock):
            pass
    assert str(caught.value) == f"{ELSEWHERE} has been writing to this home since 2023-11-20T08:00:00Z"
    assert caught.value.hint.startswith("wait for it, or")
    assert caught.value.exit_code == 13


def test_a_freed_lease_is_free_and_its_fence_rises(engine: Engine, clock: MovingClock) -> None:
    fences = []
    for _ in range(3):
        with hold(engine, holder=ELSEWHERE, clock=clock) as lease:
            fences.append(lease.fence)
        assert holder_of(engine) == ("", lease.fence)
    assert fences == [1, 2, 3]


def test_names_do_not_block_each_other(engine: Engine) -> None:
    with hold(engine, holder=ELSEWHERE), hold(engine, "jobs", holder=ELSEWHERE) as other:
        assert other.fence == 1


def test_a_lease_is_freed_when_the_work_fails(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), hold(engine, holder=ELSEWHERE):
        raise ZeroDivisionError
    assert holder_of(engine) == ("", 1)


def test_long_work_keeps_its_lease(engine: Engine, clock: MovingClock) -> None:
    with hold(engine, holder=ELSEWHERE, clock=clock, seconds=60) as lease:
        for _ in range(10):
            clock.pass_by(25)
            lease.check()
        with pytest.raises(Busy):
            acquire(engine, holder="pid 1 on here: sync", clock=clock)


def test_check_asks_the_database_only_when_a_third_is_gone(engine: Engine, clock: MovingClock) -> None:
    lease = acquire(engine, holder=ELSEWHERE, clock=clock, seconds=60)
    with write(engine) as connection:
        connection.execute(tables.leases.delete())
    clock.pass_by(19)
    lease.check()
    clock.pass_by(1)
    with pytest.raises(LeaseLost):
        lease.check()


def overtaken(engine: Engine, clock: MovingClock) -> tuple[Lease, Lease]:
    stale = acquire(engine, holder=ELSEWHERE, clock=clock, seconds=60)
    clock.pass_by(60)
    return stale, acquire(engine, holder="pid 8 on third-host: sync", clock=clock, seconds=60)


def test_an_expired_lease_is_taken_over_and_the_old_holder_hears_it(engine: Engine, clock: MovingClock) -> None:
    stale, fresh = overtaken(engine, clock)
    assert fresh.fence == stale.fence + 1
    for call in (stale.renew, stale.check):
        with pytest.raises(LeaseLost) as caught:
            call()
        assert caught.value.exit_code == 13
    stale.release()
    assert holder_of(engine) == ("pid 8 on third-host: sync", 2)


def test_a_stale_writer_cannot_commit(engine: Engine, clock: MovingClock) -> None:
    stale, fresh = overtaken(engine, clock)
    ledger = Ledger(engine, clock)
    with pytest.raises(LeaseLost):
        ledger.under(stale).add_alias("a", "b", "merge")
    with pytest.raises(LeaseLost), write(engine) as connection:  # noqa: PT012 - both in one transaction
        connection.execute(tables.meta.insert().values(key="stale", value="1"))
        stale.guard(connection)
    assert ledger.aliases() == ()
    assert ledger.under(fresh).add_alias("a", "b", "merge")
    with read(engine) as connection:
        assert connection.execute(select(tables.meta.c.key)).scalars().all() == ["format"]


def test_a_writer_that_gave_its_lease_back_cannot_commit(engine: Engine) -> None:
    ledger = Ledger(engine, FixedClock(NOW))
    with ledger.hold(this_process("sync")) as mine:
        assert mine.add_alias("a", "b", "merge")
    with pytest.raises(LeaseLost):
        mine.add_alias("a", "c", "merge")


def test_nobody_takes_over_while_a_guarded_transaction_is_open(
    engine: Engine, ledger_url: str, connect: Connect, clock: MovingClock
) -> None:
    slow = acquire(engine, holder=ELSEWHERE, clock=clock, seconds=60)
    clock.pass_by(120)
    order: list[str] = []

    def take_over() -> None:
        acquire(connect(ledger_url), holder=this_process("sync"), clock=clock)
        order.append("taken over")

    with write(engine) as connection:
        slow.guard(connection)
        other = threading.Thread(target=take_over)
        other.start()
        time.sleep(0.3)
        connection.execute(tables.meta.insert().values(key="late", value="1"))
        order.append("committed")
    other.join()
    assert order == ["committed", "taken over"]


def a_pid_that_is_gone() -> int:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_a_lease_outlasts_work_that_never_asks_for_it(engine: Engine) -> None:
    ledger = Ledger(engine, FixedClock(NOW))
    with ledger.hold(ELSEWHERE, seconds=0.6) as held:
        time.sleep(1.5)
        with pytest.raises(Busy), hold(engine, holder="pid 1 on here: sync"):
            pass
        with held.writing():
            pass
    assert holder_of(engine)[0] == ""


def test_a_holder_of_another_machine_is_not_judged_by_the_processes_of_this_one(engine: Engine) -> None:
    acquire(engine, holder=f"pid {a_pid_that_is_gone()} on another-host: sync", seconds=3600)
    with pytest.raises(Busy):
        acquire(engine, holder=this_process("sync"))


def test_a_holder_of_this_machine_that_is_gone_is_taken_over_at_once(engine: Engine) -> None:
    acquire(engine, holder=f"pid {a_pid_that_is_gone()} on {socket.gethostname()}: sync", seconds=3600)
    with hold(engine, holder=this_process("sync")) as lease:
        assert lease.fence == 2


@pytest.mark.parametrize(
    "alive",
    [f"pid {os.getpid()} on {socket.gethostname()}: sync", "pid 1 on another-host", "somebody"],
    ids=["here", "elsewhere", "unnamed"],
)
def test_a_holder_that_may_live_is_not_taken_over(engine: Engine, alive: str) -> None:
    acquire(engine, holder=alive, seconds=3600)
    with pytest.raises(Busy):
        acquire(engine, holder="pid 2 on here: sync")


CHILD = """
import sys, time
from keyroll.store.ledger.engine import open_engine, write
from keyroll.store.ledger.lease import hold, this_process
engine = open_engine(sys.argv[1])
with hold(engine, holder=this_process("sync"), seconds=3600) as lease, write(engine) as connection:
    lease.guard(connection)
    connection.exec_driver_sql("INSERT INTO meta (key, value) VALUES ('half', 'done')")
    print("holding", flush=True)
    time.sleep(60)
"""


@contextmanager
def writing_child(url: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([sys.executable, "-c", CHILD, url], stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "holding\n"
            yield child
        finally:
            child.kill()


def test_the_second_process_is_told_of_the_first_at_once(engine: Engine, ledger_url: str) -> None:
    with writing_child(ledger_url) as child:
        begun = time.monotonic()
        with pytest.raises(Busy, match=f"pid {child.pid} on {socket.gethostname()}: sync has been writing"):
            acquire(engine, holder=this_process("sync"))
        assert time.monotonic() - begun < 5


def test_a_renewal_that_fails_is_tried_again_soon(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    renewed, renew, fails = threading.Event(), Lease.renew, [Busy("", hint=""), TimeoutError()]

    def failing(one: Lease) -> None:
        if fails:
            raise fails.pop()
        renew(one)
        renewed.set()

    monkeypatch.setattr(Lease, "renew", failing)
    with hold(engine, holder=ELSEWHERE, seconds=6) as lease:
        # Three usual pauses are six seconds: as long as the lease.
        assert renewed.wait(4)
        monkeypatch.undo()
        lease.renew()


HOLDS = """
import sys
from keyroll.errors import LeaseLost
from keyroll.store.ledger.engine import open_engine, write
from keyroll.store.ledger.lease import hold, this_process
engine = open_engine(sys.argv[1])
try:
    with hold(engine, holder=this_process("sync"), seconds=1.2) as lease:
        print("holding", flush=True)
        for _ in sys.stdin:
            with write(engine) as connection:
                lease.guard(connection)
            print("wrote", flush=True)
except LeaseLost:
    print("lost", flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="needs signals that stop a process")
def test_a_process_that_runs_keeps_its_lease_and_one_that_was_stopped_for_longer_loses_it(
    engine: Engine, ledger_url: str
) -> None:
    command = [sys.executable, "-c", HOLDS, ledger_url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        asked, said = child.stdin, child.stdout
        assert asked is not None
        assert said is not None

        def writes() -> str:
            asked.write("\n")
            asked.flush()
            return said.readline().strip()

        try:
            assert said.readline() == "holding\n"
            time.sleep(2)
            with pytest.raises(Busy):
                acquire(engine, holder=this_process("hunt"))
            assert writes() == "wrote"
            child.send_signal(signal.SIGSTOP)
            time.sleep(1.3)
            mine = acquire(engine, holder=this_process("hunt"))
            child.send_signal(signal.SIGCONT)
            assert writes() == "lost"
            mine.renew()
        finally:
            child.kill()


def test_a_killed_writer_leaves_nothing_half_done_and_is_followed(engine: Engine, ledger_url: str) -> None:
    with writing_child(ledger_url) as child:
        child.kill()
        child.wait()
    with hold(engine, holder=this_process("sync")) as lease:
        assert lease.fence == 2
        with read(engine) as connection:
            assert connection.execute(select(tables.meta.c.key)).scalars().all() == ["format"]


@contextmanager
def unrenewed(engine: Engine, *, holder: str, seconds: float) -> Iterator[Lease]:
    """Hold a lease as a process does that stands still now and then."""
    lease = acquire(engine, holder=holder, seconds=seconds)
    try:
        yield lease
    finally:
        lease.release()


def hammer(
    url: str,
    connect: Connect,
    *,
    seconds: float,
    until: int,
    holding: Callable[..., AbstractContextManager[Lease]] = hold,
) -> list[int]:
    """Let 8 threads, each with its own connections, fight for the lease; return the fences in order of commit."""
    fences: list[int] = []
    failures: list[BaseException] = []
    with write(connect(url)) as connection:
        connection.execute(text("CREATE TABLE marks (place INTEGER PRIMARY KEY, fence INTEGER NOT NULL)"))

    def work(number: int) -> None:
        engine = connect(url)
        try:
            while len(fences) < until:
                try:
                    with holding(engine, holder=f"pid {number} on another-host: sync", seconds=seconds) as lease:
                        fences.append(lease.fence)
                        time.sleep(0.01)
                        mark(engine, lease)
                except (Busy, LeaseLost):
                    time.sleep(0.002)
        except BaseException as error:  # noqa: BLE001 - told to the main thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(set(fences)) == len(fences)
    with read(connect(url)) as connection:
        return list(connection.execute(text("SELECT fence FROM marks ORDER BY place")).scalars())


def mark(engine: Engine, lease: Lease) -> None:
    with write(engine) as connection:
        lease.guard(connection)
        place = "(SELECT coalesce(max(place), 0) + 1 FROM marks)"
        connection.execute(text(f"INSERT INTO marks VALUES ({place}, :fence)"), {"fence": lease.fence})


def test_eight_writers_never_share_a_fence(engine: Engine, ledger_url: str, connect: Connect) -> None:
    committed = hammer(ledger_url, connect, seconds=60, until=40)
    assert committed == sorted(set(committed))
    assert len(committed) >= 40


def test_eight_writers_with_leases_that_run_out_commit_in_the_order_of_their_fences(
    engine: Engine, ledger_url: str, connect: Connect
) -> None:
    committed = hammer(ledger_url, connect, seconds=0.004, until=60, holding=unrenewed)
    assert committed == sorted(set(committed))


@pytest.mark.long
def test_eight_processes_never_share_a_fence(engine: Engine, ledger_url: str) -> None:
    script = """
import sys, time
from keyroll.errors import Busy
from keyroll.store.ledger.engine import open_engine, write
from keyroll.store.ledger.lease import hold, this_process
engine, taken = open_engine(sys.argv[1]), []
deadline = time.monotonic() + 20
while len(taken) < 3 and time.monotonic() < deadline:
    try:
        with hold(engine, holder=this_process("sync")) as lease, write(engine) as connection:
            lease.guard(connection)
            taken.append(lease.fence)
    except Busy:
        time.sleep(0.005)
print(*taken)
"""
    command = [sys.executable, "-c", script, ledger_url]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    fences = [int(fence) for child in children for fence in child.communicate()[0].split()]
    assert [child.returncode for child in children] == [0] * 8
    assert sorted(fences) == list(range(1, 25))


def test_a_lease_needs_a_holder(engine: Engine) -> None:
    with pytest.raises(ValueError, match="needs a holder"):
        acquire(engine, WRITER, holder="")
