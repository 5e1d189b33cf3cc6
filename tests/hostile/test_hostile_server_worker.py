"""Jobs that fail as they like: each is noted and comes again, the others are done, and no thread ends."""

import errno
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy.exc

from keyroll.api import Keyroll
from keyroll.api.working import CampaignJobs
from keyroll.errors import Busy, KeyrollError, LeaseLost
from keyroll.server import worker
from keyroll.server.contract import JobKind
from keyroll.server.worker import Worker, run_due
from keyroll.store.ledger.jobs import Job, Jobs
from small_world import NOW, SmallWorld

pytestmark = pytest.mark.hostile
CANARY = "canary-77f1"
ERRORS = [
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EROFS, "Read-only file system"),
    OSError(errno.EMFILE, "Too many open files"),
    PermissionError(errno.EACCES, "Permission denied", f"/{CANARY}"),
    FileNotFoundError(errno.ENOENT, "No such file", f"/{CANARY}"),
    ConnectionResetError(),
    TimeoutError(),
    MemoryError(),
    RecursionError(CANARY),
    ValueError(CANARY),
    KeyError(CANARY),
    UnicodeDecodeError("utf-8", CANARY.encode(), 0, 1, CANARY),
    sqlalchemy.exc.OperationalError(CANARY, {}, OSError()),
    KeyrollError("said", hint="so"),
    Busy("busy", hint="so"),
    LeaseLost("lost", hint="so"),
]


@pytest.fixture
def keyroll(tmp_path: Path) -> Keyroll:
    world = SmallWorld(tmp_path)
    world.register("11-01", {"vendor": "Another", "system": "github"})
    return world.sync()


def test_whatever_a_job_raises_it_comes_again_and_the_next_one_is_done(
    keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    raised: list[Exception] = []

    def run(_roll: Keyroll, taken: object, _going_on: object) -> None:
        raise raised[0]

    def good(_roll: Keyroll, taken: object, _going_on: object) -> None:
        for one in taken:  # type: ignore[attr-defined]
            done.append(one.job.kind)
            one.end(None, "done")

    monkeypatch.setattr(worker, "kinds", lambda: {"bad": JobKind("bad", run), "good": JobKind("good", good)})
    for error in ERRORS:
        raised[:] = [error]
        Jobs(keyroll.home.ledger).put([Job("bad", due_at=NOW - timedelta(days=1)), Job("good", due_at=NOW)])
        told: list[str] = []
        run_due(keyroll, told.append)
        (bad,) = (one for one in keyroll.jobs.all() if one.kind == "bad")
        assert bad.due_at is not None
        assert bad.due_at > NOW
        assert bad.said.startswith("failed: ")
        assert CANARY not in bad.said + "".join(told)
        assert len(told) == 2
    assert done == ["good"] * len(ERRORS)


def test_a_thread_goes_on_whatever_the_home_raises(keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LOOK", timedelta(seconds=0.01))
    left, looks, told = list(ERRORS), [0], list[str]()

    def next_job(_roll: Keyroll, _only: object = None) -> None:
        looks[0] += 1
        if left:
            raise left.pop()

    monkeypatch.setattr(CampaignJobs, "next_at", next_job)
    stopping = threading.Event()
    thread = threading.Thread(target=Worker(keyroll, told.append, frozenset(), stopping, plans=True).work)
    thread.start()
    until = time.monotonic() + 20
    while looks[0] <= len(ERRORS) and time.monotonic() < until:
        time.sleep(0.01)
    assert thread.is_alive()
    assert looks[0] > len(ERRORS)
    assert told
    assert CANARY not in "".join(told)
    stopping.set()
    thread.join(5)
