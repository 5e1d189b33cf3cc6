"""A sync that is killed at any moment and run again leaves what an undisturbed one leaves."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from intake_exports import NOW, content, small_export

from keyroll.api import Keyroll
from keyroll.clock import iso

#: Syncs with small batches, and a hook at every commit that kills the process at the n-th. It is asked for on stdin,
#: and each sync is a child of a process that has loaded everything before: only that makes so many of them quick.
SYNCS = """
import json, os, signal, sys, traceback
from pathlib import Path
from sqlalchemy import event
from keyroll.api import Keyroll
from keyroll.intake import events, records, surveys
from keyroll.store.home import Home

events.BATCH_BYTES = 1500
records.batches.__kwdefaults__["size"] = 1500
surveys.BATCH = 3

def sync(folder, home, clock, moment):
    seen = []

    def fault(place):
        seen.append(place)
        if len(seen) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    opened = Home.open(Path(home), flags={"clock": clock}, fault=fault)
    event.listen(opened.ledger.engine, "commit", lambda _connection: fault("ledger.before-commit"))
    Keyroll(opened).exports.sync(Path(folder))
    return seen

def answer(**told):
    print(json.dumps(told), flush=True)

for line in sys.stdin:
    pid = os.fork()
    if not pid:
        try:
            answer(places=sync(*json.loads(line)))
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    answer(started=pid)
    answer(ended=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""
MOMENTS = 20
#: Every commit has such a place before it, and those of the lake and of raw one after it.
PLACES = {
    "raw.file-written",
    "raw.kept",
    "ledger.before-commit",
    "lake.file-written",
    "lake.before-commit",
    "lake.after-commit",
    "lake.before-publish",
    "lake.after-publish",
}


class Syncs:
    """Runs syncs in processes of their own."""

    def __init__(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KEYROLL_")}
        command = [sys.executable, "-c", SYNCS]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def start(self, folder: Path, home: Path, moment: int = 0) -> int:
        """Start a sync, which is killed at a moment if that is not 0; return its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([str(folder), str(home), iso(NOW), moment]) + "\n")
        self._process.stdin.flush()
        self._told: dict[str, Any] = {}
        return int(self._until("started"))

    def end(self) -> tuple[int, list[str]]:
        """Wait for its end; return its exit code and the places that it passed."""
        return int(self._until("ended")), self._told.get("places", [])

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _until(self, word: str) -> Any:
        # The sync and its parent answer on one line each, in any order.
        assert self._process.stdout is not None
        while word not in self._told:
            self._told |= json.loads(self._process.stdout.readline())
        return self._told[word]


@pytest.fixture(scope="module")
def syncs() -> Iterator[Syncs]:
    one = Syncs()
    yield one
    one.close()


def everything(home: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All content of a home, without the path that differs from home to home; and no remains of killed writers."""
    keyroll = Keyroll.open(home, now=NOW)
    with keyroll.home.ledger.hold("a test"):
        keyroll.home.lake.sweep()
        assert keyroll.home.lake.sweep() == 0
    assert list((home / "raw").glob("arriving-*")) == []
    return content(keyroll.home, without={"path"})


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_export(tmp_path_factory.mktemp("killed") / "in")


@pytest.fixture(scope="module")
def undisturbed(export: Path, syncs: Syncs) -> tuple[dict[str, list[tuple[Any, ...]]], list[str]]:
    """What a sync that nobody disturbs leaves, and the places that it passes."""
    home = export.with_name("undisturbed")
    syncs.start(export, home)
    code, places = syncs.end()
    assert code == 0
    return everything(home), places


def chosen(places: list[str], count: int, offset: int = 0) -> list[int]:
    """Return moments (from 1): of each kind of place at least one, the rest spread evenly."""
    by_place: dict[str, list[int]] = {}
    for moment, place in enumerate(places, 1):
        by_place.setdefault(place, []).append(moment)
    moments = {those[(len(those) // 2 + offset) % len(those)] for those in by_place.values()}
    step = 0
    while len(moments) < count:
        moments.add(1 + (step * 13 + offset * 7) % len(places))
        step += 1
    return sorted(moments)


def finished(folder: Path, home: Path) -> None:
    """Run the sync to its end in this process, in batches of the usual size."""
    Keyroll.open(home, now=NOW).exports.sync(folder)


def killed_at(moment: int, folder: Path, home: Path, syncs: Syncs) -> None:
    syncs.start(folder, home, moment)
    assert syncs.end()[0] == -signal.SIGKILL


def test_every_commit_has_a_place_where_it_can_be_killed(undisturbed: tuple[object, list[str]]) -> None:
    counted = Counter(undisturbed[1])
    assert set(counted) == PLACES
    assert counted["lake.before-commit"] == counted["lake.after-commit"] > 10


@pytest.mark.long
@pytest.mark.parametrize(
    "turn", [pytest.param(one, marks=() if one < MOMENTS // 6 else pytest.mark.nightly) for one in range(MOMENTS)]
)
def test_killed_at_a_moment_and_run_again(
    turn: int, export: Path, syncs: Syncs, undisturbed: tuple[dict[str, Any], list[str]], tmp_path: Path
) -> None:
    expected, places = undisturbed
    moment = chosen(places, MOMENTS)[turn]
    killed_at(moment, export, tmp_path / "home", syncs)
    finished(export, tmp_path / "home")
    assert everything(tmp_path / "home") == expected, f"killed at {moment}: {places[moment - 1]}"


@pytest.mark.long
def test_killed_again_and_again_at_any_time(
    export: Path, syncs: Syncs, undisturbed: tuple[dict[str, Any], list[str]], tmp_path: Path
) -> None:
    chance = random.Random(20231123)
    home = tmp_path / "home"
    for _ in range(5):
        sync = syncs.start(export, home)
        time.sleep(chance.uniform(0, 0.8))
        with contextlib.suppress(ProcessLookupError):
            os.kill(sync, signal.SIGKILL)
        assert syncs.end()[0] in (0, -signal.SIGKILL)
    finished(export, home)
    assert everything(home) == undisturbed[0]


@pytest.mark.nightly
def test_killed_at_every_moment(
    export: Path, syncs: Syncs, undisturbed: tuple[dict[str, Any], list[str]], tmp_path: Path
) -> None:
    expected, places = undisturbed
    for moment in range(1, len(places) + 1):
        home = tmp_path / str(moment)
        killed_at(moment, export, home, syncs)
        syncs.start(export, home)
        assert syncs.end()[0] == 0
        assert everything(home) == expected, f"killed at {moment}: {places[moment - 1]}"
